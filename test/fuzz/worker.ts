import { answerQuestions } from "./answering";
import { targets } from "./targets";

/** A text for a target to be tried on. */
export interface Question {
  readonly target: string;
  readonly text: string;
}

answerQuestions(({ target, text }: Question) => ({ work: () => targets[target]?.(text) }));
