import { homedir } from "node:os";
import type { InputDefinition, Manifest } from "../../../core/model/manifest";
import type { Places } from "../../../core/model/places";
import type { PlanDefaults } from "../../../core/plan/plan";
import type { McpHost } from "../../tools/mcp/mcpHost";
import type { ToolSource } from "../../tools/source";
import type { InputUse } from "../inputs/inputs";
import { linkFollower } from "./linkFollower";
import type { Redaction } from "../redaction/redactor";

/** The lists of servers that manifests can use beside their own. */
export interface ServerLists {
  /** The text of the workspace's `.vscode/mcp.json`, if it has one. */
  readonly mcpJson?: string;
  /** The text of the user's own `mcp.json`, whose servers every workspace can use. */
  readonly userMcpJson?: string;
}

/** What tools there are beside the built-in ones and those of manifests. */
export interface ToolsAround {
  readonly lists?: ServerLists;
  /** What MCP servers may be given here, and who lets them be started; without it they are given nothing, and started. */
  readonly mcp?: McpHost;
  readonly extraSources?: readonly ToolSource[];
}

/** What this process has from the one that started it. */
export interface ProcessAround {
  env(name: string): string | undefined;
  /** The proxy for an address; in the editor none is needed, which has its own before every request. */
  readonly proxyFor?: (url: URL) => string | undefined;
}

/** Who gives `${input:…}` its values. */
export interface InputAnswers {
  /** Those that were given beforehand, by id: they are secrets before anything asks for them. */
  readonly given?: Readonly<Record<string, string>>;
  /** Asks for a value once; `undefined` when the answer was refused. */
  ask(input: InputDefinition, use: InputUse): Promise<string | undefined>;
}

/** What a run finds around it: folders, variables, settings, and somebody to ask. The editor and the CLI each make one. */
export interface RunEnvironment {
  readonly places: Places;
  readonly process: ProcessAround;
  readonly tools?: ToolsAround;
  readonly inputs: InputAnswers;
  readonly defaults: PlanDefaults;
  /** What the user has said of the state of sources outside of manifests: it holds for calls that stand in none of theirs. */
  readonly keptState?: NonNullable<Manifest["state"]>;
  /** Takes secrets out of what is stored, shown, logged or exported. Runs tell it the secrets that they use. */
  readonly redaction: Redaction;
  /** One line that a tool source had to say, without secrets. */
  log(source: string, line: string): void;
}

/** What the planner must know of this machine to tell whether two spellings name one file. */
export function machineRules() {
  return {
    home: homedir(),
    platform: process.platform === "win32" ? ("win32" as const) : ("posix" as const),
    caseSensitive: process.platform !== "win32" && process.platform !== "darwin",
    realPath: linkFollower(),
  };
}
