import { describe, expect, it } from "vitest";

import { beginningOf, shorten } from "../../../../../src/core/model/text/excerpt";

describe("an excerpt", () => {
  it("is the text itself where that is short enough", () => {
    expect([beginningOf("one two", 7), shorten("one two", 7)]).toEqual(["one two", "one two"]);
  });

  it("never holds a part of a word, which may be a secret", () => {
    expect([beginningOf("one secret", 7), beginningOf("one two three", 7)]).toEqual(["one…", "one two…"]);
    expect(beginningOf("secret", 3)).toBe("…");
  });

  it("of a text without words is its first characters, and says that there are more", () => {
    expect([shorten("secret", 4), shorten("to see", 4)]).toEqual(["sec…", "to…"]);
    expect(shorten("xx\u{1f600}x", 4)).toBe("xx…");
  });
});
