import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { cacheFolder } from "../../scripts/project.mjs";
import { endProcessesOnEnding } from "../../scripts/processes.mjs";
import { startVscodeServer } from "../../scripts/vscodeServer.mjs";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the pages of the server that all tests share are. */
    origin: string;
  }
}

/** Starts the server that all end-to-end tests share. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  endProcessesOnEnding();
  await mkdir(cacheFolder, { recursive: true });
  const dataFolder = await mkdtemp(join(cacheFolder, "data-"));
  const server = await startVscodeServer({ dataFolder });
  project.provide("origin", server.origin);
  return async () => {
    await server.end();
    await rm(dataFolder, { recursive: true, force: true });
  };
}
