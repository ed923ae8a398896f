/**
 * `npm run demo`: sets up what is missing and shows the quickstart run in VS Code.
 *
 *     npm run demo                            serves it until Ctrl-C, or opens it in the VS Code of this desktop
 *     npm run demo -- --screenshot FILE       saves a picture of the finished timeline and exits
 *       --theme "Light Modern"                the picture's colour theme, by its name in VS Code
 *       --size 1600x1000                      the picture's size
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensureDependencies } from "./dependencies.mjs";
import { failPlainly } from "./ending.mjs";
import { continueOnProjectNode } from "./projectNode.mjs";

const values = readOptions();
const [, width, height] = /^(\d{3,4})x(\d{3,4})$/.exec(values.size) ?? [];
if (width === undefined || height === undefined) {
  console.error("--size takes a width and a height, such as 1600x1000.");
  process.exit(2);
}

try {
  await ensureDependencies();
  await continueOnProjectNode();
  const { runDemo } = await import("./quickstart.mjs");
  await runDemo({
    screenshot: values.screenshot === undefined ? undefined : resolve(process.env.INIT_CWD ?? ".", values.screenshot),
    theme: values.theme,
    size: { width: Number(width), height: Number(height) },
  });
} catch (error) {
  failPlainly(error);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        screenshot: { type: "string" },
        theme: { type: "string", default: "Default Dark Modern" },
        size: { type: "string", default: "1600x1000" },
      },
    }).values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error("Usage: npm run demo [-- --screenshot FILE [--theme NAME] [--size 1600x1000]]");
    process.exit(2);
  }
}
