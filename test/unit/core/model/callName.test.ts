import { expect, it } from "vitest";
import { callName, callNameAt, shortCallName } from "../../../../src/core/model/callName";

const calls = [
  { id: "greet", index: 0, tool: "say" },
  { index: 1, tool: "fs/read_file" },
];

it("people call a call by its id, else by its place, counted from 1, and its tool", () => {
  expect(calls.map((call) => callName(call))).toEqual(["greet", "#2 fs/read_file"]);
  expect([0, 1, 2].map((index) => callNameAt(calls, index))).toEqual(["greet", "#2 fs/read_file", "#3"]);
});

it("where the tool stands beside it, its place is enough", () => {
  expect(calls.map((call) => shortCallName(call))).toEqual(["greet", "#2"]);
});
