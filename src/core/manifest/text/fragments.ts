import { createScanner, type JSONScanner } from "jsonc-parser";

import type { TextRange } from "../../model/manifest";

/** An object or array, complete in itself, that stands somewhere in a text. */
interface Fragment extends TextRange {
  /** How many levels of objects and arrays it has, itself included. */
  readonly depth: number;
}

export interface FragmentScan {
  /** The outermost complete ones, in their order. */
  readonly fragments: readonly Fragment[];
  /** Objects and arrays that begin and never end well. What was complete inside them is among `fragments`. */
  readonly broken: readonly TextRange[];
  /** The deepest nesting met, complete or not. */
  readonly depth: number;
}

// jsonc-parser declares its token kinds as a const enum, which cannot be used across isolated modules.
const openBrace = 1;
const closeBrace = 2;
const openBracket = 3;
const closeBracket = 4;
const comma = 5;
const colon = 6;
const stringLiteral = 10;
const numberLiteral = 11;
const firstKeyword = 7;
const lineComment = 12;
const trivia = 15;

type Expected = "key" | "colon" | "value" | "separator";

interface OpenContainer {
  readonly offset: number;
  readonly isObject: boolean;
  expected: Expected;
  /** A value may be left out: just after `[` or a comma. */
  mayClose: boolean;
  depthInside: number;
  readonly complete: Fragment[];
}

/**
 * Finds the JSON objects and arrays in any text, comments and trailing commas inside them allowed, in one pass: what
 * breaks an object off gives up all that are open, keeps what was complete inside, and goes on from there. At most one
 * string is read again each time, so that the work stays linear in the text.
 */
export function scanFragments(text: string, from = 0): FragmentScan {
  return new FragmentScanner(text).scan(from);
}

/** Where the first thing stands that is neither white space nor a comment; the text's length when there is none. */
export function skipTrivia(text: string, from = 0): number {
  const scanner = createScanner(text);
  scanner.setPosition(text.charCodeAt(from) === 0xfeff ? from + 1 : from);
  let kind: number = scanner.scan();
  while (kind >= lineComment && kind <= trivia) kind = scanner.scan();
  return scanner.getTokenOffset();
}

/** Whether a text is nothing but one JSON string from here on, white space and comments aside. */
export function isOneString(text: string, from: number): boolean {
  if (text.charAt(from) !== '"') return false;
  const scanner = createScanner(text);
  scanner.setPosition(from);
  scanner.scan();
  return !isFaulty(scanner) && skipTrivia(text, scanner.getPosition()) >= text.length;
}

class FragmentScanner {
  private readonly scanner: JSONScanner;
  private readonly open: OpenContainer[] = [];
  private readonly fragments: Fragment[] = [];
  private readonly broken: TextRange[] = [];
  private depth = 0;
  /** An unclosed comment would otherwise be read to the end of the text once for each container that it stands in. */
  private readonly lastCommentEnd: number;

  constructor(private readonly text: string) {
    this.scanner = createScanner(text);
    this.lastCommentEnd = text.lastIndexOf("*/");
  }

  scan(from: number): FragmentScan {
    let position = this.nextOpening(from);
    while (position < this.text.length) position = this.nextOpening(this.readFrom(position));
    return { fragments: this.fragments, broken: this.broken, depth: this.depth };
  }

  private nextOpening(from: number): number {
    const opening = /[{[]/g;
    opening.lastIndex = from;
    return opening.exec(this.text)?.index ?? this.text.length;
  }

  /** Reads from an opening brace or bracket until all is closed or broken; returns where to look on. */
  private readFrom(start: number): number {
    const { scanner, text } = this;
    scanner.setPosition(start);
    let previousString = -1;
    for (;;) {
      const at = scanner.getPosition();
      if (text.startsWith("/*", at) && at > this.lastCommentEnd) return this.giveUp(at, at + 2);
      const kind: number = scanner.scan();
      if (kind >= lineComment && kind <= trivia) continue;
      const offset = scanner.getTokenOffset();
      const end = scanner.getPosition();
      const wellFormed = !isFaulty(scanner);
      if (!wellFormed || !this.takeToken(kind, offset)) {
        return this.giveUp(offset, resumeAt(kind, offset, end, previousString));
      }
      if (this.open.length === 0) return end;
      previousString = kind === stringLiteral ? offset : -1;
    }
  }

  private takeToken(kind: number, offset: number): boolean {
    const top = this.open.at(-1);
    switch (kind) {
      case openBrace:
      case openBracket:
        if (top !== undefined && top.expected !== "value") return false;
        this.push(offset, kind === openBrace);
        return true;
      case closeBrace:
        return top?.isObject === true && (top.expected === "key" || top.expected === "separator") && this.close(offset);
      case closeBracket:
        return (
          top?.isObject === false &&
          (top.expected === "separator" || (top.expected === "value" && top.mayClose)) &&
          this.close(offset)
        );
      case comma:
        if (top?.expected !== "separator") return false;
        top.expected = top.isObject ? "key" : "value";
        top.mayClose = true;
        return true;
      case colon:
        if (top?.expected !== "colon") return false;
        top.expected = "value";
        top.mayClose = false;
        return true;
      case stringLiteral:
        if (top?.expected === "key") {
          top.expected = "colon";
          return true;
        }
        return takeScalar(top);
      default:
        return kind >= firstKeyword && kind <= numberLiteral && takeScalar(top);
    }
  }

  private push(offset: number, isObject: boolean): void {
    this.open.push({
      offset,
      isObject,
      expected: isObject ? "key" : "value",
      mayClose: true,
      depthInside: 0,
      complete: [],
    });
    this.depth = Math.max(this.depth, this.open.length);
  }

  private close(offset: number): true {
    const closed = this.open.pop();
    if (closed === undefined) return true;
    const fragment = {
      offset: closed.offset,
      length: offset + 1 - closed.offset,
      depth: closed.depthInside + 1,
    };
    const around = this.open.at(-1);
    if (around === undefined) {
      this.fragments.push(fragment);
    } else {
      around.expected = "separator";
      around.depthInside = Math.max(around.depthInside, fragment.depth);
      around.complete.push(fragment);
    }
    return true;
  }

  private giveUp(brokenAt: number, resume: number): number {
    const [outermost] = this.open;
    if (outermost !== undefined) this.broken.push({ offset: outermost.offset, length: brokenAt - outermost.offset });
    for (const container of this.open) this.fragments.push(...container.complete);
    this.open.length = 0;
    return resume;
  }
}

/** jsonc-parser's kinds of errors are a const enum too; 0 is none. */
function isFaulty(scanner: JSONScanner): boolean {
  const error: number = scanner.getTokenError();
  return error !== 0;
}

function takeScalar(top: OpenContainer | undefined): boolean {
  if (top?.expected !== "value") return false;
  top.expected = "separator";
  return true;
}

/**
 * A quote in prose swallows what follows it as a string, so what looked like the last string is looked at again, from
 * just after its quote.
 */
function resumeAt(kind: number, offset: number, end: number, previousString: number): number {
  if (previousString >= 0) return previousString + 1;
  if (kind === openBrace || kind === openBracket) return offset;
  return kind === stringLiteral ? offset + 1 : end;
}
