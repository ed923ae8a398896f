import * as vscode from "vscode";
import { messageOf, ToolFailure } from "../../core/model/failure";
import type { JsonObject } from "../../core/model/data/json";
import { didYouMean } from "../../core/model/text/nearest";
import type { Tool } from "../../core/model/tool";
import { languageModelResult } from "./languageModelResult";
import type { AttemptContext, ToolSource } from "../../node/tools/source";
import { sentences, worded } from "../../core/model/text/wording";

/** The source of the tools that VS Code offers to language models, whichever extension or server brings them. */
const languageModelSourceName = "vscode";

/**
 * VS Code asks the user before some of these tools run, one question after another, and tells nobody that it does. For so
 * long the attempt's clock stands still: long enough to answer, and not so long that a tool that hangs goes unnoticed.
 */
const confirmationMs = 120_000;

/** Nothing to start or to close: the list is read from VS Code whenever it is asked for. */
export function languageModelToolSource(): ToolSource {
  return {
    name: languageModelSourceName,
    isPassive: true,
    nature: () => ({ kind: "languageModel" }),
    list: () => Promise.resolve(vscode.lm.tools.map(toolOf)),
    call: callTool,
    close: () => Promise.resolve(),
  };
}

/** VS Code says nothing of what a tool changes, so that it counts as unsafe unless the manifest's `safety` says otherwise. */
function toolOf({ name, description, inputSchema, tags }: vscode.LanguageModelToolInformation): Tool {
  const tagged = tags.length === 0 ? "" : `\n\nTags: ${tags.join(", ")}`;
  return {
    source: languageModelSourceName,
    name,
    description: `${description}${tagged}`,
    ...(isSchema(inputSchema) && { inputSchema }),
  };
}

function isSchema(schema: object | undefined): schema is JsonObject {
  return schema !== undefined && !Array.isArray(schema);
}

async function callTool(toolName: string, args: JsonObject, { signal, pause }: AttemptContext) {
  const names = vscode.lm.tools.map(({ name }) => name);
  if (!names.includes(toolName)) {
    const said = worded('VS Code has no tool "{0}" now.', toolName);
    throw new ToolFailure("unavailable", sentences(said, didYouMean(toolName, names)), { reachedTool: false });
  }
  const cancellation = new vscode.CancellationTokenSource();
  const cancel = (): void => cancellation.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  const resume = pause();
  const noLongerAsked = setTimeout(resume, confirmationMs);
  try {
    const options = { input: args, toolInvocationToken: undefined };
    const result = await vscode.lm.invokeTool(toolName, options, cancellation.token);
    return languageModelResult(result.content);
  } catch (thrown) {
    throw failureOf(toolName, thrown, signal);
  } finally {
    clearTimeout(noLongerAsked);
    resume();
    signal.removeEventListener("abort", cancel);
    cancellation.dispose();
  }
}

function failureOf(toolName: string, thrown: unknown, signal: AbortSignal): ToolFailure {
  if (signal.aborted)
    return new ToolFailure("cancelled", worded("{0} was stopped; VS Code was told.", toolName), { cause: thrown });
  if (isCancellation(thrown)) {
    const said = worded(
      "{0} was not run: VS Code's confirmation was declined, or the tool called itself off.",
      toolName,
    );
    return new ToolFailure("denied", said, { cause: thrown, reachedTool: false });
  }
  return new ToolFailure("tool", messageOf(thrown), { cause: thrown });
}

/** Between the window and the extension host errors lose their class and keep their name. */
function isCancellation(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === new vscode.CancellationError().name;
}
