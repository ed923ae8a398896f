import * as vscode from "vscode";
import type { JsonObject } from "../../core/model/data/json";
import { showError, showWhile } from "../window/messages";
import { parseExactly } from "../../core/model/data/exactJson";
import { thrownWords } from "../words/said";

const scheme = "parallel-tools-arguments";

/**
 * Lets arguments be edited as a file is: saving takes them over, closing the editor is the end. The files are in memory,
 * since what is in them is nobody else's business.
 */
export class ArgumentsEditor implements vscode.Disposable {
  private readonly files = new MemoryFiles();
  private readonly registration = vscode.workspace.registerFileSystemProvider(scheme, this.files, {
    isCaseSensitive: true,
  });
  private count = 0;

  /**
   * Resolves when the editor is closed: to the arguments as they were saved, or `undefined` if they were not. Meanwhile the
   * hint says what saving and closing do.
   */
  async edit(name: string, args: JsonObject, { hint }: { readonly hint: string }): Promise<JsonObject | undefined> {
    const uri = vscode.Uri.from({
      scheme,
      path: `/${String(++this.count)}/${name.replaceAll(/[^\w.-]+/g, "-")}.json`,
    });
    const before = `${JSON.stringify(args, null, 2)}\n`;
    this.files.set(uri, before);
    try {
      for (;;) {
        await this.openUntilClosed(uri, hint);
        const text = this.files.get(uri);
        if (text === before) return undefined;
        try {
          return argumentsOf(text);
        } catch (thrown) {
          const again = vscode.l10n.t("Edit Again");
          const message = vscode.l10n.t("These arguments cannot be used: {0}", thrownWords(thrown));
          if ((await showError(message, { modal: true }, again)) !== again) return undefined;
        }
      }
    } finally {
      this.files.remove(uri);
    }
  }

  private async openUntilClosed(uri: vscode.Uri, title: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    const isOurs = ({ input }: vscode.Tab): boolean =>
      input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
    await vscode.window.showTextDocument(document, { preview: false });
    const closed = (): Promise<void> =>
      new Promise((resolve) => {
        const subscription = vscode.window.tabGroups.onDidChangeTabs((changed) => {
          if (!changed.closed.some(isOurs)) return;
          subscription.dispose();
          resolve();
        });
      });
    await showWhile(title, closed, () => {
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.filter(isOurs));
      void vscode.window.tabGroups.close(tabs);
    });
  }

  dispose(): void {
    this.registration.dispose();
  }
}

/** Throws when the text is no JSON object. */
function argumentsOf(text: string): JsonObject {
  const value: unknown = parseExactly(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(vscode.l10n.t("Arguments are a JSON object, in braces."));
  }
  return value as JsonObject;
}

class MemoryFiles implements vscode.FileSystemProvider {
  private readonly texts = new Map<string, { text: string; changedAt: number }>();
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changes.event;

  set(uri: vscode.Uri, text: string): void {
    this.texts.set(uri.toString(), { text, changedAt: Date.now() });
    this.changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  get(uri: vscode.Uri): string {
    return this.entry(uri).text;
  }

  remove(uri: vscode.Uri): void {
    this.texts.delete(uri.toString());
    this.changes.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { text, changedAt } = this.entry(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: changedAt, size: Buffer.byteLength(text) };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return new TextEncoder().encode(this.get(uri));
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    this.entry(uri);
    this.set(uri, new TextDecoder().decode(content));
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  private entry(uri: vscode.Uri): { readonly text: string; readonly changedAt: number } {
    const entry = this.texts.get(uri.toString());
    if (entry === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return entry;
  }
}
