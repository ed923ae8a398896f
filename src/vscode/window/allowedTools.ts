import type * as vscode from "vscode";
import { digestOf } from "../../node/runs/redaction/digest";

/** A tool that may be called without being asked for, as long as its source stays what it was. */
export interface AllowedTool {
  /** `source/name`. */
  readonly tool: string;
  /** Stands for the definition of its source when it was allowed: another server of that name is not meant. */
  readonly definition: string;
}

const key = "parallelTools.allowedTools";

/** The tools that the user has allowed in this workspace. */
export class AllowedTools {
  constructor(private readonly workspaceState: vscode.Memento) {}

  list(): readonly AllowedTool[] {
    return this.workspaceState.get<readonly AllowedTool[]>(key, []);
  }

  has(tool: string, definition: string): boolean {
    const digest = digestOf(definition);
    return this.list().some((allowed) => allowed.tool === tool && allowed.definition === digest);
  }

  async allow(tool: string, definition: string): Promise<void> {
    const allowed = { tool, definition: digestOf(definition) };
    await this.workspaceState.update(key, [...this.list().filter((each) => each.tool !== tool), allowed]);
  }

  async revoke(tools: readonly string[]): Promise<void> {
    const left = this.list().filter(({ tool }) => !tools.includes(tool));
    await this.workspaceState.update(key, left.length === 0 ? undefined : left);
  }
}
