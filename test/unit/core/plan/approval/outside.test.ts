import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { textsLeadingOutside, type Surroundings } from "../../../../../src/core/plan/approval/outside";
import { linkFollower } from "../../../../../src/node/runs/environment/linkFollower";

const posix: Surroundings = {
  workspaceFolder: "/ship/folder",
  home: "/home/ann",
  platform: "posix",
  caseSensitive: true,
};
const windows: Surroundings = { workspaceFolder: "C:\\ship\\folder", platform: "win32", caseSensitive: false };

describe("paths that lead out of the workspace", () => {
  it.each([
    "/etc/passwd",
    "/etc/passwd\n",
    "../secrets",
    "..",
    "a/../../b",
    "~",
    "~/.ssh/id_rsa",
    "~root/x",
    "file:///etc/hosts",
    "file:/etc/hosts",
    "FILE:///etc/hosts",
    "file://localhost/etc/hosts",
    "${userHome}/x",
    "${env:HOME}/.ssh/id_rsa",
    "${env:HOME}",
    "${env:ANYWHERE}/x",
    "${input:place}/x",
    "${workspaceFolder}/../x",
    "${workspaceFolder}/a/../../x",
    "${/}etc",
    "$HOME/.ssh",
    "%USERPROFILE%\\x",
    "%2e%2e/x",
    "%2fetc%2fpasswd",
    "%252e%252e%252fx",
    "\u200b/etc/passwd",
    "\\\\srv\\share\\x",
    "//srv/share/x",
    "\\\\?\\C:\\x",
    "C:\\Windows",
    "..\\..\\x",
    "-f/etc/passwd",
    "--file=/etc/passwd",
    "cat /etc/passwd",
    "/",
    `/etc/${"./".repeat(1500)}passwd`,
  ])("are found: %j", (path) => {
    expect(textsLeadingOutside({ path }, posix)).toEqual([path]);
    expect(textsLeadingOutside({ args: ["-rf", { deep: path }] }, posix)).toEqual([path]);
  });

  it.each([
    "src/a.ts",
    "/ship/folder/a",
    "${workspaceFolder}/a b.txt",
    "a/../b",
    "...",
    "and/or",
    "4 / 2",
    "100 %",
    "https://example.org/../x",
    "Dear $name, 5%off",
  ])("are not: %j", (path) => {
    expect(textsLeadingOutside({ path }, posix)).toEqual([]);
  });

  it.each(["D:\\x", "C:\\ship\\folder2", "\\\\srv\\x", "/etc", "..\\x", "C:/SHIP/other"])(
    "are found on Windows: %j",
    (path) => {
      expect(textsLeadingOutside({ path }, windows)).toEqual([path]);
    },
  );

  it.each(["c:\\SHIP\\Folder\\a", "src\\a.ts"])("are not on Windows: %j", (path) => {
    expect(textsLeadingOutside({ path }, windows)).toEqual([]);
  });

  it("are all that climb or are absolute where no folder is open", () => {
    const { workspaceFolder: _, ...nowhere } = posix;
    expect(textsLeadingOutside(["/a", "../a", "a/b", "${workspaceFolder}/x"], nowhere)).toEqual(["/a", "../a"]);
  });
});

describe("paths in a workspace of several folders", () => {
  const several: Surroundings = {
    ...posix,
    workspaceFolders: [
      { name: "ship", path: "/ship/folder" },
      { name: "api", path: "/ship/api" },
    ],
  };

  it.each(["/ship/api/a", "../api/a", "${workspaceFolder:api}/a", "${workspaceFolder:ship}/../api", "/ship/folder/a"])(
    "do not lead out to another of its folders: %j",
    (path) => {
      expect(textsLeadingOutside({ path }, several)).toEqual([]);
    },
  );

  it.each([
    "/ship/apiary/a",
    "../other/a",
    "${workspaceFolder:api}/../x",
    "${workspaceFolder:none}/../x",
    "${workspaceFolder:api}/../../etc",
    "/ship",
  ])("lead out beside them: %j", (path) => {
    expect(textsLeadingOutside({ path }, several)).toEqual([path]);
  });

  it("are those of a single folder where the others are not known", () => {
    expect(textsLeadingOutside({ path: "/ship/api/a" }, posix)).toEqual(["/ship/api/a"]);
  });

  it("are told apart on Windows too, where case does not count", () => {
    const around: Surroundings = { ...windows, workspaceFolders: [{ name: "api", path: "D:\\api" }] };
    expect(textsLeadingOutside(["d:\\API\\a", "D:\\apiary", "D:\\"], around)).toEqual(["D:\\apiary", "D:\\"]);
  });
});

describe("links", () => {
  const folder = mkdtempSync(join(tmpdir(), "outside-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("lead out where what they lead to is outside, also through a folder, and to what is not there yet", () => {
    const workspaceFolder = join(folder, "ship");
    mkdirSync(join(workspaceFolder, "inside"), { recursive: true });
    writeFileSync(join(folder, "secret"), "");
    symlinkSync(join(folder, "secret"), join(workspaceFolder, "notes.txt"));
    symlinkSync(folder, join(workspaceFolder, "up"));
    symlinkSync(join(workspaceFolder, "inside"), join(workspaceFolder, "in"));
    const around = { ...posix, workspaceFolder, realPath: linkFollower() };
    expect(textsLeadingOutside(["notes.txt", "up/secret", "up/new", "in/x", "inside/x"], around)).toEqual([
      "notes.txt",
      "up/secret",
      "up/new",
    ]);
  });

  it("do not lead out where they lead to another folder of the workspace", () => {
    const workspaceFolder = join(folder, "one");
    const other = join(folder, "other");
    mkdirSync(workspaceFolder);
    mkdirSync(join(folder, "real"));
    symlinkSync(join(folder, "real"), other);
    symlinkSync(other, join(workspaceFolder, "across"));
    const around = { ...posix, workspaceFolder, realPath: linkFollower() };
    expect(textsLeadingOutside(["across"], around)).toEqual(["across"]);
    const workspaceFolders = [{ name: "other", path: other }];
    expect(textsLeadingOutside(["across", "across/new"], { ...around, workspaceFolders })).toEqual([]);
  });
});
