import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { linkFollower } from "../../../../../src/node/runs/environment/linkFollower";

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "links-")));
  await mkdir(join(folder, "src"));
  await writeFile(join(folder, "src/a.ts"), "");
});

afterEach(() => rm(folder, { recursive: true }));

describe("what a path with symbolic links leads to", () => {
  it("is found for what exists, and for what would be made", async () => {
    await symlink("src", join(folder, "link"));
    await symlink("src/new.ts", join(folder, "promise"));
    await symlink(join(folder, "later"), join(folder, "absolute"));
    const follow = linkFollower();
    const led = (path: string) => follow(join(folder, path)).slice(folder.length + 1);
    expect(["src/a.ts", "link/a.ts", "link/deep/er.ts", "promise", "absolute/a/b", "none/of/it"].map(led)).toEqual([
      "src/a.ts",
      "src/a.ts",
      "src/deep/er.ts",
      "src/new.ts",
      "later/a/b",
      "none/of/it",
    ]);
    expect(follow("/")).toBe("/");
  });

  it("is one and the same for links that lead to each other", async () => {
    await symlink("there", join(folder, "here"));
    await symlink("here", join(folder, "there"));
    const follow = linkFollower();
    expect(follow(join(folder, "here/x"))).toBe(follow(join(folder, "there/x")));
  });
});
