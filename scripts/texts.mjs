// Collects what people read out of the source, in English, into l10n/bundle.l10n.json, from which it is translated. With
// --check it writes nothing, and fails where the file is not what it would write.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { projectFolder } from "./project.mjs";

const bundle = "l10n/bundle.l10n.json";
/** What makes text of a key, by the folder in which it is called so. */
const speakers = { src: ["vscode.l10n.t", "worded"], "media/timeline": ["t"] };

/** @type {Set<string>} */
const keys = new Set();
/** @type {string[]} */
const problems = [];

for (const [folder, names] of Object.entries(speakers)) {
  for (const name of readdirSync(join(projectFolder, folder), { encoding: "utf8", recursive: true })) {
    if (!name.endsWith(".ts")) continue;
    const file = join(folder, name);
    collect(ts.createSourceFile(file, readFileSync(join(projectFolder, file), "utf8"), ts.ScriptTarget.Latest), names);
  }
}

const text = `${JSON.stringify(Object.fromEntries([...keys].sort().map((key) => [key, key])), undefined, 2)}\n`;
const path = join(projectFolder, bundle);
if (problems.length > 0) fail(problems.join("\n"));
else if (!process.argv.includes("--check")) writeFileSync(path, text);
else if (readFileSync(path, "utf8") !== text) {
  fail(`${bundle} is not what the source says. Write it with "npm run texts".`);
}

/**
 * @param {ts.SourceFile} file
 * @param {readonly string[]} names
 */
function collect(file, names) {
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isCallExpression(node) && names.includes(node.expression.getText(file))) addKey(node, file);
    ts.forEachChild(node, visit);
  };
  visit(file);
}

/**
 * @param {ts.CallExpression} call
 * @param {ts.SourceFile} file
 */
function addKey(call, file) {
  const [key, ...values] = call.arguments;
  const where = `${file.fileName}:${file.getLineAndCharacterOfPosition(call.getStart(file)).line + 1}`;
  if (key === undefined || !ts.isStringLiteralLike(key)) {
    problems.push(`${where}: write the key out, since it is collected from the source.`);
    return;
  }
  keys.add(key.text);
  const places = new Set([...key.text.matchAll(/\{(\d+)\}/g)].map(([, place]) => Number(place)));
  const isFilled = places.size === values.length && [...values.keys()].every((place) => places.has(place));
  if (!isFilled && !values.some(ts.isSpreadElement)) {
    problems.push(`${where}: "${key.text}" has other places than those of its ${values.length} values.`);
  }
}

/** @param {string} why */
function fail(why) {
  console.error(why);
  process.exitCode = 1;
}
