import { shorten } from "./excerpt";

/**
 * What is not seen, moves what is around it, or cannot be told from something else: controls, formats, separators, spaces
 * other than the common one, characters without a glyph, private ones (icons), and halves of characters.
 */
const unseen =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]|(?! )\p{Zs}|[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu;

/** Marks that are stacked upon one another until they cover what stands beside them. */
const stackedMarks = /(\p{M}{2})(\p{M}+)/gu;

/** What VS Code would draw as an icon, and what its notifications would make a link of. */
const iconOrLink = /\$\((?=~?[\w-]+(?:~[\w-]+)?\))|\]\(/g;

/** So many spaces that they only serve to push what follows out of sight. */
const gap = / {9,}/g;

const longestName = 300;

/**
 * Text from outside as somebody may decide by it: one line in which nothing hides, moves or imitates anything else. What
 * would is written as `\u{…}`. Done twice it changes nothing more.
 */
export function visible(text: string): string {
  return text
    .replace(unseen, codeOf)
    .replace(stackedMarks, (_, base: string, rest: string) => base + Array.from(rest, (mark) => codeOf(mark)).join(""))
    .replace(iconOrLink, (each) => `${each.charAt(0)}\\u{28}`)
    .replace(gap, (spaces) => ` \\u{20}×${String(spaces.length - 2)} `);
}

/** The same for a name, which is cut where it is longer than any name should be. */
export function visibleName(name: string): string {
  if (name.length <= longestName) return visible(name);
  return `${visible(shorten(name, longestName + 1))} (${String(name.length)} characters)`;
}

/** What moves the cursor, or changes the order of what stands there; line breaks, tabs and what joins emoji do not. */
const moving = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text of several lines from outside, to be read: line breaks (also Windows') and tabs keep their meaning. */
export function visibleLines(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(moving, codeOf);
}

function codeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
