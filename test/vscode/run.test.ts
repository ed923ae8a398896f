import * as assert from "node:assert";
import * as vscode from "vscode";
import { allowWhatIsAsked } from "./consent";
import { workspaceFile, writeWorkspaceFile } from "./workspace";

async function textOf(path: string): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceFile(path)));
}

describe("Run Tools in Parallel", () => {
  let ask: () => void;

  before(() => {
    ask = allowWhatIsAsked();
  });

  after(() => {
    ask();
  });

  it("runs the quickstart against its real servers, and both edits of one file are kept", async () => {
    await vscode.commands.executeCommand("parallelTools.run", workspaceFile("quickstart.toolcalls.json"));
    const report = await textOf("out/report.md");
    assert.ok(report.includes("## Bread, by weight"), report);
    assert.ok(report.includes("See the notes."), report);
    assert.ok(!report.includes("${"), report);
  });

  it("Retry Failed repeats what failed, and nothing that succeeded", async () => {
    const before = await vscode.workspace.fs.stat(workspaceFile("out/report.md"));
    await vscode.commands.executeCommand("parallelTools.retryFailed");
    const after = await vscode.workspace.fs.stat(workspaceFile("out/report.md"));
    assert.strictEqual(after.mtime, before.mtime);
    assert.ok((await textOf("out/index.json")).includes("Report"));
  });

  it("runs each of several files", async () => {
    const manifest = (name: string) =>
      JSON.stringify({
        version: 1,
        calls: [
          {
            tool: "run_process",
            arguments: {
              command: "node",
              args: ["-e", "require('fs').writeFileSync(process.argv[1], 'ran')", `\${workspaceFolder}/${name}`],
            },
          },
        ],
      });
    const files = [
      await writeWorkspaceFile("one.toolcalls.json", manifest("one.txt")),
      await writeWorkspaceFile("two.toolcalls.json", manifest("two.txt")),
    ];
    await vscode.commands.executeCommand("parallelTools.run", files[0], files);
    assert.deepStrictEqual([await textOf("one.txt"), await textOf("two.txt")], ["ran", "ran"]);
  });

  it("throws nothing at whoever calls it with a file that is not there", async () => {
    await vscode.commands.executeCommand("parallelTools.run", workspaceFile("nowhere.toolcalls.json"));
  });
});
