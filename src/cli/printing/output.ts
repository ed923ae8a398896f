import { createWriteStream, openSync } from "node:fs";
import { finished, type Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { messageOf } from "../../core/model/failure";
import type { Shown } from "../../core/model/text/shown";
import { visibleLines } from "../../core/model/text/visible";
import { shownJsonPieces } from "../../node/runs/documents/jsonPieces";
import { UsageError, type Format } from "../commandLine";
import { terminalRedaction, visibleJson } from "./terminal";

/** What is gathered before it is written, in characters. */
const chunkLength = 64 * 1024;

/**
 * Where results are written: standard output, or a file, which may be looked at in a terminal too. It waits for whoever
 * reads, so that what is written next is not gathered in memory, and writes no more once nobody reads on. A pipe takes all
 * of it at once: then, too, everything else has its turn after each chunk, such as a signal that is to be heard.
 */
export class Output {
  private gathered = "";
  private isOver = false;
  private isFlushing = false;
  private readonly render: (text: Shown) => string;

  constructor(
    private readonly stream: Writable,
    format: Format,
  ) {
    this.render = format === "text" ? visibleLines : visibleJson;
    finished(stream, { readable: false }, () => {
      this.isOver = true;
    });
  }

  /** Writes all pieces; resolves when they have been handed over, or when nobody takes them any more. Never rejects. */
  async write(pieces: Iterable<Shown>): Promise<void> {
    for (const piece of pieces) {
      if (this.isOver) return;
      this.gathered += piece;
      if (this.gathered.length < chunkLength) continue;
      await this.flush();
      await nextTurn();
    }
    await this.flush();
  }

  /** Writes lines for people, as {@link Output.write} does. */
  writeLines(lines: Iterable<string>): Promise<void> {
    return this.write(redacted(lines));
  }

  /** Writes a line for people soon: those of calls that end in one turn of the event loop go out together, in one write. */
  addLine(line: string): void {
    this.gathered += terminalRedaction().text(line);
    if (!this.isFlushing) void this.flushSoon();
  }

  private async flushSoon(): Promise<void> {
    this.isFlushing = true;
    do {
      await nextTurn();
      await this.flush();
    } while (this.gathered !== "" && !this.isOver);
    this.isFlushing = false;
  }

  private async flush(): Promise<void> {
    // What is put together of such texts is one.
    const text = this.gathered as Shown;
    this.gathered = "";
    if (text === "" || this.isOver || this.stream.write(this.render(text))) return;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        this.stream.off("drain", go);
        this.stream.off("close", go);
        this.stream.off("error", go);
        resolve();
      };
      this.stream.on("drain", go).on("close", go).on("error", go);
    });
  }
}

function* redacted(lines: Iterable<string>): Generator<Shown> {
  for (const line of lines) yield terminalRedaction().text(line);
}

/** A file that results are written to; what was in it is gone. Throws a `UsageError`. */
export function outputFile(path: string): Writable {
  let fd: number;
  try {
    fd = openSync(path, "w");
  } catch (error) {
    throw new UsageError(`${path} could not be written: ${messageOf(error)}`);
  }
  return createWriteStream(path, { fd });
}

/**
 * Ends the file that results were written to; resolves when all of it has arrived there, or when that has failed. Standard
 * output stays open.
 */
export function ended(results: Writable): Promise<void> {
  if (results === process.stdout) return Promise.resolve();
  return new Promise((resolve) => {
    finished(results, { readable: false }, () => {
      resolve();
    });
    results.end();
  });
}

/** Writes one JSON document, without secrets. */
export async function writeJson(output: Output, document: unknown): Promise<void> {
  await output.write(shownJsonPieces(terminalRedaction().record(document), "  "));
  await output.writeLines(["\n"]);
}
