// Counts the words of the files that it is given, says how far it is, and prints JSON.
import { readFileSync } from "node:fs";

const counts = {};
for (const file of process.argv.slice(2)) {
  counts[file.split(/[\\/]/).at(-1)] = readFileSync(file, "utf8").trim().split(/\s+/).length;
  console.error(`counted ${file}`);
}
console.log(JSON.stringify(counts));
