import type { Client, RequestOptions } from "@modelcontextprotocol/client";
import * as z from "zod";

import { ToolFailure } from "../../../core/model/failure";
import type { JsonObject } from "../../../core/model/data/json";
import type { Tool, ToolAnnotations } from "../../../core/model/tool";
import { isTimeout } from "./mcpFailure";
import { worded } from "../../../core/model/text/wording";

/** A thousand pages are more tools than anybody has; a server that pages in circles must still come to an end. */
const maxPages = 1000;

const page = z.looseObject({ tools: z.array(z.unknown()), nextCursor: z.string().optional() });

const hint = z.boolean().exactOptional();
const annotations = z.object({
  title: z.string().exactOptional(),
  readOnlyHint: hint,
  destructiveHint: hint,
  idempotentHint: hint,
  openWorldHint: hint,
});

const object = z.record(z.string(), z.unknown());

type Described = Omit<Tool, "source">;

/**
 * All tools of a server. One that is not as the specification has it does not cost the others: a part that cannot be read
 * is left out, as is a tool without a name and the second of one name, and `warn` is told of each.
 */
export async function listTools(
  client: Client,
  options: RequestOptions,
  warn: (line: string) => void,
): Promise<readonly Described[]> {
  const listed = client.getProtocolEra() === "modern" ? await modernTools(client, options) : undefined;
  return readTools(listed ?? (await everyPage(client, options)), warn);
}

/** The client remembers what it lists itself, and needs that in the newer generation to copy arguments to HTTP headers. */
async function modernTools(client: Client, options: RequestOptions): Promise<readonly unknown[] | undefined> {
  try {
    return (await client.listTools(undefined, options)).tools;
  } catch (thrown) {
    if (isTimeout(thrown)) throw thrown;
    // What does not get through its checks may still get through ours; what failed otherwise fails again.
    return undefined;
  }
}

async function everyPage(client: Client, options: RequestOptions): Promise<readonly unknown[]> {
  const tools: unknown[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < maxPages; pages++) {
    const params = cursor === undefined ? {} : { cursor };
    const answer = await client.request({ method: "tools/list", params }, page, options);
    for (const tool of answer.tools) tools.push(tool);
    if (answer.nextCursor === undefined || answer.nextCursor === "") return tools;
    cursor = answer.nextCursor;
  }
  throw new ToolFailure("protocol", worded("Its list of tools has no end: it was left after {0} pages.", maxPages));
}

function readTools(listed: readonly unknown[], warn: (line: string) => void): readonly Described[] {
  const byName = new Map<string, Described>();
  for (const each of listed) {
    const given = object.safeParse(each);
    const name = given.success ? given.data.name : undefined;
    if (!given.success || typeof name !== "string" || name === "") warn("[tools] one without a name was left out");
    else if (byName.has(name)) warn(`[tools] a second one with the name "${name}" was left out`);
    else byName.set(name, described(name, given.data, warn));
  }
  return [...byName.values()];
}

function described(name: string, given: Record<string, unknown>, warn: (line: string) => void): Described {
  const read = <Value>(key: string, schema: z.ZodType<Value>): Value | undefined => {
    if (given[key] === undefined || given[key] === null) return undefined;
    const parsed = schema.safeParse(given[key]);
    if (parsed.success) return parsed.data;
    warn(`[tools] the ${key} of "${name}" cannot be read and was left out`);
    return undefined;
  };
  const title = read("title", z.string());
  const description = read("description", z.string());
  const inputSchema = read("inputSchema", object);
  const outputSchema = read("outputSchema", object);
  const hints = read<ToolAnnotations>("annotations", annotations);
  return {
    name,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(inputSchema !== undefined && { inputSchema: inputSchema as JsonObject }),
    ...(outputSchema !== undefined && { outputSchema: outputSchema as JsonObject }),
    ...(hints !== undefined && { annotations: hints }),
  };
}
