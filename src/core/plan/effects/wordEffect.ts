import { agentVerbOf, isEngine, isView, lastWordDecides, verbEffect, verbOf, type WordEffect } from "./lexicon";

/** What words say of a call, and the word that said it. */
export interface SaidByWord {
  readonly effect: WordEffect;
  readonly word: string;
}

type VerbIn = (word: string) => string | undefined;

const joining = new Set(["and", "or", "then"]);
/** To take one of these leaves what it shows as it was. */
const pictures = new Set(["screenshot", "snapshot", "picture", "photo"]);
/** `sign_in`, `check_out`: two words that are one verb which writes. */
const pairs = new Set(["sign in", "sign out", "sign up", "log in", "log out", "check in", "check out", "set up"]);

/**
 * What a tool's name says, in words that have lost what all names of its source begin with. The first verb decides, and one
 * that is joined to it by *and* or *or* adds itself: `get_or_create` writes.
 */
export function nameEffect(words: readonly string[]): SaidByWord | undefined {
  const pair = words.findIndex((word, place) => pairs.has(`${word} ${words[place + 1] ?? ""}`));
  if (pair !== -1) return { effect: "writes", word: `${words[pair] ?? ""} ${words[pair + 1] ?? ""}` };
  if (words[0] === "log" && words.length > 1) return { effect: "writes", word: "log" };
  if (words.includes("take") && words.some((word) => pictures.has(word))) return { effect: "reads", word: "take" };
  if (words.length === 1 && pictures.has(words[0] ?? "")) return { effect: "reads", word: words[0] ?? "" };
  const first = firstVerb(words, agentVerbOf);
  return first && (lastVerb(words, first) ?? first);
}

/** What a name says that has no verb: `python` runs what it is given, `git_status` looks. */
export function nounEffect(words: readonly string[]): SaidByWord | undefined {
  const engine = words.find(isEngine);
  if (engine !== undefined) return { effect: "writes", word: engine };
  const view = words.find(isView);
  return view === undefined ? undefined : { effect: "reads", word: view };
}

function firstVerb(words: readonly string[], verbIn: VerbIn): SaidByWord | undefined {
  const place = words.findIndex((word) => verbIn(word) !== undefined);
  const first = effectOfWord(words[place], verbIn);
  if (first === undefined) return undefined;
  const joined = words
    .slice(place + 1)
    .map((word, index) => (joining.has(words[place + index] ?? "") ? effectOfWord(word, verbIn) : undefined))
    .find((other) => other?.effect === "writes");
  return joined ?? first;
}

/** Of `list_add` and `branch_list` the last word is the verb, and the first what it is done to. */
function lastVerb(words: readonly string[], first: SaidByWord): SaidByWord | undefined {
  const word = words.at(-1) ?? "";
  const effect = words.length > 1 && lastWordDecides(first.word, word) ? verbEffect(word) : undefined;
  return effect && { effect, word };
}

function effectOfWord(word: string | undefined, verbIn: VerbIn): SaidByWord | undefined {
  const verb = word === undefined ? undefined : verbIn(word);
  const effect = verb === undefined ? undefined : verbEffect(verb);
  return verb === undefined || effect === undefined ? undefined : { effect, word: verb };
}

/** How much of a description is looked at, in characters. */
const longestDescription = 400;
/** What a verb stands behind: "A tool that deletes", "Use this to delete". */
const beforeVerbs = new Set("to can will that which tool this it you also function server for by be".split(" "));

/**
 * What a description says: its first verb, where one can stand, so that the nouns in "The weather of the selected town" are
 * none, and what is joined to it: "Reads and clears the queue" writes.
 */
export function descriptionEffect(description: string): SaidByWord | undefined {
  const words =
    description
      .slice(0, longestDescription)
      .toLowerCase()
      .match(/[a-z]+|[.;:\n]/g) ?? [];
  const place = words.findIndex((word, at) => {
    const verb = canBeVerb(words[at - 1]) ? verbOf(word) : undefined;
    // "Evaluates a script. Returns what comes of it": what a tool returns is not what it does.
    return verb !== undefined && !(verb === "return" && isStop(words[at - 1]));
  });
  const [first = "", conjunction = "", joined = ""] = place === -1 ? [] : words.slice(place, place + 3);
  return firstVerb(joining.has(conjunction) ? [first, conjunction, joined] : [first], verbOf);
}

function canBeVerb(before: string | undefined): boolean {
  return before === undefined || isStop(before) || before.endsWith("ly") || beforeVerbs.has(before);
}

function isStop(word: string | undefined): boolean {
  return word !== undefined && /^[.;:\n]$/.test(word);
}
