import * as vscode from "vscode";
import { windowRedaction } from "./windowRedaction";

/** The window's log, and the one place that writes there: no line is written before it has passed the window's redactor. */
export class WindowLog implements vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel("Parallel Tools", { log: true });

  info(line: string): void {
    this.channel.info(windowRedaction.text(line));
  }

  warn(line: string): void {
    this.channel.warn(windowRedaction.text(line));
  }

  error(line: string): void {
    this.channel.error(windowRedaction.text(line));
  }

  show(): void {
    this.channel.show();
  }

  dispose(): void {
    this.channel.dispose();
  }
}
