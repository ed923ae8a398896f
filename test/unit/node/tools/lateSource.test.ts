import { describe, expect, it } from "vitest";

import { LateSource } from "../../../../src/node/tools/lateSource";
import type { SourceNews, ToolSource } from "../../../../src/node/tools/source";

const tool = { source: "s", name: "t", inputSchema: { type: "object" } };

class Loaded implements ToolSource {
  readonly name = "s";
  isClosed = false;
  private listener: ((news: SourceNews) => void) | undefined;
  nature = () => ({ kind: "server", serverName: "Real" }) as const;
  list = () => Promise.resolve([tool]);
  call = () => Promise.resolve({ content: [] });
  watch = (listener: (news: SourceNews) => void): (() => void) => {
    this.listener = listener;
    return () => (this.listener = undefined);
  };
  close = () => {
    this.isClosed = true;
    return Promise.resolve();
  };
  say(news: SourceNews): void {
    this.listener?.(news);
  }
}

describe("a source whose code is loaded when it is needed", () => {
  it("is loaded once, and says from then on what the source says", async () => {
    const loaded = new Loaded();
    let loads = 0;
    const source = new LateSource("s", { kind: "server" }, () => {
      loads++;
      return Promise.resolve(loaded);
    });
    const heard: SourceNews[] = [];
    const unwatch = source.watch((news) => heard.push(news));
    expect(source.nature()).toEqual({ kind: "server" });
    expect(loads).toBe(0);
    await Promise.all([source.list(), source.list()]);
    expect(source.nature()).toEqual({ kind: "server", serverName: "Real" });
    expect(loads).toBe(1);
    loaded.say({ kind: "toolsChanged" });
    unwatch();
    loaded.say({ kind: "toolsChanged" });
    expect(heard).toEqual([{ kind: "toolsChanged" }]);
    await source.close();
    expect(loaded.isClosed).toBe(true);
  });

  it("is closed without being loaded where nobody needed it", async () => {
    const source = new LateSource("s", { kind: "server" }, () => Promise.reject(new Error("not to be loaded")));
    await source.close();
  });

  it("is unavailable while it cannot be loaded, with what to do, and tried again", async () => {
    let isThere = false;
    const source = new LateSource("s", { kind: "server" }, () =>
      isThere ? Promise.resolve(new Loaded()) : Promise.reject(new Error("Cannot find module")),
    );
    await expect(source.list()).rejects.toMatchObject({
      kind: "unavailable",
      message: 'What speaks to "s" could not be loaded (Cannot find module). Start this program anew.',
    });
    await source.close();
    isThere = true;
    expect(await source.list()).toEqual([tool]);
  });
});
