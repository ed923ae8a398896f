import { describe, expect, it } from "vitest";
import { callsToApprove, isTickedBeforehand, pathsOutside } from "../../../src/commands/approvalRules";
import type { Plan, PlannedCall } from "../../../src/model/plan";
import type { Safety } from "../../../src/model/tool";

function call(index: number, safety: Safety, destructive = false): PlannedCall {
  return { index, safety, destructive, tool: `t${String(index)}` } as PlannedCall;
}

const plan = {
  calls: [call(0, "readOnly"), call(1, "unsafe"), call(2, "idempotent"), call(3, "unsafe", true)],
} as unknown as Plan;
const indexes = (calls: readonly PlannedCall[]): readonly number[] => calls.map(({ index }) => index);
const nothing = (): boolean => false;
const everything = (): boolean => true;

describe("the calls that need a yes", () => {
  it("are none of one's own manifest unless all are to be asked for", () => {
    expect(callsToApprove(plan, "ownManifest", "writes", nothing)).toEqual([]);
    expect(indexes(callsToApprove(plan, "ownManifest", "always", everything))).toEqual([0, 1, 2, 3]);
  });

  it("are those of a paste that may change something", () => {
    expect(indexes(callsToApprove(plan, "pasted", "writes", nothing))).toEqual([1, 2, 3]);
    expect(callsToApprove(plan, "pasted", "never", nothing)).toEqual([]);
  });

  it("are still those that may destroy something when every tool was allowed", () => {
    expect(indexes(callsToApprove(plan, "pasted", "writes", everything))).toEqual([3]);
  });

  it("are ticked beforehand only where they change nothing or were allowed", () => {
    expect(plan.calls.map((each) => isTickedBeforehand(each, false))).toEqual([true, false, false, false]);
    expect(isTickedBeforehand(call(0, "unsafe", true), true)).toBe(true);
  });
});

describe("paths that lead out of the workspace", () => {
  it.each(["/etc/passwd", "../secrets", "a/../../b", "~/.ssh/id_rsa", "file:///etc/hosts", "${userHome}/x", "/"])(
    "are found: %s",
    (path) => {
      expect(pathsOutside({ path }, "/ship/folder")).toEqual([path]);
      expect(pathsOutside({ args: ["-rf", path] }, "/ship/folder")).toEqual([path]);
    },
  );

  it.each(["src/a.ts", "/ship/folder/a", "a/../b", "...", "and/or", "https://example.org/../x"])(
    "are not: %s",
    (path) => {
      expect(pathsOutside({ path }, "/ship/folder")).toEqual([]);
    },
  );
});
