import { isUsers, type Origin } from "../../core/model/origin";
import type { Tool, ToolAnnotations } from "../../core/model/tool";
import { methodAnnotations } from "./http/methodSafety";
import type { ToolSource } from "./source";

/**
 * A source as its tools are to be known: with who wrote its definition, whether calling them leaves this machine, and, where
 * that is not the user, without whatever they say of themselves that would make a call of theirs safer.
 */
export function definedBy(
  origin: Origin | undefined,
  source: ToolSource,
  reachesOut: (tool: Tool) => boolean = () => false,
): ToolSource {
  let listed: readonly Tool[] | undefined;
  let known: readonly Tool[] = [];
  const toolsOf = (tools: readonly Tool[]): readonly Tool[] => {
    // Sources keep their listings, and thousands of calls ask for them.
    if (tools !== listed)
      known = tools.map((tool) => ({ ...believed(tool, origin), ...(reachesOut(tool) && { reachesOut: true }) }));
    listed = tools;
    return known;
  };
  return {
    name: source.name,
    ...(source.isPassive && { isPassive: true }),
    // For the order of its calls alone a source is believed what it says of itself, whoever has defined it.
    nature: () => ({ ...(source.nature?.() ?? { kind: "server" }), ...(listed && { tools: listed }) }),
    list: async (signal) => toolsOf(await source.list(signal)),
    call: (toolName, args, context) => source.call(toolName, args, context),
    ...(source.watch && { watch: (listener) => source.watch?.(listener) ?? (() => undefined) }),
    close: () => source.close(),
  };
}

function believed(tool: Tool, origin: Origin = "selection"): Tool {
  if (isUsers(origin)) return { ...tool, origin };
  const { annotations: said, ...rest } = tool;
  const found = tool.http === undefined ? {} : methodAnnotations(tool.http.method);
  return { ...rest, origin, ...(said && { annotations: withoutClaims(said, found) }) };
}

/** What is said, but that each hint which makes a tool safer has to be found of it, too. */
function withoutClaims(said: ToolAnnotations, found: ToolAnnotations): ToolAnnotations {
  return {
    ...(said.title !== undefined && { title: said.title }),
    readOnlyHint: said.readOnlyHint === true && found.readOnlyHint === true,
    destructiveHint: said.destructiveHint !== false || found.destructiveHint !== false,
    idempotentHint: said.idempotentHint === true && found.idempotentHint === true,
    openWorldHint: said.openWorldHint !== false || found.openWorldHint !== false,
  };
}
