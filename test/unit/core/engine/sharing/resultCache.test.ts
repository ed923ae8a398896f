import { describe, expect, it } from "vitest";
import { isShareable, ResultCache, sharingKey } from "../../../../../src/core/engine/sharing/resultCache";
import type { JsonObject } from "../../../../../src/core/model/data/json";
import { plannedCall, textResult } from "../plans";

const kept = (cache: ResultCache, ...keys: readonly string[]) =>
  keys.filter((key) => cache.get(key, 1000, 0) !== undefined).join("");

describe("results that may be used again", () => {
  it("are there as long as the call that asks allows", () => {
    const cache = new ResultCache();
    cache.set("a", textResult("1"), 100);
    expect([200, 201].map((now) => cache.get("a", 100, now))).toEqual([textResult("1"), undefined]);
    expect(cache.get("a", 101, 201)).toEqual(textResult("1"));
    cache.set("a", textResult("2"), 300);
    expect(cache.get("a", 100, 400)).toEqual(textResult("2"));
  });

  it("make room for new ones: the one that has been unused longest goes first", () => {
    const cache = new ResultCache(2);
    for (const key of ["a", "b"]) cache.set(key, textResult(key), 0);
    expect(kept(cache, "b", "a")).toBe("ba");
    cache.set("c", textResult("c"), 0);
    expect(kept(cache, "a", "b", "c")).toBe("ac");
  });

  it("count as used when they are stored again, and do not become more by it", () => {
    const cache = new ResultCache(2);
    for (const key of ["a", "b", "a", "c"]) cache.set(key, textResult(key), 0);
    expect(kept(cache, "a", "b", "c")).toBe("ac");
  });
});

describe("calls that are the same", () => {
  const key = (args: JsonObject, source = "s", toolName = "t") =>
    sharingKey(plannedCall(0, { source, toolName }), args);

  it("ask the same tool of the same source for the same, in whatever order", () => {
    expect(key({ a: 1, b: { d: [1, { f: 1, e: null }], c: 2 } })).toBe(
      key({ b: { c: 2, d: [1, { e: null, f: 1 }] }, a: 1 }),
    );
    expect(key({ b: 1, a: 2, c: 3 })).toBe(key({ c: 3, b: 1, a: 2 }));
  });

  it.each<readonly [JsonObject, JsonObject]>([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: null }, { a: {} }],
    [{ a: { b: 1 } }, { a: [["b", 1]] }],
    [{ a: {} }, { a: [] }],
    [{ a: "1" }, { a: 1 }],
    [JSON.parse('{"__proto__":{"a":1}}') as JsonObject, JSON.parse('{"__proto__":{"a":2}}') as JsonObject],
  ])("are not those that ask for %j and %j", (one, other) => {
    expect(key(one)).not.toBe(key(other));
  });

  it("are not those of other tools or sources", () => {
    expect(new Set([key({}), key({}, "other"), key({}, "s", "other")]).size).toBe(3);
  });

  it("are shared only where they read and ask for it", () => {
    const sketches = [
      { cacheTtlMs: 1 },
      { cacheTtlMs: 0 },
      { cacheTtlMs: 1, safety: "idempotent" },
      { cacheTtlMs: 1, safety: "unsafe" },
    ] as const;
    expect(sketches.map((sketch) => isShareable(plannedCall(0, sketch)))).toEqual([true, false, false, false]);
  });
});
