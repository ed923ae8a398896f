import { describe, expect, it } from "vitest";

import { unescape } from "../../../../../src/core/manifest/references/placeholders";
import { resolveReferences } from "../../../../../src/core/manifest/references/references";
import {
  expandVariables,
  findVariables,
  VariableFailure,
  type Variables,
} from "../../../../../src/core/manifest/references/variables";

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

  it.each([
    ["${cwd}", { workspaceFolder: "/w", cwd: "/c" }, "/c"],
    ["${/}|${pathSeparator}", { pathSeparator: "\\" }, "\\|\\"],
    [
      "${workspaceFolder:api}",
      { workspaceFolder: "/w", workspaceFolders: [{ name: "api", path: "/x/api" }] },
      "/x/api",
    ],
    ["${workspaceFolderBasename:api}", { workspaceFolders: [{ name: "api", path: "/x/api/" }] }, "api"],
    ["${fileBasename}", { file: "C:\\a\\b.txt" }, "b.txt"],
    ["${fileDirname}", { file: "C:\\a\\b.txt" }, "C:\\a"],
    ["${fileDirname}", { file: "/b.txt" }, "/"],
    ["${fileDirname}", { file: "/a//b.txt" }, "/a"],
    ["${fileBasenameNoExtension}|${fileExtname}", { file: "/a.b/.env" }, ".env|"],
    ["${fileBasenameNoExtension}|${fileExtname}", { file: "/a.b/c" }, "c|"],
    ["${relativeFile}", { workspaceFolder: "/w", file: "/wide/a" }, "/wide/a"],
    ["${relativeFile}", { workspaceFolder: "/w", file: "/elsewhere/a" }, "/elsewhere/a"],
    ["${relativeFile}", { workspaceFolder: "C:\\w", file: "C:\\w\\a" }, "a"],
    ["${relativeFile}", { workspaceFolder: "/", file: "/w/a" }, "w/a"],
    ["${relativeFile}", { workspaceFolder: "C:\\", file: "C:\\w\\a" }, "w\\a"],
    ["${relativeFile}", { file: "/w/a" }, "/w/a"],
    ["${file} and more", { file: "/w/a" }, "/w/a and more"],
  ] as const)("%s of %j is %s", (text, of, filled) => {
    expect(expandVariables(text, { env: () => undefined, input: () => undefined, ...of })).toBe(filled);
  });

  it.each([
    ["${workspaceFolderBasename}", "needs an open folder"],
    ["${cwd}", "needs an open folder. Open one, or write the path itself."],
    ["${fileBasename}", "needs an open file"],
    ["${fileBasenameNoExtension}", "needs an open file"],
    ["${fileExtname}", "needs an open file"],
    ["${fileDirname}", "needs an open file"],
    ["${relativeFile}", "needs an open file"],
    ["${userHome}", "${userHome} is not known here. Write the path itself."],
    ["${input:}", "${input:} needs an id: ${input:id}."],
    ["${env}", "${env} needs a name"],
    ["${workspaceFolder:toString}", 'names a folder "toString" that is not open. Open ones are: a, b.'],
    [
      "${config:editor.tabSize}",
      "means nothing here. Write its value, or one of workspaceFolder, workspaceFolderBasename",
    ],
    ["${command:x}", "means nothing here"],
    ...[
      "lineNumber",
      "columnNumber",
      "selectedText",
      "execPath",
      "defaultBuildTask",
      "fileWorkspaceFolder",
      "fileWorkspaceFolderBasename",
      "fileDirnameBasename",
      "relativeFileDirname",
      "extensionInstallFolder",
      "extensionInstallFolder:a.b",
    ].map((name) => [`\${${name}}`, `\${${name}} means nothing here`] as const),
  ] as const)("%s says why it cannot be filled in", (text, message) => {
    const workspaceFolders = ["a", "b"].map((name) => ({ name, path: `/${name}` }));
    const few = { workspaceFolders, env: () => undefined, input: () => undefined };
    expect(() => expandVariables(text, few)).toThrow(message);
  });

  it("have an argument only where VS Code's have one: all else is a reference", () => {
    const text = "${file:a} ${cwd:a} ${userHome.x} ${toString} ${env.HOME} ${envy:a} $${env:A}";
    expect(findVariables(text)).toEqual([]);
    expect(expandVariables(text, variables)).toBe(text);
  });
});
