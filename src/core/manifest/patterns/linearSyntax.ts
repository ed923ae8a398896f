/** What JavaScript's `.`, `\s` and `\S` stand for beyond RE2's. */
const lineEnds = "\\n\\r\\x{2028}\\x{2029}";
const spaces =
  "\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";

/** The most that RE2 repeats at once. */
const mostRepeats = 1000;

/** Names that JavaScript writes longer than RE2. */
const generalCategory = /^(?:General_Category|gc)=(\w+)$/;
const script = /^(?:Script|sc)=(\w+)$/;

export type LinearSyntax = { readonly source: string } | { readonly unusable: string };

/**
 * Writes a valid JavaScript regular expression in the syntax of RE2, meaning the same. Look-ahead and back-references have
 * no such form.
 */
export function toLinearSyntax(source: string, isUnicode: boolean): LinearSyntax {
  try {
    return { source: new Translation(source, isUnicode).all() };
  } catch (thrown) {
    if (thrown instanceof Untranslatable) return { unusable: thrown.message };
    throw thrown;
  }
}

class Untranslatable extends Error {}

class Translation {
  private at = 0;
  private written = "";
  /** Where the last thing that can be repeated begins in what is written. */
  private atomStart = 0;
  private readonly groupStarts: number[] = [];

  constructor(
    private readonly source: string,
    private readonly isUnicode: boolean,
  ) {}

  all(): string {
    while (this.at < this.source.length) this.next();
    return this.written;
  }

  private next(): void {
    const character = this.source.charAt(this.at);
    switch (character) {
      case "\\": {
        this.atom(this.escape(false));
        return;
      }
      case "[": {
        this.atom(this.characterClass());
        return;
      }
      case "(": {
        this.open();
        return;
      }
      case ")":
        this.at++;
        this.atomStart = this.groupStarts.pop() ?? this.written.length;
        this.written += ")";
        return;
      case ".":
        this.at++;
        {
          this.atom(`[^${lineEnds}]`);
          return;
        }
      case "{": {
        this.braces();
        return;
      }
      case "*":
      case "+":
      case "?":
      case "|":
      case "^":
      case "$":
        this.at++;
        this.written += character;
        return;
      default: {
        this.atom(this.literal());
        return;
      }
    }
  }

  private atom(text: string): void {
    this.atomStart = this.written.length;
    this.written += text;
  }

  private literal(): string {
    const point = this.source.codePointAt(this.at) ?? 0;
    const character = String.fromCodePoint(point);
    this.at += character.length;
    return quoted(character);
  }

  private open(): void {
    const rest = this.source.slice(this.at, this.at + 200);
    if (rest.startsWith("(?=") || rest.startsWith("(?!"))
      throw new Untranslatable("look-ahead cannot be matched in bounded time");
    const kept = /^\((?:\?<[=!]|\?[ims]*(?:-[ims]+)?:)/.exec(rest)?.[0];
    const named = /^\(\?<[^>]+>/.exec(rest)?.[0];
    this.groupStarts.push(this.written.length);
    this.written += kept ?? "(";
    this.at += (kept ?? named ?? "(").length;
  }

  /** Repetition counts that RE2 finds too large are written as several in a row. */
  private braces(): void {
    const match = /^\{(\d+)(?:(,)(\d*))?\}(\??)/.exec(this.source.slice(this.at, this.at + 40));
    if (match === null) {
      this.atom(this.literal());
      return;
    }
    const [all, least = "", comma, most = "", lazy = ""] = match;
    this.at += all.length;
    const min = Number(least);
    const max = comma === undefined ? min : most === "" ? Number.POSITIVE_INFINITY : Number(most);
    if (min <= mostRepeats && (max <= mostRepeats || max === Number.POSITIVE_INFINITY)) {
      this.written += all;
      return;
    }
    const repeated = this.written.slice(this.atomStart);
    this.written = this.written.slice(0, this.atomStart) + `(?:${inParts(repeated, min, max, lazy)})`;
  }

  private characterClass(): string {
    const { source } = this;
    const negated = source[this.at + 1] === "^";
    this.at += negated ? 2 : 1;
    if (source[this.at] === "]") {
      this.at++;
      return negated ? "[\\x00-\\x{10FFFF}]" : "[^\\x00-\\x{10FFFF}]";
    }
    let members = "";
    while (source[this.at] !== "]") {
      members += source[this.at] === "\\" ? this.escape(true) : source[this.at] === "-" ? this.dash() : this.literal();
    }
    this.at++;
    return `[${negated ? "^" : ""}${members}]`;
  }

  /** A dash is a range between two characters; beside a class of characters (`[\w-.]`) it is itself. */
  private dash(): string {
    const { source, at } = this;
    this.at++;
    const isRange =
      !/(?:^|[^\\])(?:\\\\)*\\[dDsSwW]$/.test(source.slice(Math.max(0, at - 4), at)) &&
      !/^\\[dDsSwW]/.test(source.slice(at + 1, at + 3));
    return isRange && source[at - 1] !== "[" && source[at + 1] !== "]" && source.slice(at - 2, at) !== "[^"
      ? "-"
      : "\\-";
  }

  private escape(inClass: boolean): string {
    const { source } = this;
    const letter = source.charAt(this.at + 1);
    const rest = source.slice(this.at, this.at + 80);
    this.at += 2;
    switch (letter) {
      case "d":
      case "D":
      case "w":
      case "W":
        return `\\${letter}`;
      case "s":
        return inClass ? spaces : `[${spaces}]`;
      case "S":
        return inClass ? "\\S" : `[^${spaces}]`;
      case "b":
        return inClass ? "\\x08" : "\\b";
      case "B":
        return "\\B";
      case "t":
      case "n":
      case "r":
      case "f":
      case "v":
        return `\\${letter}`;
      case "0":
        return "\\x00";
      case "c":
        return this.control();
      case "x":
      case "u":
        return this.codePoint(rest, letter);
      case "p":
      case "P":
        return this.isUnicode ? this.property(rest, letter) : quoted(letter);
      case "k":
        throw new Untranslatable("back-references cannot be matched in bounded time");
      default:
        if (/[1-9]/.test(letter) && !inClass)
          throw new Untranslatable("back-references cannot be matched in bounded time");
        this.at--;
        return this.literal();
    }
  }

  private control(): string {
    const letter = this.source.charAt(this.at);
    if (!/[A-Za-z]/.test(letter)) return quoted("\\") + "c";
    this.at++;
    return inHex(letter.charCodeAt(0) % 32);
  }

  /** `\xHH`, `\uHHHH`, two of them that make a pair, and `\u{…}`. */
  private codePoint(rest: string, letter: string): string {
    const pair = /^\\u([dD][89abAB][\da-fA-F]{2})\\u([dD][c-fC-F][\da-fA-F]{2})/.exec(rest);
    if (pair !== null) {
      this.at += pair[0].length - 2;
      return inHex(String.fromCharCode(hex(pair[1]), hex(pair[2])).codePointAt(0) ?? 0);
    }
    const single =
      /^\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4}))/.exec(rest) ??
      (this.isUnicode ? /^\\u\{([\da-fA-F]+)\}/.exec(rest) : null);
    if (single === null) return quoted(letter);
    this.at += single[0].length - 2;
    return inHex(hex(single[1] ?? single[2]));
  }

  private property(rest: string, letter: string): string {
    const [all = "", name = ""] = /^\\[pP]\{([^}]*)\}/.exec(rest) ?? [];
    this.at += all.length - 2;
    return `\\${letter}{${generalCategory.exec(name)?.[1] ?? script.exec(name)?.[1] ?? name}}`;
  }
}

function inParts(repeated: string, min: number, max: number, lazy: string): string {
  const most = Number.isFinite(max) ? max : min;
  if (most > 20 * mostRepeats) throw new Untranslatable("its repetitions are too large to be matched in bounded time");
  const needed = `${`${repeated}{${mostRepeats}}`.repeat(Math.floor(min / mostRepeats))}${repeated}{${min % mostRepeats}}`;
  return needed + (Number.isFinite(max) ? atMost(repeated, max - min, lazy) : `${repeated}*${lazy}`);
}

/** At each character only one or two of its parts are under way, which keeps the matching quick. */
function atMost(repeated: string, count: number, lazy: string): string {
  if (count <= mostRepeats) return `${repeated}{0,${count}}${lazy}`;
  const forms = [
    `${repeated}{${mostRepeats}}${atMost(repeated, count - mostRepeats, lazy)}`,
    `${repeated}{0,${mostRepeats - 1}}${lazy}`,
  ];
  return `(?:${(lazy === "" ? forms : forms.reverse()).join("|")})`;
}

function quoted(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|&~-]/, "\\$&");
}

function hex(digits = ""): number {
  return Number.parseInt(digits, 16);
}

function inHex(point: number): string {
  return `\\x{${point.toString(16)}}`;
}
