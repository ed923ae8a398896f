import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Journal } from "../../../../src/node/runs/journal/journal";
import { prepare } from "../../../../src/node/runs/prepare";
import { noRedaction } from "../../../../src/node/runs/redaction/redactor";
import { Runs } from "../../../../src/vscode/runs/runs";
import type { WindowLog } from "../../../../src/vscode/window/windowLog";
import { editor } from "../../../fixtures/editor/editor";
import { plainEnvironment } from "../../../fixtures/runEnvironment";

let folder: string;
let runs: Runs;

beforeEach(async () => {
  editor.reset();
  folder = await mkdtemp(join(tmpdir(), "runs-"));
  const environment = plainEnvironment({ places: { workspaceFolder: folder } });
  runs = new Runs({
    runsFolder: join(folder, "kept"),
    folder: join(folder, "old"),
    workspace: "file:///here",
    log: { error: (message: string) => expect.unreachable(message) } as unknown as WindowLog,
    environmentOf: () => Promise.resolve(environment),
    keepRuns: () => 2,
    syncRuns: () => false,
    redaction: noRedaction,
  });
});
afterEach(async () => {
  await runs.close();
  runs.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function begin(awaitingApproval: readonly number[] = []) {
  const text = JSON.stringify({ version: 1, calls: [{ tool: "calculate", arguments: { expression: "1 + 1" } }] });
  const environment = plainEnvironment({ places: { workspaceFolder: folder } });
  const prepared = await prepare({ text, origin: "userFile", environment, servers: "start" });
  return runs.begin(prepared, { title: "Some", awaitingApproval: new Set(awaitingApproval) });
}

const keptIds = (): Promise<readonly string[]> =>
  new Journal(join(folder, "kept"), () => undefined, { keeper: { by: "editor", workspace: "file:///here" } }).ids();

it("deletes runs that are too many once a run has ended, and not while its calls run", async () => {
  const first = await begin();
  await first.start();
  const second = await begin();
  await second.start();
  const third = await begin([0]);
  const round = third.start();
  await expect.poll(keptIds).toEqual([first.id, second.id, third.id]);
  third.approve([0], "allow");
  await round;
  await expect.poll(keptIds).toEqual([second.id, third.id]);
});
