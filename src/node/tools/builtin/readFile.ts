import { readFile, stat } from "node:fs/promises";

import * as z from "zod";

import { ToolFailure } from "../../../core/model/failure";
import { builtInTool } from "./builtInTool";
import { fileFailure, insideWorkspace } from "./workspacePath";
import { worded } from "../../../core/model/text/wording";

const maxFileBytes = 100 * 1024 * 1024;

export const readFileTool = builtInTool({
  name: "read_file",
  title: "Read File",
  description: "Reads a UTF-8 text file of the workspace, all of it or some of its lines.",
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.strictObject({
    path: z.string().min(1).describe("The file, relative to the workspace folder or absolute inside it."),
    offset: z.int().min(1).max(1e9).optional().describe("The first line to read, counted from 1."),
    limit: z.int().min(1).max(1e9).optional().describe("How many lines to read at most."),
  }),
  async run({ path, offset, limit }, { places, signal }) {
    const file = await insideWorkspace(path, places);
    const text = await readText(file.absolute, path, signal);
    return {
      content: [
        { type: "text", text: offset === undefined && limit === undefined ? text : lines(text, offset, limit) },
      ],
    };
  },
});

/** The text of a UTF-8 file of up to 100 MB. Throws a `ToolFailure` that says why it is not one. */
export async function readText(absolute: string, path: string, signal: AbortSignal): Promise<string> {
  let bytes: Buffer;
  try {
    const found = await stat(absolute);
    // Reading a pipe or a device may never end.
    if (!found.isFile() && !found.isDirectory())
      throw new ToolFailure("tool", worded('"{0}" is not a regular file.', path));
    if (found.isFile() && found.size > maxFileBytes) throw tooLarge(path, found.size);
    bytes = await readFile(absolute, { signal });
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown instanceof ToolFailure ? thrown : fileFailure(thrown, path);
  }
  return decode(bytes, path);
}

function decode(bytes: Buffer, path: string): string {
  if (bytes.subarray(0, 8192).includes(0)) {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw new ToolFailure(
      "tool",
      utf16
        ? worded('"{0}" is UTF-16 text: save it as UTF-8 to read it.', path)
        : worded('"{0}" is a binary file: only UTF-8 text can be read.', path),
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ToolFailure("tool", worded('"{0}" is not UTF-8 text: save it as UTF-8 to read it.', path), { cause });
  }
}

function lines(text: string, offset = 1, limit = Number.POSITIVE_INFINITY): string {
  return text
    .split(/(?<=\n)/)
    .slice(offset - 1, offset - 1 + limit)
    .join("");
}

function tooLarge(path: string, size: number): ToolFailure {
  return new ToolFailure(
    "tool",
    worded(
      '"{0}" has {1} MB; files of up to {2} MB can be read.',
      path,
      Math.round(size / 1024 / 1024),
      maxFileBytes / 1024 / 1024,
    ),
  );
}
