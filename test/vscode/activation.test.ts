import * as assert from "node:assert";
import * as vscode from "vscode";

describe("the extension", () => {
  it("activates and registers every command that it contributes", async () => {
    const extension = vscode.extensions.getExtension("parallel-tools.parallel-tools");
    assert.ok(extension, "the extension is not there");
    await extension.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    assert.deepStrictEqual(
      contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });
});
