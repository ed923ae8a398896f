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
 * Runs npm with the machine's own settings.
 *
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<void>}
 */
export function runNpm(args, cwd) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith("npm-cli.js")) return runCommand(process.execPath, [npm, ...args], { cwd });
  // Windows starts npm through a .cmd file, which Node runs only by way of the command interpreter.
  if (process.platform === "win32") return runCommand("cmd.exe", ["/d", "/s", "/c", "npm", ...args], { cwd });
  return runCommand("npm", args, { cwd });
}
