/** What the process that runs modules is told. Calls are known by a number of the process's own. */
export type ToRunner =
  | { readonly kind: "call"; readonly id: number; readonly export: string; readonly args: unknown }
  /** Answered with `cancelling` at once: a process that does not is stuck. */
  | { readonly kind: "cancel"; readonly id: number };

/** What that process says. */
export type FromRunner =
  /** `json` is absent for a function that returned nothing. */
  | { readonly kind: "returned"; readonly id: number; readonly json?: string }
  | { readonly kind: "returnedBytes"; readonly id: number; readonly base64: string }
  | {
      readonly kind: "threw";
      readonly id: number;
      readonly message: string;
      readonly stack?: string;
      readonly data?: string;
    }
  /** The module could not be loaded, has no such function, or returned what cannot be handed over. */
  | { readonly kind: "refused"; readonly id: number; readonly message: string }
  | { readonly kind: "progress"; readonly id: number; readonly progress: unknown }
  | { readonly kind: "cancelling"; readonly id: number }
  /** Its last words. */
  | { readonly kind: "crashed"; readonly message: string };

/** The texts that each kind of message must have; others it may have. */
const texts: Readonly<Record<FromRunner["kind"], readonly string[]>> = {
  returned: [],
  returnedBytes: ["base64"],
  threw: ["message"],
  refused: ["message"],
  progress: [],
  cancelling: [],
  crashed: ["message"],
};
const otherTexts = ["json", "stack", "data"];

/** Whether it is what our runner says; a module in the same process can send whatever it likes. */
export function isFromRunner(message: unknown): message is FromRunner {
  if (typeof message !== "object" || message === null) return false;
  const { kind, id, ...rest } = message as { readonly kind?: unknown; readonly id?: unknown };
  if (typeof kind !== "string" || !Object.hasOwn(texts, kind)) return false;
  if (kind !== "crashed" && typeof id !== "number") return false;
  const members = rest as Readonly<Record<string, unknown>>;
  return (
    texts[kind as FromRunner["kind"]].every((name) => typeof members[name] === "string") &&
    otherTexts.every((name) => members[name] === undefined || typeof members[name] === "string")
  );
}
