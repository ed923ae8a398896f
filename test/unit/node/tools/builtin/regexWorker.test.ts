import { afterEach, expect, it, vi } from "vitest";
import { RegexWorker } from "../../../../../src/node/tools/builtin/regexWorker";

afterEach(() => vi.useRealTimers());

it("counts no time of an expression while its thread starts", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const worker = new RegexWorker("b", "u", 2000);
  const found = worker.search("a\nab", 10, "a.txt");
  vi.advanceTimersByTime(60_000);
  vi.useRealTimers();
  expect(await found).toEqual([{ line: 2, column: 2 }]);
  await worker.close();
});
