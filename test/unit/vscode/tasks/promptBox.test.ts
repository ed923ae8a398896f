import { beforeEach, describe, expect, it } from "vitest";
import { askPrompt, PromptHistory } from "../../../../src/vscode/tasks/promptBox";
import { editor } from "../../../fixtures/editor/editor";
import { memento } from "../../../fixtures/editor/memento";
import "../../../fixtures/editor/standIn";

let history: PromptHistory;
let done: string[];
let model: string;

beforeEach(() => {
  editor.reset();
  history = new PromptHistory(memento());
  done = [];
  model = "small";
});

function ask(value?: string): Promise<string | undefined> {
  const surroundings = {
    history,
    summary: () => Promise.resolve(model),
    chooseModel: () => {
      model = "large";
      return Promise.resolve();
    },
    chooseTools: () => Promise.resolve(done.push("tools")),
    switchMode: () => Promise.resolve(done.push("mode")),
  };
  return askPrompt(surroundings, value);
}

describe("the box in which a task is written", () => {
  it("gives what was written, without the space around it", async () => {
    editor.answerList((list) => {
      list.write("  count the files ");
      expect(list.lines).toEqual(["☐ | $(play) Run | count the files"]);
      list.accept();
    });
    expect(await ask()).toBe("count the files");
  });

  it("gives nothing when it is dismissed, and takes no empty prompt", async () => {
    editor.answerList((list) => {
      list.write("   ");
      list.accept();
      expect(list.isOpen).toBe(true);
      list.hide();
    });
    expect(await ask()).toBeUndefined();
  });

  it("offers earlier prompts, newest first, of which one can be removed", async () => {
    for (const prompt of ["first", "second"]) await history.add(prompt);
    const lines: (readonly string[])[] = [];
    editor.answerList((list) => {
      lines.push(list.lines);
      list.pressOn("second", "Remove from History");
      void expect
        .poll(() => list.lines)
        .toEqual(["— Earlier —", "☐ | first"])
        .finally(() => list.choose("first"));
    });
    expect(await ask()).toBe("first");
    expect(lines).toEqual([["— Earlier —", "☐ | second", "☐ | first"]]);
    expect(history.list()).toEqual(["first"]);
  });

  it("comes back with what was typed once model, tools or mode were chosen, and says what holds then", async () => {
    const titles: (string | undefined)[] = [];
    for (const button of ["Choose Model", "Choose Tools", "Switch Between Plan and Agent"]) {
      editor.answerList((list) => {
        titles.push(list.title);
        expect(list.value).toBe("half a pro");
        list.press(button);
      });
    }
    editor.answerList((list) => {
      titles.push(list.title);
      list.write(`${list.value}mpt`);
      list.accept();
    });
    expect(await ask("half a pro")).toBe("half a prompt");
    const title = (of: string) => `Run a Task in Parallel — ${of}`;
    expect(titles).toEqual([title("small"), title("large"), title("large"), title("large")]);
    expect(done).toEqual(["tools", "mode"]);
  });
});
