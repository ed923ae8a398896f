import { FollowedRun } from "./followedRun";
import type { Journal } from "./journal/journal";
import type { RecordedRun } from "./recordedRun";

/** The runs that one window has, or can go on with. */
export interface OwnRuns {
  get(id: string): Promise<RecordedRun | undefined>;
  latest(): Promise<RecordedRun | undefined>;
  recent(): readonly RecordedRun[];
  isElsewhere(id: string): Promise<boolean>;
}

/** The runs that can be looked at: those of this window, and those that go on elsewhere, as they do. */
export class ViewedRuns {
  private readonly followed = new Map<string, FollowedRun>();

  constructor(
    private readonly runs: OwnRuns,
    private readonly journal: Journal,
    /** Told when a run does not go on elsewhere any more: then it can be gone on with here. */
    private readonly onOver: (id: string) => void,
  ) {}

  async get(id: string): Promise<RecordedRun | undefined> {
    const known = this.followed.get(id);
    if (known !== undefined) return known;
    return (await this.runs.isElsewhere(id)) ? this.follow(id) : this.runs.get(id);
  }

  async latest(): Promise<RecordedRun | undefined> {
    const id = (await this.journal.ids()).at(-1);
    const [newest] = this.runs.recent();
    if (id === undefined || (newest !== undefined && newest.id >= id)) return this.runs.latest();
    return this.get(id);
  }

  recent(): readonly RecordedRun[] {
    return [...this.runs.recent(), ...this.followed.values()];
  }

  async close(): Promise<void> {
    for (const run of this.followed.values()) await run.close();
    this.followed.clear();
  }

  private async follow(id: string): Promise<RecordedRun | undefined> {
    const found = await this.journal.follow(id);
    if (found === undefined) return undefined;
    const { header, events } = found;
    const source = {
      read: events.read.bind(events),
      isLive: async () => (await this.journal.holder(id)) !== undefined,
      close: events.close.bind(events),
    };
    const run = new FollowedRun(header, source, () => {
      this.followed.delete(id);
      this.onOver(id);
    });
    this.followed.set(id, run);
    await run.begin();
    return this.followed.get(id) ?? this.runs.get(id);
  }
}
