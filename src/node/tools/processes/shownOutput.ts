import { stripVTControlCharacters } from "node:util";

import { beginningOf } from "../../../core/model/text/excerpt";

/** In characters. */
const longestShown = 200;
const longestLine = 10_000;

/**
 * One output of a program as it is shown while it runs: its newest line, as far as its words are whole. Output comes in
 * pieces that end anywhere, and of a secret that is cut in two neither part would be recognised.
 */
export class ShownOutput {
  private readonly decoder = new TextDecoder();
  /** What came after the last line end. */
  private open = "";

  /** What is to be shown now; `undefined` where there is nothing. */
  add(piece: Uint8Array): string | undefined {
    const lines = (this.open + this.decoder.decode(piece, { stream: true })).split(/[\r\n]+/);
    const open = (lines.pop() ?? "").slice(0, longestLine);
    this.open = open;
    const wholeWords = open.slice(0, Math.max(open.lastIndexOf(" "), open.lastIndexOf("\t")) + 1);
    const newest = [...lines, wholeWords]
      .map((line) => stripVTControlCharacters(line).trim())
      .findLast((line) => line !== "");
    return newest === undefined ? undefined : beginningOf(newest, longestShown);
  }
}
