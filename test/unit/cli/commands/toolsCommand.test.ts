import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import type { CommandLine } from "../../../../src/cli/commandLine";
import { listTools } from "../../../../src/cli/commands/toolsCommand";
import { Output } from "../../../../src/cli/printing/output";
import { worded } from "../../../../src/core/model/text/wording";

it("says in a document why a source is not there in English, as a text", async () => {
  const stream = new PassThrough();
  const unavailable = worded('The program "{0}" was not found.', "x");
  const sources = [
    { source: "a", tools: [] },
    { source: "b", unavailable },
  ];
  await listTools({ format: "json" } as CommandLine, sources, new Output(stream, "json"));
  stream.end();
  expect(JSON.parse(await text(stream))).toEqual({
    sources: [
      { source: "a", tools: [] },
      { source: "b", unavailable: 'The program "x" was not found.' },
    ],
  });
});
