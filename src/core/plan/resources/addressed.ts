import { getOrMake } from "../../model/data/getOrMake";
import { isJsonObject, type Json, type JsonObject } from "../../model/data/json";
import type { SourceFacts, Tool } from "../../model/tool";
import { usualRole } from "./argumentRoles";
import { sourceEffects } from "../effects/sourceEffects";

const known = new WeakMap<SourceFacts, boolean>();

/**
 * Whether the files that calls of a source name say all that they touch: by the schemas, every tool that may write requires
 * a local file or directory. A source whose schemas are not known is not addressed.
 */
export function isAddressed(facts: SourceFacts): boolean {
  return getOrMake(known, facts, () => findOut(facts));
}

function findOut(facts: SourceFacts): boolean {
  if (facts.isRemote) return false;
  const { ofTool, hasWriter } = sourceEffects(facts);
  const mayWrite = facts.tools.filter(({ name }) => ofTool.get(name)?.effect !== "reads");
  return hasWriter && mayWrite.every(requiresFile);
}

function requiresFile(tool: Tool): boolean {
  const schema = tool.inputSchema ?? {};
  return requiredOf(schema).some((name) => {
    const property = propertyOf(schema, name);
    return namesFile(name, property, tool) || membersNameFile(property, tool);
  });
}

/** `edits: [{ path }]`: every item of a list that must be given names one. */
function membersNameFile(list: JsonObject | undefined, tool: Tool): boolean {
  const items = list?.items;
  if (!isJsonObject(items)) return false;
  return requiredOf(items).some((name) => namesFile(name, propertyOf(items, name), tool));
}

function namesFile(name: string, schema: JsonObject | undefined, tool: Tool): boolean {
  if (usualRole(name, tool.name, tool) !== "path") return false;
  // Mail and notes are in folders, too.
  return !/^folders?$/i.test(name) || /path|director|disk|file/i.test(text(schema?.description));
}

function requiredOf({ required }: JsonObject): readonly string[] {
  return Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
}

function propertyOf({ properties }: JsonObject, name: string): JsonObject | undefined {
  const property = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isJsonObject(property) ? property : undefined;
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
