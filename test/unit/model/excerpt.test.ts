import { describe, expect, it } from "vitest";

import { beginningOf, endOf } from "../../../src/model/excerpt";

describe("an excerpt", () => {
  it("is the text itself where that is short enough", () => {
    expect([beginningOf("one two", 7), endOf("one two", 7)]).toEqual(["one two", "one two"]);
  });

  it("never holds a part of a word, which may be a secret", () => {
    expect([beginningOf("one secret", 7), endOf("secret two", 7)]).toEqual(["one…", "…two"]);
    expect([beginningOf("one two three", 7), endOf("one two three", 9)]).toEqual(["one two…", "…two three"]);
    expect([beginningOf("secret", 3), endOf("secret", 3)]).toEqual(["…", "…"]);
  });
});
