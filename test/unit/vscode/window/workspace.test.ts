import { beforeEach, describe, expect, it } from "vitest";
import type * as vscode from "vscode";
import { placesOf } from "../../../../src/vscode/window/workspace";
import { editor } from "../../../fixtures/editor/editor";
import "../../../fixtures/editor/standIn";
import { Uri } from "../../../fixtures/editor/uri";

const uriOf = (text: string) => Uri.parse(text) as unknown as vscode.Uri;
const open = (...folders: readonly (readonly [name: string, uri: string])[]): void => {
  editor.folders = folders.map(([name, uri]) => ({ name, uri: Uri.parse(uri) }));
};

beforeEach(() => editor.reset());

describe("the places that a document's calls run in", () => {
  it("are its own folder, and all of the workspace by name", () => {
    open(["ship", "file:///work/ship"], ["api", "file:///work/api"]);
    const workspaceFolders = [
      { name: "ship", path: "/work/ship" },
      { name: "api", path: "/work/api" },
    ];
    const file = "/work/api/a.toolcalls.json";
    expect(placesOf(uriOf(`file://${file}`))).toEqual({ workspaceFolder: "/work/api", workspaceFolders, file });
    expect(placesOf(uriOf("untitled:calls"))).toEqual({ workspaceFolder: "/work/ship", workspaceFolders });
  });

  it("are the folder that a file lies in where none is open", () => {
    expect(placesOf(uriOf("file:///tmp/a.json"))).toEqual({
      workspaceFolder: "/tmp",
      workspaceFolders: [],
      file: "/tmp/a.json",
    });
    expect(placesOf(uriOf("untitled:calls"))).toEqual({ workspaceFolders: [] });
  });

  it("have no folder that is not on this machine's disk", () => {
    open(["far", "vscode-vfs:///far"], ["near", "file:///near"]);
    expect(placesOf(uriOf("vscode-vfs:///far/a.json"))).toEqual({
      workspaceFolders: [{ name: "near", path: "/near" }],
    });
  });
});
