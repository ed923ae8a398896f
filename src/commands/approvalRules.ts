import { isAbsolute, relative, resolve } from "node:path";
import type { Json, JsonObject } from "../model/json";
import type { Manifest } from "../model/manifest";
import type { Plan, PlannedCall } from "../model/plan";
import type { ApprovalMode } from "../runs/settings.vscode";

/** Who wants the calls to run: the author of a manifest file, or somebody whose calls were pasted or selected. */
export type Origin = "ownManifest" | "pasted";

/**
 * The calls that need a yes: none of one's own manifest, else by the setting `parallelTools.approval`. A tool that was
 * allowed needs none, unless it may destroy something: then somebody has to have seen what.
 */
export function callsToApprove(
  plan: Plan,
  origin: Origin,
  mode: ApprovalMode,
  isAllowed: (call: PlannedCall) => boolean,
): readonly PlannedCall[] {
  if (origin === "ownManifest" && mode !== "always") return [];
  switch (mode) {
    case "always":
      return plan.calls;
    case "writes":
      return plan.calls.filter((call) => call.safety !== "readOnly" && (call.destructive || !isAllowed(call)));
    case "never":
      return [];
  }
}

/** Whether a call is ticked before anybody has: it changes nothing, or its tool was allowed. */
export function isTickedBeforehand(call: PlannedCall, isAllowed: boolean): boolean {
  return call.safety === "readOnly" || isAllowed;
}

/** The command line that a call gives to a shell; `undefined` for all that use none. */
export function shellCommand(call: PlannedCall, manifest: Manifest): string | undefined {
  const definition = Object.hasOwn(manifest.tools, call.toolName) ? manifest.tools[call.toolName] : undefined;
  if (definition === undefined || !("process" in definition) || definition.process.shell !== true) return undefined;
  return [definition.process.command, ...(definition.process.args ?? [])].join(" ");
}

/** The paths among a call's arguments that lead out of the workspace folder, as they are written. */
export function pathsOutside(args: JsonObject, workspaceFolder: string | undefined): readonly string[] {
  const found = new Set<string>();
  const look = (value: Json): void => {
    if (typeof value === "string") {
      if (leadsOut(value, workspaceFolder)) found.add(value);
    } else if (typeof value === "object" && value !== null) {
      for (const each of Object.values<Json>(value)) look(each);
    }
  };
  look(args);
  return [...found];
}

const longestPath = 1000;

function leadsOut(text: string, workspaceFolder: string | undefined): boolean {
  if (text.length > longestPath || /[\r\n]/.test(text)) return false;
  if (/^(?:~[\\/]|\$\{userHome\})/.test(text)) return true;
  const path = text.startsWith("file://") ? decoded(text.slice("file://".length)) : text;
  const isPath = isAbsolute(path) || /^[A-Za-z]:[\\/]/.test(path) || /(?:^|[\\/])\.\.(?:[\\/]|$)/.test(path);
  if (!isPath || path === "/") return path === "/";
  if (workspaceFolder === undefined) return true;
  const within = relative(workspaceFolder, resolve(workspaceFolder, path));
  return within === ".." || /^\.\.[\\/]/.test(within) || isAbsolute(within);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
