import { ToolFailure } from "../../model/failure";

/**
 * Whether paths (with `/`, relative) match a glob: `*` and `?` within a name, `**` across folders, `[a-z]`, `[!a]` and
 * `{a,b}`. A pattern without `/` matches names at any depth. Throws a `ToolFailure` when braces or brackets are open.
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  const trimmed = pattern.replace(/^\.\//, "").replace(/^\//, "");
  const anchored = trimmed.includes("/") ? trimmed : `**/${trimmed}`;
  const whole = anchored.endsWith("/") ? `${anchored}**` : anchored;
  const alternatives = expandBraces(whole, pattern).map((each) => new RegExp(`^${translate(each, pattern)}$`, "u"));
  return (path) => alternatives.some((expression) => expression.test(path));
}

const maxAlternatives = 1000;

function expandBraces(pattern: string, whole: string): string[] {
  let patterns = [pattern];
  for (;;) {
    const next = patterns.flatMap((each) => expandFirst(each, whole));
    if (next.length > maxAlternatives) throw invalid(whole, "its braces give too many alternatives");
    if (next.length === patterns.length && next.every((each, index) => each === patterns[index])) return next;
    patterns = next;
  }
}

/** Replaces the innermost first pair of braces, so that nested ones are replaced by repeating it. */
function expandFirst(pattern: string, whole: string): string[] {
  const close = pattern.indexOf("}");
  const open = pattern.lastIndexOf("{", close === -1 ? undefined : close);
  if (close === -1 && open === -1) return [pattern];
  if (close === -1 || open === -1) throw invalid(whole, `a "${close === -1 ? "{" : "}"}" has no partner`);
  const before = pattern.slice(0, open);
  const after = pattern.slice(close + 1);
  return pattern
    .slice(open + 1, close)
    .split(",")
    .map((alternative) => before + alternative + after);
}

function translate(pattern: string, whole: string): string {
  let expression = "";
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === "*") {
      const stars = /^\*+/.exec(pattern.slice(at))?.[0].length ?? 1;
      const wholeName = (at === 0 || pattern[at - 1] === "/") && [undefined, "/"].includes(pattern[at + stars]);
      at += stars - 1;
      if (stars > 1 && wholeName && pattern[at + 1] === "/") {
        at++;
        expression += "(?:[^/]+/)*";
      } else if (stars > 1 && wholeName) expression += ".*";
      else expression += "[^/]*";
    } else if (character === "?") expression += "[^/]";
    else if (character === "[") {
      const end = pattern.indexOf("]", at + 2);
      if (end === -1) throw invalid(whole, 'a "[" has no partner');
      const negated = "!^".includes(pattern.charAt(at + 1));
      const members = pattern.slice(at + (negated ? 2 : 1), end).replace(/[\\\]^[]/g, "\\$&");
      expression += `(?!/)[${negated ? "^" : ""}${members}]`;
      at = end;
    } else expression += character.replace(/[\\^$.|+()[\]{}/]/u, "\\$&");
  }
  return expression;
}

function invalid(pattern: string, reason: string): ToolFailure {
  return new ToolFailure("invalidArguments", `"${pattern}" is no valid glob pattern: ${reason}.`);
}
