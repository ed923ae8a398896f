import { setTimeout as delay } from "node:timers/promises";

import * as z from "zod";

import { builtInTool } from "./builtInTool";

export const waitTool = builtInTool({
  name: "wait",
  title: "Wait",
  description:
    "Waits, and changes nothing. With progressEveryMs it reports how far it is, and each report starts the attempt's timeout anew; without, a timeout shorter than the wait strikes.",
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.strictObject({
    durationMs: z.number().min(0).max(86_400_000).describe("How long to wait, in milliseconds."),
    progressEveryMs: z
      .number()
      .min(10)
      .max(86_400_000)
      .optional()
      .describe("How often to report progress, in milliseconds."),
  }),
  async run({ durationMs, progressEveryMs = Number.POSITIVE_INFINITY }, { signal, progress }) {
    const startedAt = performance.now();
    for (;;) {
      const elapsedMs = performance.now() - startedAt;
      const leftMs = durationMs - elapsedMs;
      if (leftMs <= 0) break;
      await delay(Math.min(leftMs, progressEveryMs), undefined, { signal });
      if (Number.isFinite(progressEveryMs)) {
        progress({ progress: Math.min(Math.round(performance.now() - startedAt), durationMs), total: durationMs });
      }
    }
    return { content: [{ type: "text", text: `Waited ${String(durationMs)} ms.` }] };
  },
});
