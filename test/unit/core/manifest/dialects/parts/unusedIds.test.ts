import { expect, it, vi } from "vitest";
import { UnusedIds } from "../../../../../../src/core/manifest/dialects/parts/unusedIds";

it("numbers ids that are taken, past those that others have", () => {
  const ids = new UnusedIds(["a", "a-3"]);
  expect(["a", "a", "b", "a-2", "b"].map((id) => ids.claim(id))).toEqual(["a-2", "a-4", "b", "a-2-2", "b-2"]);
});

it("looks a bounded number of times for each id, however often one is repeated", () => {
  const has = vi.spyOn(Set.prototype, "has");
  const ids = new UnusedIds([]);
  for (let taken = 0; taken < 1000; taken++) ids.claim("v");
  const looks = has.mock.calls.length;
  has.mockRestore();
  expect(looks).toBeLessThanOrEqual(3000);
});
