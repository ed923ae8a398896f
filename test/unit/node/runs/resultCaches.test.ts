import { expect, test } from "vitest";
import { ResultCaches } from "../../../../src/node/runs/resultCaches";

test("runs with the same sources share a cache, and others have their own", () => {
  const caches = new ResultCaches();
  expect(caches.for("a")).toBe(caches.for("a"));
  expect(caches.for("b")).not.toBe(caches.for("a"));
});

test("of very many sets of sources, those used longest ago are let go", () => {
  const caches = new ResultCaches();
  const first = caches.for("first");
  const second = caches.for("second");
  for (let n = 0; n < 7; n++) {
    caches.for(`${n}`);
    expect(caches.for("first")).toBe(first);
  }
  expect(caches.for("second")).not.toBe(second);
});
