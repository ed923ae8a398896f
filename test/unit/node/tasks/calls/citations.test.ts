import { describe, expect, it } from "vitest";
import { citationsIn } from "../../../../../src/node/tasks/calls/citations";

describe("the names of calls in an answer", () => {
  const isCall = (id: string): boolean => id === "a" || id === "b";

  it("are found in double brackets, several at once too", () => {
    expect(citationsIn("One [[a]], two [[a, b]].", isCall)).toEqual([
      { text: "One " },
      { call: "a" },
      { text: ", two " },
      { call: "a" },
      { call: "b" },
      { text: "." },
    ]);
  });

  it("leave text that names no call as it is", () => {
    expect(citationsIn("x[[0]] and [[wiki page]] and [[", isCall)).toEqual([
      { text: "x[[0]] and [[wiki page]] and [[" },
    ]);
  });
});
