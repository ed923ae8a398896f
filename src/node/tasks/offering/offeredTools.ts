import { shorten } from "../../../core/model/text/excerpt";
import { isJsonObject, type Json, type JsonObject } from "../../../core/model/data/json";
import { didYouMean } from "../../../core/model/text/nearest";
import type { Tool } from "../../../core/model/tool";
import { acceptableSchema } from "./acceptableSchema";
import type { ModelTool } from "../models/chatModel";
import { sentences, worded } from "../../../core/model/text/wording";

/** No provider takes more. */
const mostTools = 128;
const longestName = 64;
const longestDescription = 1024;

/** The tools that a model is told of, under names that providers allow. */
export interface OfferedTools {
  readonly tools: readonly OfferedTool[];
  /** What was not offered since there were too many, as `source/name`. */
  readonly leftOut: readonly string[];
  /** The argument in which a model may give a call an id of its own; no offered tool has one of that name. */
  readonly idArgument: string;
  /** The argument in which a model may list the ids of calls to wait for. */
  readonly afterArgument: string;
  /** The tool that a model means by a name, as offered or as it is often misspelt; `undefined` if there is none. */
  find(name: string): Tool | undefined;
  /** Says that there is no such tool, and which ones are near. */
  unknown(name: string): string;
}

export interface OfferedTool {
  readonly name: string;
  readonly tool: Tool;
}

/**
 * Chooses at most 128 of the tools, the pinned ones (`source/name`) first, and names them. Of too many tools each source
 * has its share: a source with hundreds leaves room for the others.
 */
export function offerTools(tools: readonly Tool[], pinned: readonly string[] = []): OfferedTools {
  const isPinned = (tool: Tool): boolean => pinned.includes(fullName(tool));
  const candidates = [...tools.filter(isPinned), ...inTurns(tools.filter((tool) => !isPinned(tool)))];
  const chosen = new Set(candidates.slice(0, mostTools));
  const offered = nameTools(tools.filter((tool) => chosen.has(tool)));
  const taken = new Set(offered.flatMap(({ tool }) => Object.keys(propertiesOf(tool))));
  return {
    tools: offered,
    leftOut: tools.filter((tool) => !chosen.has(tool)).map(fullName),
    idArgument: freeName("call_id", taken),
    afterArgument: freeName("run_after", taken),
    find: finder(offered),
    unknown: (name) =>
      sentences(
        worded('There is no tool "{0}".', name),
        didYouMean(
          name,
          offered.map((each) => each.name),
        ),
      ).message,
  };
}

/** The tools as a model that calls them one turn at a time is told of them. */
export function toolsForSteps({ tools }: OfferedTools): ModelTool[] {
  return tools.map(({ name, tool }) => modelTool(name, tool, ""));
}

function modelTool(name: string, tool: Tool, more: string): ModelTool {
  return { name, description: descriptionOf(tool, more), parameters: acceptableSchema(tool.inputSchema) };
}

/**
 * The tools as a model that writes a whole plan is told of them: a call that others need can have an id, and every argument
 * can be a reference to the result of another call.
 */
export function toolsForPlans(offered: OfferedTools): ModelTool[] {
  return offered.tools.map(({ name, tool: offeredTool }) => {
    const tool = modelTool(name, offeredTool, resultOf(offeredTool));
    const properties = isJsonObject(tool.parameters.properties) ? tool.parameters.properties : {};
    return {
      ...tool,
      parameters: {
        ...tool.parameters,
        properties: {
          [offered.idArgument]: {
            type: "string",
            description: "Short unique id of this call, where another call refers to it or waits for it.",
          },
          [offered.afterArgument]: {
            type: "array",
            items: { type: "string" },
            description: "Ids of calls that must succeed before this one, where no reference says so.",
          },
          ...Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, orReference(schema)])),
        },
      },
    };
  });
}

/** `source/name`, by which a call names the tool. */
export function fullName({ source, name }: Tool): string {
  return `${source}/${name}`;
}

function orReference(schema: Json): Json {
  if (!isJsonObject(schema) || takesText(schema)) return schema;
  const { description, ...rest } = schema;
  const reference = { type: "string", description: "A reference to another call's result." };
  return { ...(description !== undefined && { description }), anyOf: [rest, reference] };
}

function takesText({ type, enum: values, ...rest }: JsonObject): boolean {
  if (values !== undefined || rest.anyOf !== undefined || rest.oneOf !== undefined) return false;
  return type === undefined || type === "string" || (Array.isArray(type) && type.includes("string"));
}

function descriptionOf({ description, title, annotations }: Tool, more: string): string {
  const text = (description ?? title ?? "").trim();
  const effect = annotations?.readOnlyHint === true ? "" : " (May change something; a person may be asked first.)";
  const room = longestDescription - effect.length - more.length;
  return shorten(text, room) + effect + more;
}

const longestResultWords = 300;

/** What the result looks like, where the tool says so: without it a model can only guess at paths into it. */
function resultOf({ outputSchema }: Tool): string {
  const properties = outputSchema?.properties;
  if (!isJsonObject(properties)) return "";
  const words = ` Its result: ${JSON.stringify(mapTypes(properties))}`;
  return words.length > longestResultWords
    ? shorten(` Its result has: ${Object.keys(properties).join(", ")}`, longestResultWords)
    : words;
}

function mapTypes(properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      if (!isJsonObject(schema)) return [name, "any"];
      if (isJsonObject(schema.properties)) return [name, mapTypes(schema.properties)];
      const { items } = schema;
      if (isJsonObject(items))
        return [name, [isJsonObject(items.properties) ? mapTypes(items.properties) : (items.type ?? "any")]];
      return [name, schema.type ?? "any"];
    }),
  );
}

function propertiesOf({ inputSchema }: Tool): JsonObject {
  const properties = inputSchema?.properties;
  return isJsonObject(properties) ? properties : {};
}

function inTurns(tools: readonly Tool[]): Tool[] {
  const bySource = new Map<string, Tool[]>();
  for (const tool of tools) bySource.set(tool.source, [...(bySource.get(tool.source) ?? []), tool]);
  const longest = Math.max(0, ...[...bySource.values()].map((own) => own.length));
  return Array.from({ length: longest }, (_, turn) => [...bySource.values()].flatMap((own) => own[turn] ?? [])).flat();
}

/** A tool's own name where no other tool has it, else with its source before it. */
function nameTools(tools: readonly Tool[]): OfferedTool[] {
  const counts = new Map<string, number>();
  for (const { name } of tools) counts.set(allowed(name), (counts.get(allowed(name)) ?? 0) + 1);
  const used = new Set<string>();
  return tools.map((tool) => {
    const own = allowed(tool.name);
    const wanted = counts.get(own) === 1 && own !== "" ? own : `${allowed(tool.source)}__${own}`;
    const name = unused(wanted, used);
    used.add(name);
    return { name, tool };
  });
}

function allowed(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_-]/g, "_");
}

function unused(wanted: string, used: ReadonlySet<string>): string {
  let name = wanted.slice(0, longestName);
  for (let number = 2; used.has(name); number++) name = withNumber(wanted, number);
  return name;
}

function withNumber(name: string, number: number): string {
  const suffix = `_${number}`;
  return name.slice(0, longestName - suffix.length) + suffix;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  while (taken.has(name)) name = `plan_${name}`;
  return name;
}

function finder(offered: readonly OfferedTool[]): (name: string) => Tool | undefined {
  const byName = new Map<string, Tool | undefined>();
  const add = (name: string, tool: Tool): void => {
    byName.set(name, byName.has(name) && byName.get(name) !== tool ? undefined : tool);
  };
  for (const { tool } of offered) {
    for (const name of [tool.name, fullName(tool), `${allowed(tool.source)}__${allowed(tool.name)}`]) add(name, tool);
  }
  for (const { name, tool } of offered) byName.set(name, tool);
  return (name) => byName.get(name) ?? byName.get(name.replace(/^functions?[.:/]/, ""));
}
