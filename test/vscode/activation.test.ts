import * as assert from "node:assert";
import * as vscode from "vscode";

describe("the extension", () => {
  it("activates and registers every command that it contributes", async () => {
    const extension = vscode.extensions.getExtension("parallel-tools.parallel-tools");
    assert.ok(extension, "the extension is not there");
    await extension.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const contributed = extension.packageJSON.contributes.commands as { command: string }[];
    assert.deepStrictEqual(
      contributed.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });
});
