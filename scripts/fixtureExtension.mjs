import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { projectFolder } from "./project.mjs";

/**
 * Another extension, which brings language-model tools for the tests to call.
 *
 * @param {string} extensionsFolder
 */
export async function linkFixtureExtension(extensionsFolder) {
  await mkdir(extensionsFolder, { recursive: true });
  const fixture = join(projectFolder, "test", "fixtures", "languageModelTools");
  await symlink(fixture, join(extensionsFolder, "parallel-tools-fixtures.language-model-tools-0.0.1"), "junction");
}
