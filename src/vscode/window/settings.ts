import * as vscode from "vscode";
import type { Concurrency, ConflictMode } from "../../core/model/manifest";
import type { TokenPrices } from "../../core/model/task";
import type { ApprovalMode } from "../../core/plan/approval/approval";
import { standardDefaults, type PlanDefaults } from "../../core/plan/plan";

export type ShowTimelineMode = "onRun" | "onFailure" | "never";

/** The settings that package.json contributes, as they are for a resource. */
export interface Settings {
  readonly maxConcurrency: Concurrency;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly conflicts: ConflictMode;
  readonly approval: ApprovalMode;
  readonly showTimeline: ShowTimelineMode;
  readonly keepRuns: number;
  readonly syncRuns: boolean;
  readonly "timeline.maxTextKb": number;
  readonly "redaction.patterns": readonly string[];
  readonly "model.baseUrl": string;
  readonly "model.name": string;
  readonly "model.headers": Readonly<Record<string, string>>;
  readonly "model.azureApiVersion": string;
  readonly "model.parameters": Readonly<Record<string, unknown>>;
  readonly "model.pricePerMillionTokens": TokenPrices | null;
  readonly "task.mode": "plan" | "agent";
  readonly "task.tools": readonly string[];
  readonly planReview: ApprovalMode;
}

export function readSetting<K extends keyof Settings>(key: K, scope?: vscode.ConfigurationScope): Settings[K] {
  const value = vscode.workspace.getConfiguration("parallelTools", scope ?? null).get<Settings[K]>(key);
  if (value === undefined) throw new Error(`package.json gives the setting parallelTools.${key} no default`);
  return value;
}

/** What applies to a call where neither it nor its manifest says otherwise. */
export function planDefaults(scope: vscode.Uri): PlanDefaults {
  return {
    ...standardDefaults,
    maxConcurrency: readSetting("maxConcurrency", scope),
    timeoutMs: readSetting("timeoutMs", scope),
    deadlineMs: readSetting("deadlineMs", scope),
    conflicts: readSetting("conflicts", scope),
  };
}
