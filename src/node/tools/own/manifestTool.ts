import type { Variables } from "../../../core/manifest/references/variables";
import type { JsonObject } from "../../../core/model/data/json";
import type { ToolDescription } from "../../../core/model/manifest";
import type { ToolResult } from "../../../core/model/result";
import type { Tool, ToolAnnotations } from "../../../core/model/tool";
import type { ProxyFor } from "../http/exchange";
import type { AttemptContext } from "../source";
import { unknownArguments, type TemplateArguments } from "./templateArguments";
import { worded, type Worded } from "../../../core/model/text/wording";

/** What tools of a manifest's own find around them. */
export interface ManifestToolEnvironment {
  /**
   * What `${…}` in definitions stands for; asked when a server starts or a tool is called. Relative paths start in its
   * workspace folder, and processes run there: in this process's where there is none.
   */
  readonly variables: Variables;
  /** Told each line that a source writes beside its answers. */
  readonly log: (source: string, line: string) => void;
  /** The proxies that HTTP requests go through; none but the editor's own if absent. */
  readonly proxyFor?: ProxyFor;
  /** The script in which modules run; the one beside the program if absent. */
  readonly moduleRunner?: string;
}

/** Something wrong with a definition, and the keys in it that lead to what it is about. */
export interface DefinitionProblem extends Worded {
  readonly at: readonly string[];
}

/** A tool made of its definition. */
export interface ManifestTool {
  readonly tool: Tool;
  /** With one of these it cannot be called. */
  readonly problems: readonly DefinitionProblem[];
  /** Throws a `ToolFailure`, or the reason of the attempt's signal when it is aborted. */
  call(args: JsonObject, context: AttemptContext): Promise<ToolResult>;
}

/** The source in which a manifest's own tools are found, beside their bare names. */
export const manifestSourceName = "tools";

/** What a definition says of its tool, and what follows from what it does where it says nothing. */
export function describedTool(
  name: string,
  description: ToolDescription,
  found: { readonly description: string; readonly inputSchema: JsonObject; readonly annotations: ToolAnnotations },
): Tool & { readonly inputSchema: JsonObject } {
  const { title, outputSchema } = description;
  return {
    source: manifestSourceName,
    name,
    description: description.description ?? found.description,
    inputSchema: description.inputSchema ?? found.inputSchema,
    annotations: { ...found.annotations, ...description.annotations },
    ...(title !== undefined && { title }),
    ...(outputSchema !== undefined && { outputSchema }),
  };
}

/** Placeholders that could never be filled in, because the schema that the definition states does not have them. */
export function unfillable(used: TemplateArguments, { inputSchema }: ToolDescription): readonly DefinitionProblem[] {
  if (inputSchema === undefined) return [];
  return unknownArguments(used.names(), inputSchema).map((name) => ({
    ...worded(
      "The placeholder {0} is no property of inputSchema: add it there, or write {1} for the text itself.",
      `{${name}}`,
      `{{${name}}}`,
    ),
    at: ["inputSchema"],
  }));
}
