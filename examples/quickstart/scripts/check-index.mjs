// Is out/index.json as new as out/report.md? If not, it is made anew, and the check fails once: like a pre-commit hook
// that mends a file and asks to be run again. So the first run of the quickstart, which has just written a new report,
// fails here, and a retry of this one call succeeds.
import { readFileSync, statSync, writeFileSync } from "node:fs";

const report = new URL("../out/report.md", import.meta.url);
const index = new URL("../out/index.json", import.meta.url);

const modifiedMs = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (modifiedMs(index) > modifiedMs(report)) {
  console.log("out/index.json is up to date.");
} else {
  const headings = readFileSync(report, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("#"));
  writeFileSync(index, `${JSON.stringify({ headings }, null, 2)}\n`);
  console.error("out/index.json was older than out/report.md. It has been made anew: retry this call.");
  process.exitCode = 1;
}
