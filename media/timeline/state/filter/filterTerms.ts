/** What words of the search field ask of a call. A term that is not wanted is one that a call may not meet. */
export type FilterTerm = { readonly isWanted: boolean } & (
  | { readonly kind: "text" | "tool" | "source" | "outcome" | "limit" | "id"; readonly value: string }
  | { readonly kind: "time" | "wait"; readonly compare: "above" | "below"; readonly ms: number }
);

/** The words that name what their value is looked for in. */
const namedFields = ["tool", "source", "outcome", "limit", "id"] as const;

const units: Readonly<Record<string, number>> = {
  µs: 0.001,
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const duration = /^(wait)?([<>])=?(\d+(?:\.\d+)?)(µs|us|ms|s|min|h|d)?$/;

/**
 * Reads `tool:read outcome:failed >1s wait>500ms -id:a "two words"`: all of it has to hold. Everything is a filter:
 * what is no known word is looked for as text, and a word without a value, as while it is typed, asks nothing.
 */
export function readFilter(query: string): readonly FilterTerm[] {
  return splitWords(query).flatMap((word) => termOf(word.toLowerCase()) ?? []);
}

/** The words of a query; quotes keep several together, and may be missing at the end. */
function splitWords(query: string): readonly string[] {
  return (query.match(/(?:[^\s"]|"[^"]*(?:"|$))+/g) ?? []).map((word) => word.replaceAll('"', ""));
}

function termOf(word: string): FilterTerm | undefined {
  const isWanted = !word.startsWith("-") || word.length === 1;
  const rest = isWanted ? word : word.slice(1);
  const [, wait, sign, amount, unit = "ms"] = duration.exec(rest) ?? [];
  if (sign !== undefined) {
    const ms = Number(amount) * (units[unit] ?? 1);
    return { isWanted, kind: wait === undefined ? "time" : "wait", compare: sign === ">" ? "above" : "below", ms };
  }
  const field = namedFields.find((name) => rest.startsWith(`${name}:`));
  const value = field === undefined ? rest : rest.slice(field.length + 1);
  return value === "" ? undefined : { isWanted, kind: field ?? "text", value };
}
