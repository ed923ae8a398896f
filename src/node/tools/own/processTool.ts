import { resolve } from "node:path";

import { beginningOf } from "../../../core/model/text/excerpt";
import { saidBy, ToolFailure } from "../../../core/model/failure";
import type { Json } from "../../../core/model/data/json";
import type { ProcessToolDefinition } from "../../../core/model/manifest";
import type { ToolResult } from "../../../core/model/result";
import { environmentWith } from "../processes/processEnvironment";
import { programDetails, programFailure, runProgram, type EndedProgram } from "../processes/runProgram";
import { ShellScript, type ProgramWords } from "../processes/shellScript";
import { describedTool, unfillable, type ManifestTool, type ManifestToolEnvironment } from "./manifestTool";
import { argumentOf, filledJson, filledText, plainText, wholeArgument, type Filling } from "./template";
import { TemplateArguments, withDefaults } from "./templateArguments";
import { parseJson } from "../../../core/model/data/parsedJson";
import { worded } from "../../../core/model/text/wording";

const defaultOutputBytes = 10 * 1024 * 1024;

/** A tool that runs a program whose words, folder, environment and input are templates. */
export function processTool(
  name: string,
  definition: ProcessToolDefinition,
  { variables }: ManifestToolEnvironment,
): ManifestTool {
  const template = definition.process;
  const used = argumentsUsed(template);
  const shown = [template.command, ...(template.args ?? [])].join(" ");
  const tool = describedTool(name, definition, {
    description: template.shell === true ? `Runs in a shell: ${shown}` : `Runs ${shown}`,
    inputSchema: used.schema(),
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  });
  return {
    tool: template.shell === true ? { ...tool, usesShell: true } : tool,
    problems: unfillable(used, definition),
    async call(args, context) {
      const filling = { args: withDefaults(args, tool.inputSchema), variables };
      const folder = template.cwd === undefined ? "." : filledText(template.cwd, filling);
      const ended = await runProgram(
        {
          ...wordsOf(template, filling),
          cwd: resolve(variables.workspaceFolder ?? process.cwd(), folder),
          env: environmentWith(environmentOf(template.env ?? {}, filling)),
        },
        {
          signal: context.signal,
          stdin: template.input === undefined ? undefined : inputOf(template.input, filling),
          maxOutputBytes: template.maxOutputBytes ?? defaultOutputBytes,
          // It buys no time: a program that talks for ever still ends at its timeout.
          onShown: (message) => context.progress({ message, restartsTimeout: false }),
        },
      );
      return resultOf(template, ended);
    },
  };
}

type Template = ProcessToolDefinition["process"];

function argumentsUsed({ command, args = [], cwd, env, input }: Template): TemplateArguments {
  const used = new TemplateArguments().text(command);
  for (const arg of args) used.list(arg);
  if (cwd !== undefined) used.text(cwd);
  for (const value of Object.values(env ?? {})) if (typeof value === "string") used.text(value);
  if (input !== undefined) used.json(input);
  return used;
}

function wordsOf(template: Template, filling: Filling): ProgramWords {
  const { command, args = [] } = template;
  if (template.shell === true) return shellWords([command, ...args], filling);
  return { command: filledText(command, filling), args: args.flatMap((arg) => argumentWords(arg, filling)) };
}

/** One word of a template is one argument; a placeholder alone is as many as its argument has items. */
function argumentWords(template: string, filling: Filling): readonly string[] {
  const whole = wholeArgument(template);
  return whole === undefined ? [filledText(template, filling)] : valuesOf(argumentOf(whole, filling.args));
}

function valuesOf(value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value.map(plainText) : [plainText(value)];
}

function shellWords(templates: readonly string[], filling: Filling): ProgramWords {
  const script = new ShellScript();
  const words = templates.map((template) => {
    const whole = wholeArgument(template);
    if (whole !== undefined) return script.words(valuesOf(argumentOf(whole, filling.args)));
    return filledText(template, filling, (value) => script.words(valuesOf(value)));
  });
  return script.program(words.join(" "));
}

function environmentOf(
  templates: Readonly<Record<string, string | number | null>>,
  filling: Filling,
): Record<string, string | number | null> {
  return Object.fromEntries(
    Object.entries(templates).map(([name, value]) => [
      name,
      typeof value === "string" ? filledText(value, filling) : value,
    ]),
  );
}

function inputOf(template: string, filling: Filling): string {
  const value = filledJson(template, filling);
  return value === undefined ? "" : plainText(value);
}

function resultOf({ command, exitCodes = [0], output = "streams" }: Template, ended: EndedProgram): ToolResult {
  const details = programDetails(ended);
  if (ended.exitCode === null || !exitCodes.includes(ended.exitCode)) throw programFailure(command, ended, details);
  if (output === "streams") {
    const text = [details.stdout, details.stderr].filter((each) => each !== "").join("\n");
    return { content: [{ type: "text", text }], structuredContent: details };
  }
  if (ended.stdout.isTruncated) {
    const said = worded(
      '"{0}" wrote more than its tool\'s maxOutputBytes on standard output: raise it, or let the program write less.',
      command,
    );
    throw new ToolFailure("tool", said, { details: { exitCode: ended.exitCode } });
  }
  const content = [{ type: "text" as const, text: details.stdout }];
  if (output === "text") return { content, structuredContent: details.stdout };
  return { content, structuredContent: parsedOutput(command, details.stdout) };
}

function parsedOutput(command: string, stdout: string): Json {
  try {
    return parseJson(stdout);
  } catch (cause) {
    throw new ToolFailure("protocol", worded('"{0}" wrote no JSON on standard output: {1}.', command, saidBy(cause)), {
      cause,
      details: { stdout: beginningOf(stdout, 10_000) },
    });
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
