import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answerQuestions } from "../fuzz/answering";
import { kinds } from "./kinds";
import { ways } from "./ways";

/** A kind of text, what to do with it, and how many characters of it. */
export interface Question {
  readonly kind: string;
  readonly way: string;
  readonly length: number;
}

answerQuestions(({ kind, way, length }: Question) => {
  const hostile = kinds[kind]?.(length);
  const run = ways[way];
  if (hostile === undefined || run === undefined) throw new Error(`There is no ${kind} and ${way}.`);
  const folder = mkdtempSync(join(tmpdir(), "pathological-"));
  for (const [name, content] of Object.entries(hostile.files ?? {})) writeFileSync(join(folder, name), content);
  return {
    work: () => run(hostile, folder),
    done: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
