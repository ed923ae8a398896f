import * as assert from "node:assert";
import * as vscode from "vscode";
import { writeWorkspaceFile } from "./workspace";

interface Fixture {
  readonly asked: () => readonly { readonly tools: readonly string[] }[];
}

async function fixture(): Promise<Fixture> {
  const extension = vscode.extensions.getExtension<Fixture>("parallel-tools-fixtures.language-model-tools");
  assert.ok(extension, "the extension that brings a model is not there");
  return extension.activate();
}

type ShowQuickPick = (
  items: readonly vscode.QuickPickItem[],
  options: vscode.QuickPickOptions,
) => Thenable<vscode.QuickPickItem | undefined>;

/** Goes down the list of models as far as the one of the fixture, and chooses that. */
async function chooseFixtureModel(): Promise<void> {
  const { window } = vscode;
  const show = window.showQuickPick.bind(window) as ShowQuickPick;
  const onDidSelectItem = (item: vscode.QuickPickItem | string): void => {
    const isReached = typeof item === "object" && item.label === "Fixture Planner";
    const next = isReached ? "acceptSelectedQuickOpenItem" : "quickOpenSelectNext";
    void vscode.commands.executeCommand(`workbench.action.${next}`);
  };
  const walked: ShowQuickPick = (items, options) => show(items, { ...options, onDidSelectItem });
  Object.assign(window, { showQuickPick: walked });
  await vscode.commands.executeCommand("parallelTools.chooseModel");
  Object.assign(window, { showQuickPick: show });
}

async function copiedResults(): Promise<string> {
  await vscode.commands.executeCommand("parallelTools.copyResults");
  return vscode.env.clipboard.readText();
}

describe("tasks", () => {
  it("run with a model that another extension brings", async function () {
    const { asked } = await fixture();
    if ((await vscode.lm.selectChatModels({ vendor: "fixture" })).length === 0) {
      this.skip();
    }
    await chooseFixtureModel();
    const uri = await writeWorkspaceFile("task.md", "# Square two plus two\n");
    await vscode.commands.executeCommand("parallelTools.runTask", uri);
    assert.ok((await copiedResults()).includes("16"), await copiedResults());
    assert.strictEqual(asked().length, 2);
    const offered = asked()[0]?.tools ?? [];
    assert.ok(offered.includes("calculate"), offered.join());
    assert.ok(!offered.includes("fixture_parts") && !offered.includes("run_tools_in_parallel"), offered.join());
  });

  it("of a chat: a batch of calls comes back in its order, with references filled in", async () => {
    const input = {
      calls: [
        { tool: "calculate", arguments: { expression: "${four.value} * 10" } },
        { id: "four", tool: "calculate", arguments: { expression: "2 + 2" } },
      ],
    };
    const { content } = await vscode.lm.invokeTool("run_tools_in_parallel", { input, toolInvocationToken: undefined });
    const [part] = content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    const results = JSON.parse(part.value) as { readonly result: { readonly value: number } }[];
    assert.deepStrictEqual(
      results.map(({ result }) => result.value),
      [40, 4],
    );
  });

  it("of a chat: calls with mistakes come back with what is wrong, and nothing runs", async () => {
    const input = { calls: [{ tool: "calculat", arguments: {} }] };
    const { content } = await vscode.lm.invokeTool("run_tools_in_parallel", { input, toolInvocationToken: undefined });
    const [part] = content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    assert.match(part.value, /Nothing was run/);
    assert.match(part.value, /calculate/);
  });
});
