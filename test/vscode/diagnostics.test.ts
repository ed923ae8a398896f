import * as assert from "node:assert";
import * as vscode from "vscode";
import { problemsOf, problemsThat, writeWorkspaceFile } from "./workspace";

const misspelt = `{
  "version": 1,
  "calls": [{ "tool": "calculate", "arguments": { "expresion": "1" } }]
}`;

describe("a manifest's diagnostics", () => {
  it("come while it is open and go when it is mended, without a run", async () => {
    const uri = await writeWorkspaceFile("typing.toolcalls.json", misspelt);
    const document = await vscode.workspace.openTextDocument(uri);
    assert.strictEqual(document.languageId, "jsonc");
    const [problem] = await problemsThat(uri, (problems) => problems.length > 0);
    assert.match(problem ?? "", /^3:.*expres/);

    const edit = new vscode.WorkspaceEdit();
    const at = document.positionAt(misspelt.indexOf("expresion") + "expres".length);
    edit.insert(uri, at, "s");
    await vscode.workspace.applyEdit(edit);
    assert.deepStrictEqual(await problemsThat(uri, (problems) => problems.length === 0), []);
  });

  it("hold all problems that a run found, and nothing runs", async () => {
    const uri = await writeWorkspaceFile(
      "cycle.toolcalls.json",
      `{
  "version": 1,
  "calls": [
    { "id": "a", "tool": "read_file", "arguments": { "path": "\${b}" } },
    { "id": "b", "tool": "read_file", "arguments": { "path": "\${a}" } },
    { "id": "b", "tool": "read_file", "arguments": { "pth": "x" } }
  ]
}`,
    );
    await vscode.commands.executeCommand("parallelTools.run", uri);
    const lines = new Set(problemsOf(uri).map((problem) => Number.parseInt(problem, 10)));
    assert.ok(lines.has(6), `no problem in line 6 among ${problemsOf(uri).join("; ")}`);
    assert.ok(lines.has(4) || lines.has(5), `no cycle among ${problemsOf(uri).join("; ")}`);
  });
});
