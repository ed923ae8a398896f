import { expect, test } from "vitest";
import { openFiles } from "./session";

test("a workbench opens on a workspace of its own and shows a file of it", async () => {
  const { workbench } = await openFiles({ "docs/hello.txt": "Hello" });
  await workbench.openFile("docs/hello.txt");
  expect(await workbench.tab("hello.txt").count()).toBe(1);
});
