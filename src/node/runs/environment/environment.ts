import { homedir } from "node:os";
import type { InputDefinition, Manifest } from "../../../core/model/manifest";
import type { Places } from "../../../core/model/places";
import type { PlanDefaults } from "../../../core/plan/plan";
import type { McpHost } from "../../tools/mcp/mcpHost";
import type { ToolSource } from "../../tools/source";
import type { InputUse } from "../inputs/inputs";
import { linkFollower } from "./linkFollower";
import type { Redaction } from "../redaction/redactor";

/** What a run finds around it: folders, variables, settings, and somebody to ask. The editor and the CLI each make one. */
export interface RunEnvironment {
  readonly places: Places;
  readonly defaults: PlanDefaults;
  /** The text of the workspace's `.vscode/mcp.json`, if it has one. */
  readonly mcpJson?: string;
  /** The text of the user's own `mcp.json`, whose servers every workspace can use. */
  readonly userMcpJson?: string;
  /** What MCP servers may be given here, and who lets them be started; without it they are given nothing, and started. */
  readonly mcp?: McpHost;
  /** Takes secrets out of what is stored, shown, logged or exported. Runs tell it the secrets that they use. */
  readonly redaction: Redaction;
  /** Sources beside the built-in one and those of servers. */
  readonly extraSources?: readonly ToolSource[];
  /** The proxy for an address; in the editor none is needed, which has its own before every request. */
  readonly proxyFor?: (url: URL) => string | undefined;
  /** What the user has said of the state of sources outside of manifests: it holds for calls that stand in none of theirs. */
  readonly keptState?: NonNullable<Manifest["state"]>;
  /** Values of inputs that were given beforehand, by id: they are secrets before anything asks for them. */
  readonly givenInputs?: Readonly<Record<string, string>>;
  env(name: string): string | undefined;
  /** Asks for a value once; `undefined` when the answer was refused. */
  askInput(input: InputDefinition, use: InputUse): Promise<string | undefined>;
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
