import { saidBy, ToolFailure } from "../../core/model/failure";
import type { JsonObject } from "../../core/model/data/json";
import type { ToolResult } from "../../core/model/result";
import type { SourceNature, Tool } from "../../core/model/tool";
import type { AttemptContext, SourceNews, ToolSource } from "./source";
import { worded } from "../../core/model/text/wording";

/**
 * A source whose code is loaded when it is first listed or called: until then nothing of it is needed but its nature. Where
 * it cannot be loaded, as when a newer version has taken its place, it is tried again the next time.
 */
export class LateSource implements ToolSource {
  private loading: Promise<ToolSource> | undefined;
  private loaded: ToolSource | undefined;
  private readonly watchers = new Map<(news: SourceNews) => void, (() => void) | undefined>();

  constructor(
    readonly name: string,
    private readonly natureUntilLoaded: SourceNature,
    private readonly load: () => Promise<ToolSource>,
  ) {}

  nature(): SourceNature {
    return this.loaded?.nature?.() ?? this.natureUntilLoaded;
  }

  async list(signal?: AbortSignal): Promise<readonly Tool[]> {
    return (await this.source()).list(signal);
  }

  async call(toolName: string, args: JsonObject, context: AttemptContext): Promise<ToolResult> {
    return (await this.source()).call(toolName, args, context);
  }

  watch(listener: (news: SourceNews) => void): () => void {
    this.watchers.set(listener, this.loaded?.watch?.(listener));
    return () => {
      this.watchers.get(listener)?.();
      this.watchers.delete(listener);
    };
  }

  async close(): Promise<void> {
    const source = await this.loading?.catch(() => undefined);
    await source?.close();
  }

  private source(): Promise<ToolSource> {
    this.loading ??= this.load().then(
      (source) => {
        this.loaded = source;
        for (const listener of this.watchers.keys()) this.watchers.set(listener, source.watch?.(listener));
        return source;
      },
      (cause: unknown) => {
        this.loading = undefined;
        const said = worded(
          'What speaks to "{0}" could not be loaded ({1}). Start this program anew.',
          this.name,
          saidBy(cause),
        );
        throw new ToolFailure("unavailable", said, { cause, reachedTool: false });
      },
    );
    return this.loading;
  }
}
