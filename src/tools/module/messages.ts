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
