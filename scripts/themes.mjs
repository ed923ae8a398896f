/**
 * `npm run themes`: writes down what VS Code's own themes give the timeline, for the tests of its look: runs a call in
 * VS Code, sets one theme after another, and reads the variables that the panel's page then has.
 */
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { ensureDependencies } from "./dependencies.mjs";
import { failPlainly } from "./ending.mjs";
import { cacheFolder, projectFolder } from "./project.mjs";
import { continueOnProjectNode } from "./projectNode.mjs";

const themesFile = join(projectFolder, "test", "fixtures", "panel", "themes.json");
/** By the names that tests have for them. Those that a person gets unasked come first. */
const themes = {
  dark: "Dark 2026",
  light: "Light 2026",
  highContrast: "Default High Contrast",
  highContrastLight: "Default High Contrast Light",
  darkModern: "Dark Modern",
  lightModern: "Light Modern",
  abyss: "Abyss",
  kimbie: "Kimbie Dark",
  monokai: "Monokai Dimmed",
  quiet: "Quiet Light",
  red: "Red",
  solarizedDark: "Solarized Dark",
  solarizedLight: "Solarized Light",
  tomorrow: "Tomorrow Night Blue",
};

try {
  await ensureDependencies();
  await continueOnProjectNode();
  const read = await readThemes();
  const text = await format(JSON.stringify(read), { ...(await resolveConfig(themesFile)), filepath: themesFile });
  await writeFile(themesFile, text);
  console.log(`Wrote ${themesFile}`);
} catch (error) {
  failPlainly(error);
}

async function readThemes() {
  const { endAllProcesses, endProcessesOnEnding } = await import("./processes.mjs");
  const { ensureChromium, launchChromium } = await import("./chromium.mjs");
  const { startVscodeServer } = await import("./vscodeServer.mjs");
  const { workbenchAddress } = await import("./workbenchAddress.mjs");
  const { Workbench } = await import("../test/e2e/workbench.ts");
  endProcessesOnEnding();
  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, "themes-"));
  const workspace = join(folder, "workspace");
  const settings = join(workspace, ".vscode", "settings.json");
  const file = join(workspace, "one.toolcalls.json");
  await mkdir(join(workspace, ".vscode"), { recursive: true });
  await writeFile(settings, "{}");
  await writeFile(file, `{ "version": 1, "calls": [{ "tool": "calculate", "arguments": { "expression": "1" } }] }`);
  const server = await startVscodeServer({ dataFolder: join(folder, "data") });
  const browser = await launchChromium(await ensureChromium());
  try {
    const page = await browser.newPage();
    const workbench = await Workbench.open(page, workbenchAddress(server.origin, workspace, { file }));
    await workbench.chooseInExplorer("one.toolcalls.json", "Run Tools in Parallel");
    const body = workbench.panel().locator("body");
    /** @type {Record<string, unknown>} */
    const read = {};
    for (const [name, theme] of Object.entries(themes)) {
      await writeFile(settings, JSON.stringify({ "workbench.colorTheme": theme }));
      await workbench.panel().locator(`body[data-vscode-theme-id="${theme}"] .grid`).waitFor();
      const style = (await workbench.panel().locator("html").getAttribute("style")) ?? "";
      read[name] = { theme, kind: await body.getAttribute("class"), colours: coloursIn(style, await used()) };
    }
    return read;
  } finally {
    await browser.close();
    await endAllProcesses();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The variables that the panel's styles name. */
async function used() {
  const styles = join(projectFolder, "media", "timeline", "styles");
  const texts = await Promise.all((await readdir(styles)).map((name) => readFile(join(styles, name), "utf8")));
  const names = texts.join().matchAll(/--vscode-[\w-]+/g);
  return [...new Set([...names].map(([name]) => name))].filter((name) => !name.includes("-font-")).sort();
}

/**
 * The colours among the page's variables.
 *
 * @param {string} style The style attribute of its root.
 * @param {readonly string[]} names
 */
function coloursIn(style, names) {
  const values = new Map([...style.matchAll(/(--vscode-[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = values.get(name);
      return value === undefined ? [] : [[name.replace("--vscode-", ""), value]];
    }),
  );
}
