import {
  deserializeMessage,
  parseJSONRPCMessage,
  serializeMessage,
  type JSONRPCMessage,
  type Transport,
} from "@modelcontextprotocol/client";

import { beginningOf, shorten } from "../../../../core/model/text/excerpt";
import { largeJson, largeJsonBytes } from "../../data/largeJson";
import { Slices } from "../../data/slices";
import { LineReader, type Line } from "./lineReader";
import { ProcessTree, type ProcessDefinition, type ProcessExit } from "../../processes/processTree";
import { within } from "../../../../core/async/within";
import { worded, type Worded } from "../../../../core/model/text/wording";

// The specification gives no limit; this is what one result may have (a base64 picture of 75 MB).
const maxMessageBytes = 100 * 1024 * 1024;
const maxLogLineBytes = 1024 * 1024;
/** JSON-RPC's code for an error inside of whoever was asked. */
const internalError = -32603;
const tailLines = 20;
const longestTailLine = 1000;
const drainMs = 250;
const inputGraceMs = 1000;
const termGraceMs = 1500;

/** How a server ended: its exit, and what it last said on its standard error. */
export interface ServerEnd extends ProcessExit {
  readonly lastLines: readonly string[];
  /** Why it was ended from here, if it was. */
  readonly because?: Worded;
}

/**
 * The protocol's stdio transport over a whole process tree: unlike the client's own it ends what the server started too
 * (`npx` starts a shell which starts the server), notices a dead server whose children keep its pipes open, and takes
 * messages of up to 100 MB in linear time. Lines of standard output that are no messages are logged and skipped.
 */
export class McpStdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;

  private tree: ProcessTree | undefined;
  private serverEnd: ServerEnd | undefined;
  private endedBecause: Worded | undefined;
  /** One that is being read. */
  private largeMessage: Promise<void> | undefined;
  private hasSpoken = false;
  private readonly lastLines: string[] = [];
  private readonly closed: Promise<void>;
  private setClosed: () => void = () => undefined;

  constructor(
    private readonly definition: ProcessDefinition,
    private readonly log: (line: string) => void,
  ) {
    this.closed = new Promise((resolve) => {
      this.setClosed = resolve;
    });
  }

  /** Undefined as long as the server runs. */
  get end(): ServerEnd | undefined {
    return this.serverEnd;
  }

  /** What the server last said on its standard error. */
  get tail(): readonly string[] {
    return this.lastLines;
  }

  async start(): Promise<void> {
    const tree = await ProcessTree.start(this.definition);
    this.tree = tree;
    this.readMessages(tree);
    this.readLog(tree);
    void tree.exited.then((exit) => this.finish(tree, exit));
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const { tree } = this;
    if (tree === undefined || this.serverEnd !== undefined) throw new Error("The server does not run.");
    const isWritten = await new Promise<boolean>((resolve) => {
      // What is sent because of one chunk of answers goes out in one piece.
      tree.stdin.cork();
      process.nextTick(() => {
        tree.stdin.uncork();
      });
      tree.stdin.write(serializeMessage(message), (error) => {
        resolve(error === null || error === undefined);
      });
    });
    if (isWritten) return;
    // Without its input the server is of no use; closing then fails everything that is in flight.
    tree.kill();
    await this.closed;
  }

  async close(): Promise<void> {
    if (this.tree === undefined) return;
    this.endedBecause ??= worded("it was stopped");
    // A server that never spoke does not read what it is told either.
    await this.tree.stop({ inputGraceMs: this.hasSpoken ? inputGraceMs : 0, termGraceMs });
    await this.closed;
  }

  private readMessages(tree: ProcessTree): void {
    const reader = new LineReader(maxMessageBytes);
    tree.stdout.on("data", (chunk: Buffer) => {
      this.readLines(reader.read(chunk), tree);
    });
  }

  /** Nothing more is read while a large message is, so that all come in their order. */
  private readLines(lines: Iterator<Line, void, undefined>, tree: ProcessTree): void {
    try {
      for (let next = lines.next(); next.done !== true; next = lines.next()) {
        if (next.value.length > largeJsonBytes) {
          tree.stdout.pause();
          this.largeMessage = this.readLarge(next.value).then(() => {
            this.largeMessage = undefined;
            tree.stdout.resume();
            this.readLines(lines, tree);
          });
          return;
        }
        this.readSmall(next.value.text());
      }
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      this.endedBecause = worded("it sent a message of more than {0} MB", maxMessageBytes / 1024 / 1024);
      tree.kill();
    }
  }

  private readSmall(line: string): void {
    if (line.trim() === "") return;
    let message: JSONRPCMessage | undefined;
    try {
      message = deserializeMessage(line);
    } catch {
      message = this.messageInstead(line);
    }
    this.handOn(message);
  }

  private async readLarge(line: Line): Promise<void> {
    const bytes = await line.bytesInSlices(new Slices());
    let message: JSONRPCMessage | undefined;
    try {
      message = parseJSONRPCMessage(await largeJson(bytes));
    } catch {
      message = this.messageInstead(line.text());
    }
    // It may have ended meanwhile.
    if (this.serverEnd === undefined) this.handOn(message);
  }

  private messageInstead(line: string): JSONRPCMessage | undefined {
    const answer = brokenAnswer(line);
    if (answer === undefined) this.log(`[standard output, no message] ${beginningOf(line, 1000)}`);
    return answer;
  }

  private handOn(message: JSONRPCMessage | undefined): void {
    if (message === undefined) return;
    this.hasSpoken = true;
    this.onmessage?.(message);
  }

  private readLog(tree: ProcessTree): void {
    let reader = new LineReader(maxLogLineBytes);
    const keep = (line: string) => {
      if (line.trim() === "") return;
      this.lastLines.push(shorten(line, longestTailLine));
      if (this.lastLines.length > tailLines) this.lastLines.shift();
      this.log(line);
    };
    tree.stderr.on("data", (chunk: Buffer) => {
      try {
        for (const line of reader.read(chunk)) keep(line.text());
      } catch (thrown) {
        if (!(thrown instanceof RangeError)) throw thrown;
        reader = new LineReader(maxLogLineBytes);
        keep("[a line of more than 1 MB was left out]");
      }
    });
    tree.stderr.on("end", () => {
      keep(reader.rest().text());
    });
  }

  private async finish(tree: ProcessTree, exit: ProcessExit): Promise<void> {
    // What it wrote last may still be on its way; what it started may keep its pipes open for ever.
    for (;;) {
      await within(Promise.all([ended(tree.stdout), ended(tree.stderr)]), drainMs);
      if (this.largeMessage === undefined || this.endedBecause !== undefined) break;
      await this.largeMessage;
    }
    this.serverEnd = {
      ...exit,
      lastLines: [...this.lastLines],
      ...(this.endedBecause !== undefined && { because: this.endedBecause }),
    };
    // What it started may have outlived it.
    const stopped = tree.stop({ inputGraceMs: 0, termGraceMs });
    this.onclose?.();
    await stopped;
    this.setClosed();
  }
}

/**
 * An error in place of an answer that breaks the protocol (`"error": "not today"`, `"result": null`): whoever asked would
 * otherwise wait for it until a timeout. Undefined for anything that is no answer.
 */
function brokenAnswer(line: string): JSONRPCMessage | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof answer !== "object" || answer === null || !("id" in answer) || "method" in answer) return undefined;
  const { id } = answer;
  if ((typeof id !== "number" && typeof id !== "string") || !("error" in answer || "result" in answer))
    return undefined;
  const message = `Its answer is none that the protocol knows: ${beginningOf(line, 500)}`;
  return { jsonrpc: "2.0", id, error: { code: internalError, message } };
}

function ended(stream: NodeJS.ReadableStream & { readonly readableEnded?: boolean }): Promise<void> {
  return new Promise((resolve) => {
    if (stream.readableEnded === true) resolve();
    stream.once("close", resolve);
  });
}
