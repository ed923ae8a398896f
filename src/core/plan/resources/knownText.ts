import { placeholdersIn, unescape } from "../../manifest/references/placeholders";
import { expandVariables, isVariable, type Variables } from "../../manifest/references/variables";

/** What an argument's text is as far as it can be said before the run. */
export interface KnownText {
  /** With variables filled in and escapes ended up to `knownLength`, as written from there on. */
  readonly text: string;
  /** How much of it is known: all of it, or what stands before the first thing that only the run tells. */
  readonly knownLength: number;
}

/** What variables stand for while planning; `environmentVariable` is absent where the environment is not at hand. */
export interface KnownVariables extends Omit<Variables, "env" | "input"> {
  environmentVariable?(name: string): string | undefined;
}

/** Fills in what is known before the run: VS Code's variables. References and `${input:…}` are known only in it. */
export function knownText(written: string, known: KnownVariables): KnownText {
  if (!written.includes("${")) return { text: written, knownLength: written.length };
  let text = "";
  let from = 0;
  for (const { kind, content, offset, length } of placeholdersIn(written)) {
    text += written.slice(from, offset);
    const value = kind === "escape" ? "${" : variableValue(content, known);
    if (value === undefined) return { text: text + written.slice(offset), knownLength: text.length };
    text += value;
    from = offset + length;
  }
  text += written.slice(from);
  return { text, knownLength: text.length };
}

function variableValue(content: string, known: KnownVariables): string | undefined {
  if (!isVariable(content)) return undefined;
  if (content.startsWith("env:") && known.environmentVariable === undefined) return undefined;
  const variables: Variables = {
    ...known,
    env: (name) => known.environmentVariable?.(name),
    input: () => undefined,
  };
  try {
    return unescape(expandVariables(`\${${content}}`, variables));
  } catch {
    return undefined;
  }
}
