import { fileURLToPath } from "node:url";
import { join } from "node:path";

/** The folder of this clone, absolute. */
export const projectFolder = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** Where everything that is fetched or made up for demo and tests is kept; git ignores it. */
export const cacheFolder = join(projectFolder, ".vscode-test");

/** Where built tests, their results and pictures of their failures go; git ignores it. */
export const outFolder = join(projectFolder, "out");
