import * as vscode from "vscode";
import type { Manifest, StateScope } from "../../core/model/manifest";

const key = "parallelTools.state";

/**
 * What the user has said of the state of sources whose calls stand in no manifest of theirs: in the form of a manifest's
 * `state`, kept in the workspace until it is taken back.
 */
export class KeptState implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChange = this.changes.event;

  constructor(private readonly memento: Pick<vscode.Memento, "get" | "update">) {}

  entries(): NonNullable<Manifest["state"]> {
    return this.memento.get<NonNullable<Manifest["state"]>>(key, {});
  }

  async keep(pattern: string, value: StateScope): Promise<void> {
    await this.memento.update(key, { ...this.entries(), [pattern]: value });
    this.changes.fire(undefined);
  }

  async takeBack(pattern: string): Promise<void> {
    const { [pattern]: _taken, ...rest } = this.entries();
    await this.memento.update(key, rest);
    this.changes.fire(undefined);
  }

  dispose(): void {
    this.changes.dispose();
  }
}
