import { dirname, join } from "node:path";
import { digestOf } from "../node/runs/redaction/digest";
import { Durations } from "../node/runs/environment/durations";
import { runsFolder } from "../node/runs/journal/stateFolder";

/** What runs that were kept took in a folder, and how to keep what was learned since. */
export interface KeptDurations {
  readonly durations: Durations;
  readonly save: () => Promise<void>;
}

/** Reads what runs in a folder took; sources of one name are others elsewhere. Of a file that is damaged nothing is known. */
export async function keptDurations(workspaceFolder = ""): Promise<KeptDurations> {
  const name = digestOf(workspaceFolder).slice(0, 16);
  const file = join(dirname(runsFolder()), "durations", `${name}.json`);
  const durations = new Durations();
  await durations.load(file);
  return { durations, save: () => durations.save(file) };
}
