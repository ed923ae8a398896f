import { shorten } from "../../../core/model/text/excerpt";
import { isJsonObject, type Json, type JsonObject } from "../../../core/model/data/json";
import type { Shown } from "../../../core/model/text/shown";
import type { Tool } from "../../../core/model/tool";
import { visibleLines, visibleName } from "../../../core/model/text/visible";

const longestDescription = 2000;
const mostParameters = 30;

/** What can be said of a tool, as Markdown in which nothing that the tool says of itself has a meaning of its own. */
export function toolTooltip(tool: Shown<Tool>): string {
  const { title, description, annotations } = tool;
  const heading = `**${plain(tool.source)}/${plain(tool.name)}**${title === undefined ? "" : ` — ${plain(title)}`}`;
  const lines = [heading, effects(annotations)];
  if (description) lines.push(plain(shorten(description, longestDescription)).replaceAll("\n", "  \n"));
  const parameters = parameterLines(tool.inputSchema);
  if (parameters.length > 0) lines.push(parameters.join("\n"));
  return lines.filter((line) => line !== "").join("\n\n");
}

function effects(annotations: Tool["annotations"]): string {
  if (annotations?.readOnlyHint === true) return "_Read-only_";
  const words = [
    annotations?.destructiveHint === false ? "May change something" : "May change or destroy something",
    ...(annotations?.idempotentHint === true ? ["idempotent"] : []),
    ...(annotations?.openWorldHint === true ? ["reaches out of this machine"] : []),
  ];
  return `_${words.join(", ")}_`;
}

function parameterLines(schema: JsonObject | undefined): readonly string[] {
  const properties = objectOf(schema?.properties);
  if (properties === undefined) return [];
  const required = new Set(Array.isArray(schema?.required) ? (schema.required as readonly Json[]) : []);
  const lines = Object.entries(properties).map(([name, value]) => {
    const parameter = objectOf(value) ?? {};
    const type = typeWords(parameter);
    const facts = [...(type === "" ? [] : [type]), ...(required.has(name) ? ["required"] : [])].join(", ");
    const { description } = parameter;
    const said = typeof description === "string" ? `: ${plain(shorten(description.replaceAll(/\s+/g, " "), 300))}` : "";
    return `- \`${visibleName(name).replaceAll("`", "'")}\`${facts === "" ? "" : ` (${facts})`}${said}`;
  });
  const more = lines.length - mostParameters;
  return more > 0 ? [...lines.slice(0, mostParameters), `- … ${String(more)} more`] : lines;
}

function typeWords(parameter: JsonObject): string {
  const { type, enum: choices } = parameter;
  if (Array.isArray(choices))
    return plain((choices as readonly Json[]).map((each) => JSON.stringify(each)).join(" | "));
  if (typeof type === "string") return plain(type);
  return Array.isArray(type) ? plain((type as readonly string[]).join(" | ")) : "";
}

/** Every character that could mean something in Markdown stands for itself; line breaks stay. */
function plain(text: string): string {
  return visibleLines(text).replaceAll(/[\\`*_{}[\]()#+\-.!|<>~$&:@]/g, String.raw`\$&`);
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}
