import { each, type MatrixCall, type Subject } from "../subject";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

/** Playwright's browser server: one page, and tools that act on whatever it shows. */
export const playwright: Subject = {
  package: "@playwright/mcp",
  workload: "8 pages gone to, 8 notes of the title posted, 8 snapshots",
  async begin(folder, machine) {
    const executable = await machine.chromium();
    const { url, kept } = await machine.website();
    kept.clear();
    return {
      args: ["--executable-path", executable, "--headless", "--isolated", "--no-sandbox", "--output-dir", folder],
      calls: each(8, (n): MatrixCall[] => [
        { tool: "browser_navigate", arguments: { url: `${url}/${n}` }, writes: ["page"] },
        {
          tool: "browser_evaluate",
          arguments: { function: postTitle(n) },
          writes: ["page"],
        },
        { tool: "browser_snapshot", arguments: {}, reads: ["page"] },
      ]).flat(),
      writes: 8,
      steady: (answer) => answer.replaceAll(/\[ref=\w+\]|\([^()\s]*page-[\dTZ:.-]+\.yml\)/g, "«»"),
      kept: () => Promise.resolve(rightOf(kept, 8)),
    };
  },
};

/** Chrome's developer tools: pages by number. */
export const devtools: Subject = {
  package: "chrome-devtools-mcp",
  workload: "6 pages gone to in each of two tabs, 12 notes of the title posted, 12 snapshots",
  async begin(_folder, machine) {
    const executable = await machine.chromium();
    const { url, kept } = await machine.website();
    kept.clear();
    const tab = (n: number): string => `tab${1 + (n % 2)}`;
    return {
      args: [
        "--executablePath",
        executable,
        "--headless",
        "--isolated",
        "--no-usage-statistics",
        ...flags.map((flag) => `--chromeArg=${flag}`),
      ],
      calls: [
        { tool: "new_page", arguments: { url: `${url}/first` }, writes: ["tab1", "tab2"] },
        ...each(12, (n): MatrixCall[] => [
          {
            tool: "navigate_page",
            arguments: { pageId: 1 + (n % 2), type: "url", url: `${url}/${n}` },
            writes: [tab(n)],
          },
          { tool: "evaluate_script", arguments: { pageId: 1 + (n % 2), function: postTitle(n) }, writes: [tab(n)] },
          { tool: "take_snapshot", arguments: { pageId: 1 + (n % 2) }, reads: [tab(n)] },
        ]).flat(),
      ],
      writes: 12,
      steady: (answer) => answer.replaceAll(/uid=\w+/g, "«»"),
      kept: () => Promise.resolve(rightOf(kept, 12)),
    };
  },
};

/** A script that tells the website the title of the page that it runs in. */
function postTitle(n: number): string {
  return `async () => { await fetch("/kept/${n}/" + document.title.replace("page ", ""), { method: "POST" }); return document.title; }`;
}

function rightOf(kept: ReadonlySet<string>, count: number): number {
  return each(count, (n) => kept.has(`${n}/${n}`)).filter(Boolean).length;
}
