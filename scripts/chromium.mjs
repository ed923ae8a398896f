import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import { runCommand } from "./command.mjs";

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "microsoft-edge-stable",
];

const macApplications = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

const isRoot = process.getuid?.() === 0;

/**
 * Finds a Chromium (or Chrome, or Edge) and installs Debian's where there is none and it can be. `CHROMIUM_EXECUTABLE`
 * names another one. Throws, saying what to install, when there is none to be had.
 *
 * @returns {Promise<string>} Its path.
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (isRoot && existsSync("/usr/bin/apt-get")) {
    console.log("Installing Chromium (apt-get install chromium)…");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await runCommand("apt-get", ["-qq", "update"], { env });
    await runCommand("apt-get", ["-qq", "install", "-y", "chromium"], { env });
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    "No Chromium, Chrome or Edge was found. Install one (on Debian or Ubuntu: sudo apt-get install chromium), " +
      "or set CHROMIUM_EXECUTABLE to the path of one.",
  );
}

function findChromium() {
  return candidates().find((path) => existsSync(path));
}

/** @returns {string[]} */
function candidates() {
  const given = process.env.CHROMIUM_EXECUTABLE;
  if (given) return [given];
  if (process.platform === "darwin") return macApplications;
  if (process.platform === "win32") {
    const roots = [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA];
    const programs = ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"];
    return roots.flatMap((root) => (root ? programs.map((program) => join(root, program)) : []));
  }
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return names.flatMap((name) => [...folders, "/usr/bin", "/snap/bin"].map((folder) => join(folder, name)));
}

/**
 * Starts a Chromium without a window.
 *
 * @param {string} executablePath
 * @returns {Promise<import("playwright-core").Browser>}
 */
export function launchChromium(executablePath) {
  return chromium.launch({
    executablePath,
    // Chromium's sandbox refuses to work for root.
    chromiumSandbox: !isRoot,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
