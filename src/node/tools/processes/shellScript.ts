import { ToolFailure } from "../../../core/model/failure";
import type { ProcessDefinition } from "./processTree";
import { worded } from "../../../core/model/text/wording";

/** A program and its arguments. */
export type ProgramWords = Pick<ProcessDefinition, "command" | "args" | "windowsVerbatimArguments">;

/** A script under construction: what is filled in becomes a parameter of the script and never a part of its text. */
export class ShellScript {
  private readonly values: string[] = [];

  /**
   * What to write into the script where `values` are to stand, one word each. Throws a `ToolFailure` on Windows, whose
   * `cmd.exe` puts values into a script before it reads it, so that they could hold commands.
   */
  words(values: readonly string[]): string {
    if (process.platform === "win32") {
      throw new ToolFailure(
        "tool",
        worded(
          'On Windows a tool with "shell": true cannot be given arguments safely: leave shell out, and let args hold the placeholders.',
        ),
        { reachedTool: false },
      );
    }
    const words = values.map((value) => `"\${${String(this.values.push(value))}}"`);
    return words.join(" ");
  }

  /** The shell that reads `script`, with what was filled in as its parameters. */
  program(script: string): ProgramWords {
    if (process.platform === "win32") {
      const command = process.env.ComSpec ?? "cmd.exe";
      return { command, args: ["/d", "/s", "/c", `"${script}"`], windowsVerbatimArguments: true };
    }
    return { command: "/bin/sh", args: ["-c", script, "sh", ...this.values] };
  }
}
