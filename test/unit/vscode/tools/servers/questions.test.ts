import { beforeEach, describe, expect, it } from "vitest";
import { redactionMark } from "../../../../../src/node/runs/redaction/redactor";
import type { Field, FormQuestion } from "../../../../../src/node/tools/mcp/people/elicitation";
import { createElicit } from "../../../../../src/vscode/tools/servers/askingDialogs";
import { DialogConsent } from "../../../../../src/vscode/tools/servers/consentDialog";
import { BrowserSignIn } from "../../../../../src/vscode/tools/servers/signIn";
import { windowRedaction } from "../../../../../src/vscode/window/windowRedaction";
import { editor } from "../../../../fixtures/editor/editor";
import { memento } from "../../../../fixtures/editor/memento";
import { Uri } from "../../../../fixtures/editor/uri";

const secret = "correct-horse-battery";
windowRedaction.addSecret(secret);

beforeEach(() => editor.reset());

const never = new AbortController().signal;

function ask(fields: readonly Field[], message = "Who?") {
  const question: FormQuestion = { mode: "form", server: "odd", message, fields };
  return createElicit()(question, never);
}

const name: Field = { name: "name", label: "Name", isRequired: true, kind: "text" };
const age: Field = { name: "age", label: "Age", isRequired: false, kind: "number", isInteger: true };

describe("a form that a server asks", () => {
  it("is answered field by field, where what is wrong is said and nothing is taken of it", async () => {
    editor.answerBox((box) => {
      expect([box.title, box.prompt]).toEqual(["odd asks (1 of 2): Who?", "Name"]);
      box.write("Ada");
      box.accept();
    });
    editor.answerBox((box) => {
      expect(box.prompt).toBe("Age (may be left out)");
      box.write("many");
      expect(box.validationMessage).toMatch(/number/);
      box.accept();
      box.write("36");
      expect(box.validationMessage).toBeUndefined();
      box.accept();
    });
    expect(await ask([name, age])).toEqual({ action: "accept", content: { name: "Ada", age: 36 } });
  });

  it("can be gone back in, with what was answered before", async () => {
    const write = (text: string) =>
      editor.answerBox((box) => {
        box.write(text);
        box.accept();
      });
    write("Ada");
    editor.answerBox((box) => box.press("Back"));
    editor.answerBox((box) => {
      expect(box.value).toBe("Ada");
      box.write("Bob");
      box.accept();
    });
    write("7");
    expect(await ask([name, age])).toEqual({ action: "accept", content: { name: "Bob", age: 7 } });
  });

  it("is declined with its button, and dismissed with Escape", async () => {
    editor.answerBox((box) => box.press("Decline to answer"));
    expect(await ask([name])).toEqual({ action: "decline" });
    editor.answerBox((box) => box.hide());
    expect(await ask([name])).toEqual({ action: "cancel" });
  });

  it("takes choices by what they stand for, and refuses too many", async () => {
    const choices = ["a", "b", "c"].map((value) => ({ value, label: value.toUpperCase() }));
    const some: Field = { name: "some", label: "Some", isRequired: true, kind: "choices", choices, maxItems: 1 };
    const one: Field = { name: "one", label: "One", isRequired: false, kind: "choice", choices, default: "b" };
    editor.answerList((list) => {
      list.choose("A", "C");
      expect(list.isOpen).toBe(true);
      list.choose("C");
    });
    editor.answerList((list) => {
      expect(list.activeItems.map(({ label }) => label)).toEqual(["B"]);
      list.choose("Leave out");
    });
    expect(await ask([some, one])).toEqual({ action: "accept", content: { some: ["c"] } });
  });

  it("is cancelled when nobody waits for its answer any more", async () => {
    const gone = new AbortController();
    editor.answerBox(() => gone.abort());
    const question: FormQuestion = { mode: "form", server: "odd", message: "Who?", fields: [name] };
    expect(await createElicit()(question, gone.signal)).toEqual({ action: "cancel" });
  });
});

describe("what is asked for a server shows no secret", () => {
  const choices = [{ value: secret, label: `Is it ${secret}?` }];
  const held = { name: "n", label: secret, description: secret, isRequired: true } as const;

  it("in boxes, which do not offer one either", async () => {
    editor.answerBox((box) => {
      const { title, prompt, value } = box;
      expect([title, prompt, value]).toEqual([
        `odd asks: Is it ${redactionMark}?`,
        `${redactionMark}: ${redactionMark}`,
        "",
      ]);
      box.hide();
    });
    expect(await ask([{ ...held, kind: "text", default: secret }], `Is it ${secret}?`)).toEqual({ action: "cancel" });
  });

  it("in lists, although what is chosen is given as it is", async () => {
    editor.answerList((list) => {
      expect(JSON.stringify([list.title, list.placeholder, list.lines])).not.toContain(secret);
      list.choose("Is it");
    });
    editor.answerList((list) => {
      expect(JSON.stringify([list.title, list.placeholder, list.lines])).not.toContain(secret);
      list.choose("Is it");
    });
    const content = { n: secret, m: [secret] };
    const fields: Field[] = [
      { ...held, kind: "choice", choices },
      { ...held, name: "m", kind: "choices", choices },
    ];
    expect(await ask(fields, secret)).toEqual({ action: "accept", content });
  });

  it("in dialogs: yes or no, a page to open, an address that is none", async () => {
    editor.press("Accept");
    expect(await ask([], secret)).toEqual({ action: "accept", content: {} });
    const page = { mode: "url", server: "odd", message: secret } as const;
    editor.press("Open pay.example");
    const address = `https://pay.example/?key=${secret}`;
    expect(await createElicit()({ ...page, url: address }, never)).toEqual({ action: "accept" });
    expect(editor.opened).toEqual([address]);
    await createElicit()({ ...page, url: `file:///${secret}` }, never);
    expect(editor.said).toHaveLength(3);
    expect(editor.said.filter((text) => text.includes(secret) || !text.includes(redactionMark))).toEqual([]);
  });

  it("in the question to sign in, and in what is said meanwhile", async () => {
    const signIn = new BrowserSignIn("ours");
    editor.press("Sign In");
    const url = new URL(`https://login.example/authorize?state=s1&hint=${secret}`);
    const answer = signIn.signIn({ server: secret, url, state: "s1", signal: never });
    await expect.poll(() => editor.opened).toEqual([url.href]);
    signIn.handleUri(Uri.parse("vscode://ours/oauth?state=s1&code=c") as never);
    expect((await answer).get("code")).toBe("c");
    expect(editor.said).toHaveLength(1);
    expect(editor.said[0]).toContain("https://login.example/authorize?state=s1&hint=");
    expect(editor.said[0]).not.toContain(secret);
    signIn.handleUri(Uri.parse("vscode://ours/oauth?state=other&code=c") as never);
    expect(editor.said[1]).toMatch(/not waited for/);
  });

  it("in the consent to start servers, and in the list of them", async () => {
    const server = (called: string) => ({ name: called, definition: { command: "node", args: [secret, called] } });
    const consent = new DialogConsent(memento());
    editor.press("Choose…");
    editor.answerList((list) => {
      expect(JSON.stringify(list.lines)).not.toContain(secret);
      list.choose("b");
    });
    const allowed = await Promise.all(["a", "b"].map((called) => consent.allows(server(called), "beforeRun")));
    expect(allowed).toEqual([false, true]);
    expect(editor.said[0]).toContain(redactionMark);
    expect(editor.said[0]).not.toContain(secret);
  });
});
