import type * as vscode from "vscode";
import type { WindowLog } from "../window/windowLog";
import type { RunEnvironment } from "../../node/runs/environment/environment";
import type { Redaction } from "../../node/runs/redaction/redactor";

/** What the runs of a window are made with. */
export interface RunsOptions {
  /** Where runs are kept, for all windows and the command line. */
  readonly runsFolder: string;
  /** The folder of this workspace, in which 0.1.0 kept its runs. */
  readonly folder: string;
  /** What tells this workspace's runs from others; absent in a window without a folder. */
  readonly workspace: string | undefined;
  readonly log: WindowLog;
  environmentOf(document: Pick<vscode.TextDocument, "uri">): Promise<RunEnvironment>;
  keepRuns(): number;
  /** Whether runs are written so that they survive a loss of power. */
  syncRuns(): boolean;
  /** What is kept goes through it. */
  readonly redaction: Redaction;
}
