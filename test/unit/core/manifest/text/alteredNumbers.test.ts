import { describe, expect, it } from "vitest";

import { problemsOf } from "../readBack";

describe("numbers that arguments cannot carry", () => {
  const advice = "Write it as a string, in quotes, if the tool takes one.";

  it.each([
    ["12345678901234567890", "12345678901234567000"],
    ["-9007199254740993", "-9007199254740992"],
    ["0.12345678901234567890", "0.12345678901234568"],
    ["1e-400", "0"],
  ])("are warned of with what they would become: %s", (written, becomes) => {
    expect(problemsOf(`{ "calls": [{ "tool": "t", "arguments": { "ids": [1, ${written}] } }] }`)).toEqual([
      `warning: ${written} is more exact than a number can be here, and would become ${becomes}. ${advice} «${written}»`,
    ]);
  });

  it("are errors when they would be infinite", () => {
    expect(problemsOf(`[{ "tool_name": "t", "parameters": { "a": -1e400 } }]`)).toEqual([
      `error: -1e400 is larger than any number can be here, and would become null. ${advice} «-1e400»`,
    ]);
  });

  it("are found in arguments that are JSON in a string, at their place", () => {
    const text = String.raw`{"id":"c","type":"function","function":{"name":"t","arguments":"{\"é\":\"\\n\",\"id\":12345678901234567890}"}}`;
    expect(problemsOf(text)).toEqual([
      `warning: 12345678901234567890 is more exact than a number can be here, and would become 12345678901234567000. ${advice} «12345678901234567890»`,
    ]);
  });

  it("are found in arguments that were streamed in pieces, which still are whole", () => {
    const chunk = (call: string): string => `{"id":"r","choices":[{"index":0,"delta":{"tool_calls":[${call}]}}]}\n`;
    const text =
      chunk('{"index":0,"id":"c","function":{"name":"t","arguments":""}}') +
      chunk(String.raw`{"index":0,"function":{"arguments":"{\"id\":1234567890"}}`) +
      chunk(String.raw`{"index":0,"function":{"arguments":"1234567890}"}}`);
    const [problem = ""] = problemsOf(text);
    expect(problem).toContain("would become 12345678901234567000");
  });

  it.each([
    "9007199254740992",
    "123456789012345680000",
    "100000000000000000000",
    "1e308",
    "1E+023",
    "0.1000000000000000",
    "0.10000000000000001",
    '"12345678901234567890"',
    "1700000000000.000000",
  ])("are not those that mean what they say: %s", (written) => {
    expect(problemsOf(`{ "tool_name": "t", "parameters": { "a": ${written} } }`)).toEqual([]);
  });
});
