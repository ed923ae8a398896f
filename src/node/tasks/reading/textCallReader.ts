import { callFromObject } from "./callShape";
import { JsonWatcher } from "./jsonWatcher";
import type { WrittenCall } from "../calls/writtenCall";

export type TextPiece =
  { readonly type: "text"; readonly text: string } | { readonly type: "call"; readonly call: WrittenCall };

export interface TextCallOptions {
  /** Whether a call of this name is meant as one; an object that names anything else is text. */
  isCall(name: string): boolean;
  /** Whether calls may stand after other text; if not, only a message that begins with calls has any. */
  readonly anywhere: boolean;
}

/** What models put around calls in text: code fences and tags, each on a line or right before the call. */
const marker = /^\s*(?:```[\w-]*|<\/?[\w|]*tool_?calls?[\w|]*>|<\|[\w]+\|>)\s*$/i;
const callLists = ["calls", "plan", "steps", "tool_calls"].map((key) => `$.${key}.*`);

/**
 * Reads calls that a model writes as JSON in its text: objects one after another, a list of them, or an object that holds
 * the list. Each is given as soon as it is complete; whatever is no call is given as text, in order. However the text is
 * cut into pieces, it comes to the same calls and the same text.
 */
export class TextCallReader {
  /** The line that is being read, as long as it may be a marker. */
  private line = "";
  /** Markers that belong to the calls that follow, if any do. */
  private markers = "";
  private json: JsonText | undefined;
  private atLineStart = true;
  private hasText = false;
  private hasCalls = false;
  private pieces: TextPiece[] = [];

  constructor(private readonly options: TextCallOptions) {}

  write(text: string): TextPiece[] {
    for (const character of text) {
      if (this.json !== undefined) this.writeJson(this.json, character);
      else this.writeText(character);
    }
    return this.takePieces();
  }

  /** What is left: text, or a call that stopped before it was complete. */
  end(): TextPiece[] {
    const { json } = this;
    if (json === undefined) this.endLine("");
    else this.endJson(json);
    this.giveMarkers();
    return this.takePieces();
  }

  private writeText(character: string): void {
    const beginsJson = character === "{" || character === "[";
    if (beginsJson && this.mayBeginHere) {
      this.markers += this.line;
      this.line = "";
      this.json = new JsonText(this.options);
      this.writeJson(this.json, character);
    } else if (character === "\n") this.endLine(character);
    else if (!this.atLineStart) this.addText(character);
    else {
      this.line += character;
      if (!mayBecomeMarker(this.line) && !this.isBetweenCalls(this.line)) this.giveLine();
    }
  }

  private get mayBeginHere(): boolean {
    if (!this.atLineStart || !(this.options.anywhere || !this.hasText)) return false;
    return this.line.trim() === "" || marker.test(this.line) || this.isBetweenCalls(this.line);
  }

  private isBetweenCalls(line: string): boolean {
    return this.hasCalls && /^[\s,;]*$/.test(line);
  }

  private endLine(lineEnd: string): void {
    if (!this.atLineStart) this.addText(lineEnd);
    else if (marker.test(this.line) || this.line.trim() === "") this.markers += this.line + lineEnd;
    else this.addText(this.takeMarkers() + this.line + lineEnd);
    this.line = "";
    this.atLineStart = true;
  }

  private giveLine(): void {
    this.addText(this.takeMarkers() + this.line);
    this.line = "";
    this.atLineStart = false;
  }

  private writeJson(json: JsonText, character: string): void {
    json.write(character);
    for (const call of json.takeCalls()) {
      this.markers = "";
      this.hasCalls = true;
      this.pieces.push({ type: "call", call });
    }
    if (json.isOver) this.endJson(json);
  }

  private endJson(json: JsonText): void {
    this.json = undefined;
    this.line = "";
    const broken = json.broken();
    if (broken !== undefined) this.pieces.push({ type: "call", call: broken });
    else if (!json.hasCalls) {
      this.addText(this.takeMarkers() + json.text);
      this.atLineStart = json.text.endsWith("\n");
    }
  }

  private giveMarkers(): void {
    const markers = this.takeMarkers();
    // What closes a fence around calls is no text of its own.
    if (!this.hasCalls || this.hasText) this.addText(markers);
  }

  private takeMarkers(): string {
    const { markers } = this;
    this.markers = "";
    return this.hasCalls && !this.hasText ? "" : markers;
  }

  private addText(text: string): void {
    if (text === "") return;
    if (text.trim() !== "") this.hasText = true;
    const last = this.pieces.at(-1);
    if (last?.type === "text") this.pieces[this.pieces.length - 1] = { type: "text", text: last.text + text };
    else this.pieces.push({ type: "text", text });
  }

  private takePieces(): TextPiece[] {
    const { pieces } = this;
    this.pieces = [];
    return pieces;
  }
}

function mayBecomeMarker(line: string): boolean {
  const start = line.trimStart();
  return start === "" || /^(?:`{1,2}$|```[\w-]*\s*$|<[\w|/]*>?\s*$)/.test(start);
}

/** JSON in a text that may hold calls. */
class JsonText {
  private readonly watcher: JsonWatcher;
  private found: WrittenCall[] = [];
  text = "";
  hasCalls = false;

  constructor(options: TextCallOptions) {
    this.watcher = new JsonWatcher(["$.*", ...callLists], ({ value, depth, key }) => {
      if (depth > 0 && typeof key !== "number") return;
      const call = depth === 0 && this.hasCalls ? undefined : callFromObject(value);
      if (call === undefined || !options.isCall(call.name)) return;
      this.hasCalls = true;
      this.found.push(call);
    });
  }

  get isOver(): boolean {
    return this.watcher.isComplete || this.watcher.problem !== undefined;
  }

  write(character: string): void {
    this.text += character;
    this.watcher.write(character);
  }

  takeCalls(): WrittenCall[] {
    const { found } = this;
    this.found = [];
    return found;
  }

  /** What stands for the calls that can no longer be read, if any were to come. */
  broken(): WrittenCall | undefined {
    if (this.watcher.isComplete) return undefined;
    if (!this.hasCalls && !/^[[{\s]*"(?:calls|plan|tool|tool_name|tool_calls)"/.test(this.text)) return undefined;
    const problem = this.watcher.problem ?? "it stops before it is complete";
    return {
      name: "",
      argumentsText: "{}",
      arguments: { kind: "broken", problem: `The calls are not JSON: ${problem.replace(/\.$/, "")}.` },
    };
  }
}
