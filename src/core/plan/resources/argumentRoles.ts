import { isJsonObject, type JsonObject } from "../../model/data/json";
import type { Tool } from "../../model/tool";
import { wordsOf } from "../effects/words";

/** What kind of name an argument holds. */
export type ArgumentRole =
  /** A path, whatever it looks like. */
  | "path"
  /** A path when its value looks like one. */
  | "pathLike"
  /** A URI or URL. */
  | "uri"
  /** Named as a resource by the manifest; the value decides what it is. */
  | "stated";

/** What an argument's last word says. */
const roleByEnding: ReadonlyMap<string, ArgumentRole> = new Map([
  ...roles("path", "path file filename dir directory folder root workdir worktree"),
  ...roles("uri", "uri url"),
]);
/** These are paths by themselves or with one of those endings. */
const pathLike = new Set("src dst target root".split(" "));
const places = new Set("source destination dest".split(" "));
/** Names without a border between their words: `outputfile`, `workbookpath`. */
const runTogether =
  /^(?:file|dir|directory|folder|source|src|destination|dest|target|old|new|input|output|in|out|absolute|relative|full|root|repo|project|workbook|notebook|local|base|workspace|save|log|config|resource|document)(path|file|filename|dir|directory|folder|root|uri|url)$/;
const moving = /move|rename|copy|link|sync|download|upload|import|export|^mv$|^cp$/i;
/** A path with one of these before it leads through something else than a file system. */
const noFilePaths = new Set(
  "json x key jmes jq css property prop field object node element dom api route url http xml class attribute data query graph menu scene hierarchy tree critical career learning".split(
    " ",
  ),
);
const formats: Readonly<Record<string, ArgumentRole>> = {
  path: "path",
  "file-path": "path",
  "directory-path": "path",
  uri: "uri",
  url: "uri",
  iri: "uri",
};
/** Paths that lead through something else than a file system, as descriptions call them. */
const describedOther = /json ?path|json ?pointer|x ?path|dot[- ]notation|dotted|url path|\broute\b|endpoint|selector/i;
/** "The absolute path of the workbook", "Directory in which to look", and no "JSON path". */
const describedPath =
  /^(?:the |an? |optional |required |absolute |relative |full |local |or |and |\(|\))*(?:file ?system |file |directory |folder |project |repository )?(?:paths? (?:to|of|for|where|in|on|from)|(?:directory|folder) (?:to|in|of|where|containing|for)|file ?paths?\b)/i;

function roles(role: ArgumentRole, words: string): [string, ArgumentRole][] {
  return words.split(" ").map((word) => [word, role]);
}

const known = new WeakMap<Tool, Map<string, ArgumentRole | undefined>>();

/** What kind of name an argument holds, by its own name, its schema's format and its description; undefined for none. */
export function usualRole(name: string, toolName: string, tool: Tool | undefined): ArgumentRole | undefined {
  if (tool === undefined) return roleOf(name, toolName, undefined);
  const ofTool = known.get(tool) ?? new Map<string, ArgumentRole | undefined>();
  known.set(tool, ofTool);
  if (!ofTool.has(name)) ofTool.set(name, roleOf(name, toolName, tool));
  return ofTool.get(name);
}

function roleOf(name: string, toolName: string, tool: Tool | undefined): ArgumentRole | undefined {
  const schema = propertyOf(tool, name);
  const role = roleByName(name, toolName, schema) ?? roleBySchema(schema);
  const isPath = role === "path" || role === "pathLike";
  return isPath && tool !== undefined && (isInRepository(tool) || describedOther.test(descriptionOf(schema)))
    ? undefined
    : role;
}

function roleByName(name: string, toolName: string, schema: JsonObject | undefined): ArgumentRole | undefined {
  const words = wordsOf(name);
  const last = singular(words.at(-1) ?? "");
  const before = words.at(-2);
  // `from` and `to` are also mail addresses, dates and revisions: they are paths where something is moved or copied.
  if (name === "from" || name === "to") return moving.test(toolName) ? "path" : undefined;
  if (before === undefined) {
    if (pathLike.has(last)) return "pathLike";
    if (places.has(last))
      return moving.test(toolName) || /file|path|director/i.test(descriptionOf(schema)) ? "path" : "pathLike";
    const ending = runTogether.exec(last)?.[1];
    return roleByEnding.get(ending ?? last);
  }
  if (noFilePaths.has(before)) return undefined;
  return last === "name" && before === "file" ? "path" : roleByEnding.get(last);
}

function roleBySchema(schema: JsonObject | undefined): ArgumentRole | undefined {
  if (schema === undefined) return undefined;
  const { format, items } = schema;
  if (typeof format === "string") return formats[format];
  const description = descriptionOf(schema);
  if (isJsonObject(items) && schema.type === "array") return roleBySchema({ ...items, description });
  const isText = schema.type === undefined || schema.type === "string";
  return isText && describedPath.test(description) ? "path" : undefined;
}

function descriptionOf(schema: JsonObject | undefined): string {
  return typeof schema?.description === "string" ? schema.description : "";
}

const repositories = [
  ["owner", "repo"],
  ["project_id", "branch"],
  ["project_id", "ref"],
  ["workspace", "repo_slug"],
  ["bucket"],
];

/** A path beside the name of a repository or a bucket is a path in that, wherever it is kept. */
function isInRepository({ inputSchema }: Tool): boolean {
  const { properties } = inputSchema ?? {};
  if (!isJsonObject(properties)) return false;
  return repositories.some((names) => names.every((name) => Object.hasOwn(properties, name)));
}

function propertyOf(tool: Tool | undefined, name: string): JsonObject | undefined {
  const properties = tool?.inputSchema?.properties;
  const property = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isJsonObject(property) ? property : undefined;
}

function singular(word: string): string {
  return word.replace(/ies$/, "y").replace(/s$/, "");
}
