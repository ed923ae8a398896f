import { describe, expect, it } from "vitest";

import { unescape } from "../../../src/manifest/placeholders";
import { resolveReferences } from "../../../src/manifest/references";
import { expandVariables, findVariables, VariableFailure, type Variables } from "../../../src/manifest/variables";

const variables: Variables = {
  workspaceFolder: "/ship/ship",
  file: "/ship/ship/log/day.one.md",
  userHome: "/home/ana",
  env: (name) => ({ TOKEN: "a${b}c" })[name],
  input: (name) => ({ port: "8080" })[name],
};

describe("variables", () => {
  it("are filled in as in VS Code", () => {
    const value = [
      "${workspaceFolder}|${workspaceFolderBasename}|${cwd}",
      "${file}|${fileBasename}|${fileBasenameNoExtension}|${fileExtname}|${fileDirname}|${relativeFile}",
      "${userHome}${/}x${pathSeparator}",
      "[${env:UNSET}] ${input:port}",
    ];
    expect(expandVariables(value, variables)).toEqual([
      "/ship/ship|ship|/ship/ship",
      "/ship/ship/log/day.one.md|day.one.md|day.one|.md|/ship/ship/log|log/day.one.md",
      "/home/ana/x/",
      "[] 8080",
    ]);
  });

  it("leave references and escapes to the step after, which sees nothing in what was filled in", () => {
    const args = { a: "${list} $${file} ${env:TOKEN}" };
    const expanded = expandVariables(args, variables);
    expect(resolveReferences(expanded, () => "L")).toEqual({ a: "L ${file} a${b}c" });
    expect(unescape(expandVariables({ a: "$${file} ${env:TOKEN}" }, variables))).toEqual({ a: "${file} a${b}c" });
  });

  it("cost no copy when there are none", () => {
    const value = { a: ["x", "${list}"] };
    expect(expandVariables(value, variables)).toBe(value);
  });

  it("are found with name, argument and place", () => {
    expect(findVariables({ a: ["${env:HOME} ${list}"], b: "${file} $${cwd}" })).toEqual([
      { name: "env", argument: "HOME", at: ["a", 0], text: "${env:HOME}" },
      { name: "file", at: ["b"], text: "${file}" },
    ]);
  });

  it.each([
    ["${workspaceFolder}", "${workspaceFolder} needs an open folder. Open one, or write the path itself."],
    ["${file}", "${file} needs an open file. Open one, or write the path itself."],
    ["${input:who}", '${input:who} has no value. Add an input with the id "who" to "inputs".'],
    ["${workspaceFolder:x}", '${workspaceFolder:x} names a folder "x" that is not open. Open ones are: none.'],
    ["${env:}", "${env:} needs a name: ${env:NAME}."],
  ])("that cannot be filled in say what to do: %s", (text, message) => {
    const expand = (): unknown => expandVariables({ a: text }, { env: () => undefined, input: () => undefined });
    expect(expand).toThrow(VariableFailure);
    expect(expand).toThrow(message);
  });
});
