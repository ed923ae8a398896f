import { cp } from "node:fs/promises";
import { basename, join } from "node:path";
import { projectFolder } from "./project.mjs";

/**
 * Copies one of the examples as a clone has it: without what earlier runs of it have written.
 *
 * @param {string} name
 * @param {string} folder Where to, absolute.
 */
export async function copyExample(name, folder) {
  await cp(join(projectFolder, "examples", name), folder, {
    recursive: true,
    filter: (source) => basename(source) !== "out",
  });
}
