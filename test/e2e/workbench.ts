import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** Long enough for a workbench to load on a slow machine with others at work on it. */
const loadTimeoutMs = 90_000;
const paletteTimeoutMs = 2000;

/** A VS Code window in a browser's page, and what a person does in one. */
export class Workbench {
  readonly page: Page;
  /** What went wrong in the extension and its panels, beyond what a person sees; empty when all is well. */
  readonly troubles: string[] = [];
  /** Whether the question for servers that were not started before is answered with yes, or left to the test. */
  serverConsent: "allow" | "ask" = "allow";
  private mayCrash = false;

  private constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.troubles.push(`Uncaught: ${error.stack ?? error.message}`));
    page.on("console", (message) => {
      if (this.mayCrash && message.text().includes("terminated unexpectedly")) return;
      if (message.type() === "error" && isOurs(message.text(), message.location().url)) {
        this.troubles.push(message.text());
      }
    });
  }

  /** Opens the workbench at an address and waits until its explorer lists the workspace. */
  static async open(page: Page, address: string): Promise<Workbench> {
    const workbench = new Workbench(page);
    void workbench.answerServerConsent();
    await page.goto(address);
    await workbench.loaded();
    return workbench;
  }

  /** Reloads the window, as *Developer: Reload Window* does. */
  async reload(): Promise<void> {
    // In a browser VS Code can save nothing while it unloads, so it saves every few seconds; a person who reloads has
    // looked at the window for as long.
    const tabs = await this.page.locator(".tabs-container .tab").count();
    const saved = () => this.page.evaluate<number>(savedEditorCount);
    await expect.poll(saved, { interval: 200, timeout: loadTimeoutMs }).toBeGreaterThanOrEqual(tabs);
    await this.page.reload();
    await this.loaded();
  }

  /** Kills the extension host that writes a run, as a crash or the system's want of memory does. `run` is its folder. */
  async crash(run: string): Promise<void> {
    const { pid } = JSON.parse(await readFile(join(run, "0001.lease"), "utf8")) as { readonly pid: number };
    this.mayCrash = true;
    process.kill(pid, "SIGKILL");
    await expect.poll(() => isAlive(pid)).toBe(false);
  }

  private async loaded(): Promise<void> {
    // A window without a folder has the file in it that it was opened with.
    const explorerOrFile = ".explorer-viewlet [role=treeitem], .editor-group-container .view-lines .view-line";
    await this.page.locator(explorerOrFile).first().waitFor({ timeout: loadTimeoutMs });
  }

  /**
   * Runs a command from the palette by its title, with or without the category. Tries until it is there, since the
   * commands of an extension are listed only some time after the workbench shows, and an editor that is still opening
   * closes the palette when it takes the focus.
   */
  async runCommand(title: string): Promise<void> {
    const label = new RegExp(`^(.*: )?${escapeRegExp(title)}$`);
    const entry = this.page
      .locator(".quick-input-list .monaco-list-row")
      .filter({ has: this.page.locator(".label-name", { hasText: label }) })
      .first();
    const latest = Date.now() + loadTimeoutMs;
    for (;;) {
      try {
        await this.openPalette(title);
        await entry.click({ timeout: paletteTimeoutMs });
        return;
      } catch (error) {
        if (Date.now() > latest) throw error;
        await this.closePalette();
      }
    }
  }

  /** Whether the palette lists a command now: one that is not enabled is not listed. */
  async offersCommand(title: string): Promise<boolean> {
    await this.openPalette(title);
    const rows = this.page.locator(".quick-input-list .monaco-list-row");
    await rows.first().waitFor();
    const found = (await rows.filter({ hasText: title }).count()) > 0;
    await this.closePalette();
    return found;
  }

  private async openPalette(text: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget:visible input[type=text]").first();
    await this.page.keyboard.press("F1");
    await input.fill(`>${text}`, { timeout: paletteTimeoutMs });
  }

  private async closePalette(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.page.locator(".quick-input-widget:visible").waitFor({ state: "detached" });
  }

  /** A file or folder in the explorer, by its path within the workspace; folders above it are opened. */
  async explorerItem(path: string): Promise<Locator> {
    const tree = this.page.locator(".explorer-viewlet");
    const names = path.split("/");
    const last = names.pop() ?? "";
    for (const name of names) {
      const folder = tree.getByRole("treeitem", { name, exact: true });
      await folder.waitFor();
      if ((await folder.getAttribute("aria-expanded")) === "false") await folder.click();
    }
    return tree.locator("[role=treeitem]").filter({ has: this.page.getByText(last, { exact: true }) });
  }

  /** Opens a file from the explorer and waits until its text can be seen. */
  async openFile(path: string): Promise<void> {
    const item = await this.explorerItem(path);
    await this.leaveHovers();
    await item.dblclick();
    await this.tab(baseName(path)).waitFor();
    await this.page.locator(".editor-group-container.active .view-lines .view-line").first().waitFor();
  }

  /** Right clicks on files in the explorer (all of them selected) and chooses an entry of the menu. */
  async chooseInExplorer(paths: string | readonly string[], entry: string): Promise<void> {
    const menuEntry = await this.explorerMenuEntry(paths, entry);
    // VS Code takes a click that comes at once for the end of the one that opened the menu, and leaves it open.
    for (let isOpen = true; isOpen;) {
      await menuEntry.click();
      isOpen = await menuEntry.waitFor({ state: "detached", timeout: 2000 }).then(
        () => false,
        () => true,
      );
    }
  }

  /** Right clicks on files in the explorer and gives the menu's entry; wait for it, since it may not be there yet. */
  async explorerMenuEntry(paths: string | readonly string[], entry: string): Promise<Locator> {
    const items = await Promise.all([paths].flat().map((path) => this.explorerItem(path)));
    // A plain click on the first would open it; a right click alone selects one file without that.
    if (items.length > 1) for (const item of items) await item.click({ modifiers: ["ControlOrMeta"] });
    const menuEntry = this.page.locator(".monaco-menu .action-item", { hasText: entry });
    const latest = Date.now() + loadTimeoutMs;
    for (;;) {
      try {
        await items[0]?.click({ button: "right", timeout: 5000 });
        await menuEntry.waitFor({ timeout: paletteTimeoutMs });
        return menuEntry;
      } catch (error) {
        if (Date.now() > latest) throw error;
        await this.page.keyboard.press("Escape");
        await this.leaveHovers();
      }
    }
  }

  /** Moves the pointer to where nothing has a hover: one that is shown covers what is below it. */
  private async leaveHovers(): Promise<void> {
    const { width, height } = this.page.viewportSize() ?? { width: 800, height: 600 };
    await this.page.mouse.move(width / 2, height - 60);
  }

  /** Renames a file in the explorer. */
  async renameInExplorer(path: string, name: string): Promise<void> {
    await this.chooseInExplorer(path, "Rename...");
    await enter(this.page.locator(".explorer-viewlet input"), name);
    await (await this.explorerItem(name)).waitFor();
  }

  /** Selects whole lines of the active editor, counted from 1, both included. */
  async selectLines(first: number, last: number): Promise<void> {
    await this.page.keyboard.press("Control+g");
    await enter(this.page.locator(".quick-input-widget:visible input[type=text]").first(), `:${String(first)}:1`);
    await this.page.locator(".quick-input-widget:visible").waitFor({ state: "detached" });
    for (let line = first; line < last; line++) await this.page.keyboard.press("Shift+ArrowDown");
    await this.page.keyboard.press("Shift+End");
    await this.page
      .getByText(/\(\d+ selected\)/)
      .first()
      .waitFor();
  }

  /** Writes other arguments into the editor of a call's arguments, which is opening, saves them and closes it. */
  async editArguments(text: string): Promise<void> {
    await this.notification(/Save.*close the editor/).waitFor();
    const editor = this.page.locator(".editor-group-container.active");
    const line = editor.locator(".view-line");
    await line.filter({ hasText: /^}$/ }).waitFor();
    await line.first().click();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.press("Delete");
    await line.filter({ hasText: "}" }).waitFor({ state: "detached" });
    await this.page.keyboard.insertText(text);
    // A bracket that is put in with other text is followed by another one.
    await this.page.keyboard.press("ControlOrMeta+Shift+End");
    await this.page.keyboard.press("Delete");
    await this.page.keyboard.press("ControlOrMeta+s");
    await this.page.locator(".tab.active.dirty").waitFor({ state: "detached" });
    await this.runCommand("View: Close Editor");
  }

  /** The question whether servers may be started that were not started before. */
  serverQuestion(): Locator {
    return this.page.locator(".monaco-dialog-box", { hasText: /Start (the MCP server|\d+ MCP servers)/ });
  }

  /** Says yes whenever it is asked, as a person does who wants to see something else. Ends with the page. */
  private async answerServerConsent(): Promise<void> {
    const question = this.serverQuestion();
    try {
      for (;;) {
        await question.waitFor({ timeout: 0 });
        if (this.serverConsent === "allow")
          await question.getByRole("button", { name: "Allow in This Workspace" }).click();
        await question.waitFor({ state: "detached", timeout: 0 });
      }
    } catch {
      // The page was closed.
    }
  }

  /** An editor's or panel's tab, by its title. */
  tab(title: string | RegExp): Locator {
    return this.page.locator(".tab", { hasText: title });
  }

  /** A notification by its text; `getByRole("button", …)` on it finds its buttons. */
  notification(text: string | RegExp): Locator {
    return this.page.locator(".notifications-toasts .notification-list-item", { hasText: text });
  }

  /** The texts of all notifications that are shown now. */
  async notificationTexts(): Promise<string[]> {
    return this.page.locator(".notifications-toasts .notification-list-item-message").allInnerTexts();
  }

  /** Waits for a notification and presses one of its buttons. */
  async answer(notification: string | RegExp, button: string): Promise<void> {
    await this.notification(notification).getByRole("button", { name: button, exact: true }).click();
  }

  /** What the visible panel shows: the document within a webview's two frames. */
  panel(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  }

  /** Opens the Problems view, which must not be open yet: the key that opens it also closes it. */
  async openProblems(): Promise<void> {
    await this.page.keyboard.press("ControlOrMeta+Shift+m");
  }

  /** What the open Problems view lists, a text for each problem. Waits until there is at least one. */
  async problems(): Promise<string[]> {
    const rows = this.page
      .locator(".markers-panel .monaco-list-row")
      .filter({ has: this.page.locator(".marker-message-details-container") });
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, " ").trim());
  }
}

/** Whether a line of the console is about this extension: the workbench has noise of its own. */
function isOurs(text: string, address: string): boolean {
  if (text.includes("Content Security Policy")) return true;
  return /\/dist\/(timeline|extension)\.js|parallel-tools\.parallel-tools/.test(`${text}\n${address}`);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Fills a box and accepts it. The key goes to the box itself, wherever a toast that closes just now puts the focus. */
export async function enter(box: Locator, text: string): Promise<void> {
  await box.fill(text);
  await box.press("Enter");
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/**
 * Runs in the page, whose types are not these tests': how many editors VS Code's state of the workspace holds in the
 * browser's database.
 */
const savedEditorCount = `(async () => {
  const settled = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith("vscode-web-state-db-") || name.endsWith("-global")) continue;
    const database = await settled(indexedDB.open(name));
    const items = database.transaction("ItemTable").objectStore("ItemTable");
    const saved = await settled(items.get("memento/workbench.parts.editor"));
    database.close();
    if (saved !== undefined) return saved.split('{"id":"workbench.editors.').length - 1;
  }
  return 0;
})()`;
