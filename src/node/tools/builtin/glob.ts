import { linearPattern } from "../../../core/manifest/patterns/linearPattern";
import { ToolFailure } from "../../../core/model/failure";
import { worded, type Said } from "../../../core/model/text/wording";

/**
 * Whether paths (with `/`, relative) match a glob: `*` and `?` within a name, `**` across folders, `[a-z]`, `[!a]` and
 * `{a,b}`. A pattern without `/` matches names at any depth. The time that takes grows with the path and not more, which is
 * why globs become linear patterns (re2js): the usual libraries make regular expressions of them that go back and forth.
 * Throws a `ToolFailure` when braces or brackets are open.
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  const trimmed = pattern.replace(/^\.\//, "").replace(/^\//, "");
  const anchored = trimmed.includes("/") ? trimmed : `**/${trimmed}`;
  const whole = anchored.endsWith("/") ? `${anchored}**` : anchored;
  const expression = linearPattern(new GlobTranslation(whole, pattern).all());
  if ("unusable" in expression) throw invalid(pattern, expression.unusable);
  return (path) => expression.test(path);
}

class GlobTranslation {
  private at = 0;
  private openBraces = 0;

  constructor(
    private readonly pattern: string,
    private readonly asGiven: string,
  ) {}

  all(): string {
    let expression = "";
    while (this.at < this.pattern.length) expression += this.next();
    if (this.openBraces > 0) throw invalid(this.asGiven, worded('a "{" has no partner'));
    return `^(?:${expression})$`;
  }

  private next(): string {
    const character = this.pattern.charAt(this.at);
    if (character === "*") return this.stars();
    if (character === "[") return this.characterClass();
    this.at++;
    switch (character) {
      case "?":
        return "[^/]";
      case "{":
        this.openBraces++;
        return "(?:";
      case "}":
        if (--this.openBraces < 0) throw invalid(this.asGiven, worded('a "}" has no partner'));
        return ")";
      case ",":
        return this.openBraces > 0 ? "|" : ",";
      default:
        return escaped(character);
    }
  }

  private stars(): string {
    const { pattern, at } = this;
    let end = at;
    while (pattern[end] === "*") end++;
    this.at = end;
    const isWholeName = end - at > 1 && (at === 0 || "/{,".includes(pattern.charAt(at - 1)));
    if (isWholeName && pattern[end] === "/") {
      this.at++;
      return "(?:[^/]+/)*";
    }
    return isWholeName && (end === pattern.length || "},".includes(pattern.charAt(end))) ? "[^]*" : "[^/]*";
  }

  /** No class has the `/` that parts names, not even one with a range around it. */
  private characterClass(): string {
    const { pattern, at } = this;
    const end = pattern.indexOf("]", at + 2);
    if (end === -1) throw invalid(this.asGiven, worded('a "[" has no partner'));
    this.at = end + 1;
    const isNegated = "!^".includes(pattern.charAt(at + 1));
    const members = Array.from(pattern.slice(at + (isNegated ? 2 : 1), end));
    const ranges = rangesOf(members, this.asGiven).flatMap(([from, to]) =>
      isNegated ? [[from, to] as const] : withoutSlash(from, to),
    );
    const written = ranges.map(([from, to]) => `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`).join("");
    return isNegated ? `[^/${written}]` : `[${written}]`;
  }
}

type Range = readonly [from: number, to: number];

function rangesOf(members: readonly string[], asGiven: string): Range[] {
  const ranges: Range[] = [];
  for (let index = 0; index < members.length; index++) {
    const from = members[index]?.codePointAt(0) ?? 0;
    const isRange = members[index + 1] === "-" && index + 2 < members.length;
    const to = isRange ? (members[index + 2]?.codePointAt(0) ?? from) : from;
    if (isRange) index += 2;
    if (to < from) throw invalid(asGiven, worded("a range in brackets is the wrong way round"));
    ranges.push([from, to]);
  }
  return ranges;
}

const slash = 0x2f;

function withoutSlash(from: number, to: number): Range[] {
  if (to < slash || from > slash) return [[from, to]];
  const parts: Range[] = [
    [from, slash - 1],
    [slash + 1, to],
  ];
  return parts.filter(([first, last]) => first <= last);
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
}

function invalid(pattern: string, reason: Said): ToolFailure {
  return new ToolFailure("invalidArguments", worded('"{0}" is no valid glob pattern: {1}.', pattern, reason));
}
