import type { Json } from "../../model/data/json";
import { folderNamed, type Places } from "../../model/places";
import { escapeText, hasPlaceholder, mapStrings, placeholdersIn } from "./placeholders";
import { worded, WordedError, type Said, type Worded } from "../../model/text/wording";

/** A variable as VS Code writes them, found in a value. */
export interface Variable {
  /** What stands before a colon, or all of it: `env` of `${env:HOME}`, `file` of `${file}`. */
  readonly name: string;
  /** What stands after the colon. */
  readonly argument?: string;
  /** Where in the value it stands. */
  readonly at: readonly (string | number)[];
  /** As written. */
  readonly text: string;
}

/** What variables stand for here. Paths are absolute and as the system writes them. */
export interface Variables extends Places {
  readonly userHome?: string;
  /** The workspace folder when absent. */
  readonly cwd?: string;
  /** `/` when absent. */
  readonly pathSeparator?: string;
  /** Undefined when it is not set, which counts as empty. */
  env(name: string): string | undefined;
  /** Undefined when there is no such input, or the user gave no value for it. */
  input(name: string): string | undefined;
}

/** Why a variable could not be filled in, and what to do about it. */
export class VariableFailure extends WordedError {
  override readonly name = "VariableFailure";
  constructor(
    readonly variable: Variable,
    said: Worded,
  ) {
    super(said);
  }
}

type Fill = (variables: Variables, argument: string | undefined) => string | Reason;

/** Why there is no value, of the variable as it is written. */
type Reason = (written: string) => Worded;

const noFolder: Reason = (written) => worded("{0} needs an open folder. Open one, or write the path itself.", written);
const noFile: Reason = (written) => worded("{0} needs an open file. Open one, or write the path itself.", written);

const supportedVariables: Readonly<Record<string, Fill>> = {
  workspaceFolder: folderOf,
  workspaceFolderBasename: (variables, argument) => onPath(folderOf(variables, argument), baseName),
  file: (variables) => variables.file ?? noFile,
  fileBasename: (variables) => onPath(variables.file ?? noFile, baseName),
  fileBasenameNoExtension: (variables) => onPath(variables.file ?? noFile, (path) => splitExtension(path)[0]),
  fileExtname: (variables) => onPath(variables.file ?? noFile, (path) => splitExtension(path)[1]),
  fileDirname: (variables) => onPath(variables.file ?? noFile, directoryName),
  relativeFile: (variables) =>
    variables.file === undefined ? noFile : relativeTo(variables.workspaceFolder, variables.file),
  userHome: (variables) =>
    variables.userHome ?? ((written) => worded("{0} is not known here. Write the path itself.", written)),
  cwd: (variables) => variables.cwd ?? variables.workspaceFolder ?? noFolder,
  pathSeparator: (variables) => variables.pathSeparator ?? "/",
  "/": (variables) => variables.pathSeparator ?? "/",
  env: (variables, argument) =>
    argument ? (variables.env(argument) ?? "") : (written) => worded("{0} needs a name: {1}.", written, "${env:NAME}"),
  input: (variables, argument) =>
    argument
      ? (variables.input(argument) ??
        ((written) => worded('{0} has no value. Add an input with the id "{1}" to "inputs".', written, argument)))
      : (written) => worded("{0} needs an id: {1}.", written, "${input:id}"),
};

/** Those that VS Code has and that mean nothing, or nothing certain, where calls run. */
const unsupportedVariables = new Set([
  "config",
  "command",
  "lineNumber",
  "columnNumber",
  "selectedText",
  "execPath",
  "defaultBuildTask",
  "extensionInstallFolder",
  "fileWorkspaceFolder",
  "fileWorkspaceFolderBasename",
  "fileDirnameBasename",
  "relativeFileDirname",
]);

/** Names after which a colon and more may stand. */
const takingArgument = new Set(["workspaceFolder", "workspaceFolderBasename", "env", "input", "config", "command"]);

/** Whether what stands between `${` and `}` is a variable of VS Code's, known here or not, and so no reference. */
export function isVariable(content: string): boolean {
  const { name, argument } = split(content);
  if (argument !== undefined) return takingArgument.has(name) || name.startsWith("extensionInstallFolder");
  return Object.hasOwn(supportedVariables, name) || unsupportedVariables.has(name);
}

const noVariables: readonly Variable[] = [];

/** The variables in the strings of a value, in order. */
export function findVariables(value: Json): readonly Variable[] {
  if (!hasPlaceholder(value)) return noVariables;
  const found: Variable[] = [];
  mapStrings(value, (text, at) => {
    if (!text.includes("${")) return text;
    for (const placeholder of placeholdersIn(text)) {
      if (placeholder.kind === "placeholder" && isVariable(placeholder.content)) {
        found.push(variableOf(placeholder.content, at));
      }
    }
    return text;
  });
  return found;
}

/**
 * Fills in the variables of a value; the same value when it has none. References and `$${` stay as they are, and what
 * is filled in is escaped, so that one later step (`resolveReferences` for arguments, `unescape` for all else) ends
 * both. Throws a `VariableFailure` for what cannot be filled in.
 */
export function expandVariables<T extends Json>(value: T, variables: Variables): T {
  if (!hasPlaceholder(value)) return value;
  return mapStrings(value, (text, at) => (text.includes("${") ? expandText(text, at, variables) : text)) as T;
}

/** Why a variable cannot be filled in whatever the environment and the person's answers are; undefined where it can. */
export function whyUnfillable(variable: Variable, places: Omit<Variables, "env" | "input">): Worded | undefined {
  if (variable.name === "env" || variable.name === "input") return undefined;
  const value = filled(variable, { ...places, env: () => undefined, input: () => undefined });
  return typeof value === "string" ? undefined : value(variable.text);
}

function expandText(text: string, at: readonly (string | number)[], variables: Variables): string {
  let expanded = "";
  let from = 0;
  for (const { kind, content, offset, length } of placeholdersIn(text)) {
    if (kind === "escape" || !isVariable(content)) continue;
    expanded += text.slice(from, offset) + escapeText(valueOf(variableOf(content, at), variables));
    from = offset + length;
  }
  return from === 0 ? text : expanded + text.slice(from);
}

function valueOf(variable: Variable, variables: Variables): string {
  const value = filled(variable, variables);
  if (typeof value === "string") return value;
  throw new VariableFailure(variable, value(variable.text));
}

function filled({ name, argument }: Variable, variables: Variables): string | Reason {
  const fill = Object.hasOwn(supportedVariables, name) ? supportedVariables[name] : undefined;
  return fill?.(variables, argument) ?? meansNothing;
}

function meansNothing(written: string): Worded {
  return worded(
    "{0} means nothing here. Write its value, or one of {1}.",
    written,
    Object.keys(supportedVariables).join(", "),
  );
}

function variableOf(content: string, at: readonly (string | number)[]): Variable {
  return { ...split(content), at: [...at], text: `\${${content}}` };
}

function split(content: string): { name: string; argument?: string } {
  const colon = content.indexOf(":");
  return colon < 0 ? { name: content } : { name: content.slice(0, colon), argument: content.slice(colon + 1) };
}

function folderOf(variables: Variables, name: string | undefined): string | Reason {
  if (name === undefined) return variables.workspaceFolder ?? noFolder;
  const names = variables.workspaceFolders?.map((folder) => folder.name) ?? [];
  return (
    folderNamed(variables, name) ??
    ((written) =>
      worded('{0} names a folder "{1}" that is not open. Open ones are: {2}.', written, name, openOnes(names)))
  );
}

function openOnes(names: readonly string[]): Said {
  return names.length === 0 ? worded("none") : names.join(", ");
}

function onPath(path: string | Reason, part: (path: string) => string): string | Reason {
  return typeof path === "string" ? part(path) : path;
}

function baseName(path: string): string {
  return /[^\\/]*$/.exec(path.replace(/[\\/]+$/, ""))?.[0] ?? path;
}

function directoryName(path: string): string {
  const directory = path.replace(/[\\/]+[^\\/]*$/, "");
  return directory === "" ? path.charAt(0) : directory;
}

function splitExtension(path: string): [string, string] {
  const name = baseName(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
}

function relativeTo(folder: string | undefined, file: string): string {
  if (folder === undefined || !file.startsWith(folder)) return file;
  const rest = file.slice(folder.length);
  // A root such as `C:\\` ends with its separator.
  if (/[\\/]$/.test(folder)) return rest;
  return /^[\\/]/.test(rest) ? rest.slice(1) : file;
}
