import { isNeverFree } from "./lexicon";

/** The first words of tools that only let time pass: what comes behind them is to see what has come of it. */
const waiting = new Set(["wait", "sleep", "pause", "delay"]);

/** The word that says that a tool changes what the next call gets, whatever its hint says; undefined for other tools. */
export function neverFreeWord(words: readonly string[]): string | undefined {
  const [first = ""] = words;
  return waiting.has(first) ? first : words.find(isNeverFree);
}
