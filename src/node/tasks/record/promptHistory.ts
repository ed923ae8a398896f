import { shorten } from "../../../core/model/text/excerpt";

const longest = 30;

/** The prompts with a new one before them; what was asked before is not listed twice. */
export function withPrompt(history: readonly string[], prompt: string): string[] {
  return [prompt, ...history.filter((each) => each !== prompt)].slice(0, longest);
}

/** The title of a task's run: the first line of its prompt that says something, in at most 80 characters. */
export function titleOfPrompt(prompt: string): string {
  const line =
    prompt
      .split(/\r?\n/)
      .map((each) => each.replace(/^[#>*\s-]+/, "").trim())
      .find((each) => each !== "") ?? prompt.trim();
  return shorten(line, 80);
}
