import { describe, expect, it } from "vitest";
import { didYouMean, nearest } from "../../../../../src/core/model/text/nearest";

describe("nearest", () => {
  it.each([
    ["raed_file", ["read_file", "write_file", "wait"], ["read_file"]],
    ["readFile", ["read_file", "read_files"], ["read_file", "read_files"]],
    ["lst", ["list", "last", "sum"], ["last", "list"]],
    ["fs/read", ["fs/read_file", "other"], ["fs/read_file"]],
    ["completely", ["unrelated", "words"], []],
    ["a", ["b", "c"], ["b", "c"]],
    ["", ["b"], ["b"]],
    ["x", [], []],
  ])("of %j among %j is %j", (word, candidates, expected) => {
    expect(nearest(word, candidates)).toEqual(expected);
  });

  it("names each candidate once and no more than three", () => {
    expect(nearest("call1", ["call2", "call2", "call3", "call4", "call5"])).toEqual(["call2", "call3", "call4"]);
  });

  it("is offered as a sentence, or as nothing", () => {
    expect(didYouMean("summ", ["sum", "sums"])?.message).toBe('Did you mean "sums" or "sum"?');
    expect(didYouMean("summ", ["other"])).toBeUndefined();
  });
});

describe("looking for what is near", () => {
  it("ends for words and lists of any length", () => {
    const long = "a".repeat(20_000);
    expect(nearest(long, [`${long}b`])).toEqual([]);
    const many = Array.from({ length: 200_000 }, (_, n) => `${"ab".repeat(30)}${n}`);
    expect(nearest("ba".repeat(31), many).length).toBeLessThanOrEqual(3);
  });
});
