import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cacheFolder, projectFolder } from "../../scripts/project.mjs";
import { startVscodeServer, type VscodeServer } from "../../scripts/vscodeServer.mjs";
import { openFiles, type Session } from "./session";
import { expectRows } from "./timelineRows";
import type { Workbench } from "./workbench";

const extension = join(projectFolder, "test/fixtures/chat");

let server: VscodeServer;
let dataFolder: string;

beforeAll(async () => {
  dataFolder = await mkdtemp(join(cacheFolder, "chat-"));
  const settings = { "chat.disableAIFeatures": false };
  server = await startVscodeServer({ dataFolder, settings, forDevelopment: true });
});

afterAll(async () => {
  await server.end();
  await rm(dataFolder, { recursive: true, force: true });
});

async function openChat(): Promise<Session & { readonly chat: Locator }> {
  const session = await openFiles({ "a.txt": "something" }, server.origin, { extension });
  const { workbench } = session;
  // Before extensions have come, the chat takes everything for a question to an agent that one must sign in for.
  await workbench.runCommand("Fixture: Be There");
  await workbench.runCommand("Chat: Open Chat");
  const chat = workbench.page.locator(".interactive-session");
  // The chat looks for its models, and for its own agent, when it is first asked something.
  await say(workbench, chat, "@parallel hello");
  await chat.locator(".interactive-input-part", { hasText: "Fixture Planner" }).waitFor();
  return { ...session, chat };
}

/** Says something in the chat. The space behind it closes the suggestions for the last word. */
async function say({ page }: Workbench, chat: Locator, words: string): Promise<void> {
  await chat.locator(".interactive-input-part .view-line").first().click();
  await page.keyboard.type(`${words} `);
  await page.keyboard.press("Enter");
}

test("@parallel carries out a task with the chat's model and streams its answer", async () => {
  const { workbench, chat } = await openChat();
  await say(workbench, chat, "@parallel square two plus two");
  await chat.getByText("It is 16").waitFor();
  await expectRows(workbench, ["sum: Succeeded", "square: Succeeded"]);
  await chat.getByRole("button", { name: "Show Timeline" }).waitFor();
});

test("#parallelTools runs a chat's batch of calls once what may change something is confirmed", async () => {
  const { workbench, chat, folder } = await openChat();
  await say(workbench, chat, "use #parallelTools");
  await chat.getByText("Run 2 calls? 1 to approve.").locator("visible=true").first().waitFor();
  await chat.getByText("may destroy something; uses four").locator("visible=true").first().waitFor();
  expect(existsSync(join(folder, "four.txt"))).toBe(false);
  await chat
    .getByRole("button", { name: /^Allow/ })
    .first()
    .click();
  await chat.getByText("Handed over: 2 results.").waitFor();
  expect(await readFile(join(folder, "four.txt"), "utf8")).toBe("4");
});
