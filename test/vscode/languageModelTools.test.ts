import * as assert from "node:assert";
import * as vscode from "vscode";
import { workspaceFile, writeWorkspaceFile } from "./workspace";

interface Fixture {
  readonly startedCount: () => number;
  readonly cancelledCount: () => number;
}

async function fixture(): Promise<Fixture> {
  const extension = vscode.extensions.getExtension<Fixture>("parallel-tools-fixtures.language-model-tools");
  assert.ok(extension, "the extension that brings tools is not there");
  return extension.activate();
}

async function run(name: string, calls: readonly object[]): Promise<unknown[]> {
  const manifest = { version: 1, calls };
  const uri = await writeWorkspaceFile(`${name}.toolcalls.json`, JSON.stringify(manifest));
  await vscode.commands.executeCommand("parallelTools.run", uri);
  await vscode.commands.executeCommand("parallelTools.copyResults");
  return JSON.parse(await vscode.env.clipboard.readText()) as unknown[];
}

describe("VS Code's language-model tools", () => {
  before(fixture);

  it("are called as vscode/name, and every kind of part of their result is kept", async () => {
    const results = await run("parts", [
      { id: "parts", tool: "vscode/fixture_parts", arguments: { say: "hello" } },
      { tool: "calculate", arguments: { expression: "1 + 1" }, dependsOn: ["parts"] },
    ]);
    const text = JSON.stringify(results);
    assert.ok(text.includes("said hello"), text);
    assert.ok(text.includes(String.raw`first line\nsecond line`), text);
    if ("LanguageModelDataPart" in vscode) assert.ok(text.includes("AQID"), text);
  });

  it("fail with what they said", async () => {
    const text = JSON.stringify(await run("fail", [{ tool: "vscode/fixture_fail", arguments: {} }]));
    assert.ok(text.includes("There is nothing to be had."), text);
  });

  it("are told when their call is cancelled", async () => {
    const { startedCount, cancelledCount } = await fixture();
    const running = run("hang", [{ tool: "vscode/fixture_hang", arguments: {} }]);
    while (startedCount() === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await vscode.commands.executeCommand("parallelTools.cancel");
    await running;
    assert.strictEqual(cancelledCount(), 1);
  });
});

describe("redaction", () => {
  it("keeps the value of a variable out of what is kept and copied, while the tool gets it", async () => {
    const secret = "correct horse battery staple";
    process.env.PARALLEL_TOOLS_TEST_SECRET = secret;
    const value = "${env:PARALLEL_TOOLS_TEST_SECRET}";
    const script = "require('fs').writeFileSync('told.txt', process.argv[1]); console.log(process.argv[1])";
    const results = await run("secret", [
      { id: "told", tool: "run_process", arguments: { command: "node", args: ["-e", script, value] } },
      { tool: "run_process", arguments: { command: "node", args: ["-p", "process.argv[1].length", "${told.stdout}"] } },
    ]);
    const told = await vscode.workspace.fs.readFile(workspaceFile("told.txt"));
    assert.strictEqual(new TextDecoder().decode(told), secret);
    const text = JSON.stringify(results);
    assert.ok(text.includes("«redacted»"), text);
    assert.ok(!text.includes(secret), text);
    // A reference sees the value itself, and the line break behind it.
    assert.ok(text.includes(String(secret.length + 1)), text);
  });
});
