import * as z from "zod";

import { ToolFailure } from "../../../core/model/failure";
import type { JsonObject } from "../../../core/model/data/json";
import type { Places } from "../../../core/model/places";
import type { ToolResult } from "../../../core/model/result";
import type { HttpToolFacts, ToolAnnotations } from "../../../core/model/tool";
import type { ProxyFor } from "../http/exchange";
import type { AttemptContext } from "../source";
import { worded } from "../../../core/model/text/wording";

/** What a built-in tool is told beside its arguments. */
export interface BuiltInContext extends AttemptContext {
  /** The folder that relative paths start from, and those that reading does not leave. */
  readonly places: Places;
  readonly proxyFor: ProxyFor | undefined;
}

/** A tool that needs no set-up. */
export interface BuiltInTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly annotations: ToolAnnotations;
  /** For a tool that sends HTTP requests. */
  readonly http?: HttpToolFacts;
  /** Throws a `ToolFailure` of kind `invalidArguments` when the arguments break the schema. */
  readonly call: (args: JsonObject, context: BuiltInContext) => Promise<ToolResult>;
}

interface BuiltInToolDefinition<Input extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly annotations: ToolAnnotations;
  readonly http?: HttpToolFacts;
  readonly input: Input;
  readonly run: (args: z.output<Input>, context: BuiltInContext) => ToolResult | Promise<ToolResult>;
}

/** A built-in tool whose one `input` is its JSON Schema, its run-time check and the type of its arguments. */
export function builtInTool<Input extends z.ZodObject>(definition: BuiltInToolDefinition<Input>): BuiltInTool {
  const { name, title, description, annotations, http, input, run } = definition;
  return {
    name,
    title,
    description,
    annotations,
    ...(http && { http }),
    inputSchema: z.toJSONSchema(input, { io: "input" }) as JsonObject,
    async call(args, context) {
      const parsed = input.safeParse(args);
      if (!parsed.success) {
        throw new ToolFailure(
          "invalidArguments",
          worded("The arguments of {0} are not valid: {1}.", name, explain(parsed.error)),
        );
      }
      return run(parsed.data, context);
    },
  };
}

function explain(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join(".")}: ${message}`))
    .join("; ");
}
