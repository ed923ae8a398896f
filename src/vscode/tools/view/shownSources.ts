import type { Tool } from "../../../core/model/tool";
import { ownWords, type Shown } from "../../../core/model/text/shown";
import type { Redaction } from "../../../node/runs/redaction/redactor";
import type { Toolbox } from "../../../node/runs/environment/toolbox";
import type { SourceNews, ToolSource } from "../../../node/tools/source";
import { inWindowLanguage, thrownWords } from "../../words/said";

export type SourceState =
  | { readonly kind: "notStarted" | "starting" }
  | { readonly kind: "running"; readonly tools: readonly Tool[] }
  | { readonly kind: "failed"; readonly reason: string };

/** A source as it is shown. */
export interface ShownSource {
  readonly name: string;
  /** The same as long as the source is defined alike. */
  readonly definition: string;
  /** Where it comes from, for people: a file's name, or whose it is. */
  readonly origin: string;
  /** It needs nothing to be listed: there is nothing to start or to stop. */
  readonly isInside: boolean;
  /** Without secrets: a tool says of itself what it wants. */
  readonly state: Shown<SourceState>;
}

/** What is to be shown: the sources of a toolbox, and where each comes from. */
export interface SourcesToShow {
  readonly toolbox: Pick<Toolbox, "sources" | "definitionOf" | "provideInputsOf">;
  readonly originOf: (source: string) => string;
}

interface Entry {
  readonly source: ToolSource;
  readonly toolbox: SourcesToShow["toolbox"];
  shown: ShownSource;
  /** Counts starts and stops, so that what an earlier start comes to does not undo a later stop. */
  turn: number;
  readonly unwatch: () => void;
}

/**
 * The sources that are shown, with connections of their own: runs start theirs themselves, so that what is stopped here
 * stops no run. Nothing is started by being shown.
 */
export class ShownSources {
  private entries: Entry[] = [];

  constructor(
    private readonly changed: () => void,
    private readonly redaction: Pick<Redaction, "value">,
  ) {}

  list(): readonly ShownSource[] {
    return this.entries.map(({ shown }) => shown);
  }

  get(name: string): ShownSource | undefined {
    return this.entryOf(name)?.shown;
  }

  /** Shows these from now on. Those that were shown before and are defined alike stay as they are; others are closed. */
  async show({ toolbox, originOf }: SourcesToShow): Promise<void> {
    const before = this.entries;
    this.entries = toolbox.sources.map((source): Entry => {
      const definition = toolbox.definitionOf(source.name);
      const origin = originOf(source.name);
      const known = before.find(({ shown }) => shown.definition === definition && shown.origin === origin);
      if (known !== undefined) return known;
      const state = ownWords({ kind: "notStarted" } as const);
      const shown = { name: source.name, definition, origin, isInside: source.isPassive === true, state };
      const entry: Entry = { source, toolbox, shown, turn: 0, unwatch: () => unwatch?.() };
      const unwatch = source.watch?.((news) => {
        this.applyNews(entry, news);
      });
      return entry;
    });
    const kept = new Set(this.entries);
    for (const entry of before.filter((each) => !kept.has(each))) {
      entry.unwatch();
      this.end(entry);
    }
    await Promise.all(this.entries.filter(({ shown }) => shown.isInside).map((entry) => this.listTools(entry)));
    this.changed();
  }

  /** Starts a source and lists its tools; nothing happens when there is none of that name or an input is refused. */
  async start(name: string): Promise<void> {
    const entry = this.entryOf(name);
    if (entry === undefined || entry.shown.state.kind === "starting") return;
    const turn = ++entry.turn;
    this.setState(entry, { kind: "starting" });
    if (!(await entry.toolbox.provideInputsOf(name))) {
      if (entry.turn === turn) this.setState(entry, { kind: "notStarted" });
      return;
    }
    await this.listTools(entry);
  }

  async stop(name: string): Promise<void> {
    const entry = this.entryOf(name);
    if (entry === undefined || entry.shown.isInside) return;
    this.end(entry);
    await entry.source.close();
  }

  async restart(name: string): Promise<void> {
    await this.stop(name);
    await this.start(name);
  }

  /** Lists the tools of what is running once more. */
  async refresh(): Promise<void> {
    const running = this.entries.filter(({ shown }) => shown.isInside || shown.state.kind === "running");
    await Promise.all(running.map((entry) => this.listTools(entry)));
  }

  async close(): Promise<void> {
    for (const { unwatch } of this.entries) unwatch();
    await Promise.allSettled(this.entries.map(({ source }) => source.close()));
  }

  private applyNews(entry: Entry, news: SourceNews): void {
    const { kind } = entry.shown.state;
    switch (news.kind) {
      case "toolsChanged":
        if (kind !== "running" && kind !== "starting") return;
        // What an earlier listing comes to is out of date.
        entry.turn++;
        void this.listTools(entry);
        return;
      case "started":
        return;
      case "lost":
        // One that is lost while it starts is told of by its start.
        if (kind !== "running") return;
        entry.turn++;
        this.setState(entry, { kind: "failed", reason: inWindowLanguage(news.reason) });
    }
  }

  private async listTools(entry: Entry): Promise<void> {
    const { turn } = entry;
    let state: SourceState;
    try {
      state = { kind: "running", tools: await entry.source.list() };
    } catch (thrown) {
      state = { kind: "failed", reason: thrownWords(thrown) };
    }
    if (entry.turn === turn) this.setState(entry, state);
  }

  private end(entry: Entry): void {
    entry.turn++;
    this.setState(entry, { kind: "notStarted" });
    void entry.source.close();
  }

  private setState(entry: Entry, state: SourceState): void {
    entry.shown = { ...entry.shown, state: this.redaction.value(state) };
    this.changed();
  }

  private entryOf(name: string): Entry | undefined {
    return this.entries.find(({ shown }) => shown.name === name);
  }
}
