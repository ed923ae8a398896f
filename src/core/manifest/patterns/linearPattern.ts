import { RE2JS } from "re2js";

import { messageOf } from "../../model/failure";
import { toLinearSyntax } from "./linearSyntax";

/** A regular expression whose matching takes time in proportion to the text, whatever the expression and the text. */
export interface LinearPattern {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
  /**
   * Where it matches, from left to right and without overlaps. Matches of no characters are left out. Where finding them
   * takes more than three looks at each character and what is left of the allowance, which searches may share, the last one
   * is all of the text: what cannot be ruled out counts as found.
   */
  spans(text: string, allowance?: LookAllowance): Iterable<{ readonly start: number; readonly end: number }>;
  /** Upper bound of the work that one look at one character may cost; 1 for the shortest. */
  readonly size: number;
}

/** A pattern ready to use, or why it is not; the words complete "cannot be used: …". */
export type LinearPatternReading = LinearPattern | { readonly unusable: string };

export interface LinearPatternFlags {
  readonly ignoreCase?: boolean;
  readonly multiline?: boolean;
}

/** In characters; beyond any that a person writes. */
const longestSource = 10_000;
/** In instructions of the matching program. Compiling that many takes 30 ms. */
const largestProgram = 20_000;

/**
 * Reads a JavaScript regular expression that came from outside, for an engine that does not backtrack. What such an engine
 * cannot do (look-ahead, look-behind with groups, back-references) is said to be unusable, and never tried otherwise.
 */
export function linearPattern(source: string, flags: LinearPatternFlags = {}): LinearPatternReading {
  if (source.length > longestSource) return { unusable: `it is longer than ${longestSource} characters` };
  const isUnicode = isJavaScript(source, "u");
  if (!isUnicode && !isJavaScript(source, "")) return { unusable: javaScriptProblem(source) };
  const translated = toLinearSyntax(source, isUnicode);
  if ("unusable" in translated) return translated;
  try {
    const expression = RE2JS.compile(translated.source, flagBits(flags));
    const size = expression.programSize();
    if (size > largestProgram) return { unusable: "its repetitions are too large to be matched in bounded time" };
    return new CompiledPattern(expression, size);
  } catch (thrown) {
    return { unusable: `it has a part that cannot be matched in bounded time (${messageOf(thrown)})` };
  }
}

/** What a search may take of its own: most take no more, whatever they find. */
const ownLooksACharacter = 3;
/** With its own looks enough for texts in which matches stand side by side, which take six at most. */
const sharedLooksACharacter = 13;
const sharedLooks = 100_000;
/** Of a text that the library passes over in one go, so many characters count as one look. */
const passedOver = 16;

/** How often searches may look at characters beyond what each has of its own. */
export class LookAllowance {
  private left = sharedLooks;

  /** One more text may be looked at, by every search. */
  addText(length: number): void {
    this.left += sharedLooksACharacter * length;
  }

  /** Throws when there are not so many looks left. */
  spend(looks: number): void {
    this.left -= looks;
    if (this.left < 0) throw new TooManyLooks();
  }
}

class TooManyLooks extends Error {}

/**
 * A text that counts how often its characters are looked at: each match takes time in proportion to the text, but there may
 * be as many matches as characters, each of which was looked for in all of it (`a.*b|a`).
 */
class CountedText extends String {
  private own: number;

  constructor(
    private readonly plain: string,
    private readonly allowance: LookAllowance,
  ) {
    super(plain);
    this.own = ownLooksACharacter * plain.length;
  }

  override charCodeAt(index: number): number {
    if (this.own > 0) this.own--;
    else this.allowance.spend(1);
    return this.plain.charCodeAt(index);
  }

  override indexOf(text: string, from = 0): number {
    const found = this.plain.indexOf(text, from);
    this.own -= ((found === -1 ? this.plain.length : found) - from) / passedOver;
    return found;
  }
}

class CompiledPattern implements LinearPattern {
  constructor(
    private readonly expression: RE2JS,
    readonly size: number,
  ) {}

  test(text: string): boolean {
    return this.expression.test(text);
  }

  *spans(text: string, allowance = allowanceFor(text)): Iterable<{ readonly start: number; readonly end: number }> {
    try {
      const matcher = this.expression.matcher(new CountedText(text, allowance) as unknown as string);
      while (matcher.find()) if (matcher.end() > matcher.start()) yield { start: matcher.start(), end: matcher.end() };
    } catch (thrown) {
      if (!(thrown instanceof TooManyLooks)) throw thrown;
      yield { start: 0, end: text.length };
    }
  }
}

function allowanceFor(text: string): LookAllowance {
  const allowance = new LookAllowance();
  allowance.addText(text.length);
  return allowance;
}

function flagBits({ ignoreCase = false, multiline = false }: LinearPatternFlags): number {
  return RE2JS.LOOKBEHINDS | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (multiline ? RE2JS.MULTILINE : 0);
}

/** Only its syntax is looked at: an expression that is never run costs no more than its length. */
function isJavaScript(source: string, flags: string): boolean {
  try {
    new RegExp(source, flags);
    return true;
  } catch {
    return false;
  }
}

function javaScriptProblem(source: string): string {
  try {
    new RegExp(source);
    return "it is no regular expression";
  } catch (thrown) {
    return messageOf(thrown);
  }
}
