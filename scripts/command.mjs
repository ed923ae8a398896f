import { spawn } from "node:child_process";

/**
 * Runs a command to its end with its output shown. Rejects when it cannot be started or does not exit with 0.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<void>}
 */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", (cause) => {
      reject(new Error(`${command} could not be started: ${cause.message}`, { cause }));
    });
    child.once("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${[command, ...args].join(" ")} ended with ${signal ?? `exit code ${String(code)}`}`));
    });
  });
}

/**
 * What to start for npm with these words.
 *
 * @param {readonly string[]} args
 * @returns {{ command: string, words: string[] }}
 */
export function npmCommand(args) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith("npm-cli.js")) return { command: process.execPath, words: [npm, ...args] };
  // Windows starts npm through a .cmd file, which Node runs only by way of the command interpreter.
  if (process.platform === "win32") return { command: "cmd.exe", words: ["/d", "/s", "/c", "npm", ...args] };
  return { command: "npm", words: [...args] };
}

/**
 * Runs npm with the machine's own settings.
 *
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<void>}
 */
export function runNpm(args, cwd) {
  const { command, words } = npmCommand(args);
  return runCommand(command, words, { cwd });
}
