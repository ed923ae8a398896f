import type { Worded } from "../model/text/wording";

/** Which part of a call, or of the manifest, a problem is about; `path` leads to the place within it. */
export interface ProblemPlace {
  readonly part: "tool" | "id" | "dependsOn" | "arguments" | "limits" | "safety" | "resources" | "state" | "conflicts";
  readonly path?: readonly (string | number)[];
}

/** Something found while planning that keeps the calls from running (`error`) or that their author should know. */
export interface PlanProblem extends Worded {
  readonly severity: "error" | "warning" | "hint";
  /** The call's index, or -1 when it is about the manifest as a whole: then `at.path` begins with the pattern. */
  readonly call: number;
  /** All the calls that it is about, where these are several: those of a cycle. */
  readonly around?: readonly number[];
  readonly at?: ProblemPlace;
}
