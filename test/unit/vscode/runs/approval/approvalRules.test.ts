import { describe, expect, it } from "vitest";
import {
  callsToApprove,
  isTickedBeforehand,
  shellCommand,
} from "../../../../../src/vscode/runs/approval/approvalRules";
import { reasonsByEditing } from "../../../../../src/core/plan/approval/approval";
import type { PlannedCall } from "../../../../../src/core/model/plan";
import type { Safety } from "../../../../../src/core/model/tool";

function call(index: number, safety: Safety, more: Partial<PlannedCall> = {}): PlannedCall {
  return { index, safety, destructive: false, origin: "selection", tool: `t${String(index)}`, ...more } as PlannedCall;
}

const pasted = [
  call(0, "readOnly"),
  call(1, "unsafe"),
  call(2, "idempotent"),
  call(3, "unsafe", { destructive: true }),
  call(4, "readOnly", { concerns: [{ kind: "reachesOut" }] }),
];
const own = pasted.map((each): PlannedCall => ({ ...each, origin: "userFile" }));
const indexes = (calls: readonly PlannedCall[]): readonly number[] => calls.map(({ index }) => index);
const nothing = (): boolean => false;
const everything = (): boolean => true;

describe("the calls that need a yes", () => {
  it("are none of one's own manifest unless all are to be asked for", () => {
    expect(callsToApprove({ calls: own }, "writes", nothing)).toEqual([]);
    expect(indexes(callsToApprove({ calls: own }, "always", everything))).toEqual([0, 1, 2, 3, 4]);
  });

  it("are those of a paste that may change something, or have something about them to be seen", () => {
    expect(indexes(callsToApprove({ calls: pasted }, "writes", nothing))).toEqual([1, 2, 3, 4]);
    expect(callsToApprove({ calls: pasted }, "never", nothing)).toEqual([]);
  });

  it("are the same for a model's, a trace's, and those that nobody is known to have written", () => {
    for (const origin of ["model", "trace", "server", undefined] as const) {
      const calls = pasted.map((each) => ({ ...each, origin })) as readonly PlannedCall[];
      expect(indexes(callsToApprove({ calls }, "writes", nothing))).toEqual([1, 2, 3, 4]);
    }
  });

  it("are still those that may destroy something, or reach out, when every tool was allowed", () => {
    expect(indexes(callsToApprove({ calls: pasted }, "writes", everything))).toEqual([3, 4]);
  });

  it("are ticked beforehand only where they change nothing with nothing else about them, or were allowed", () => {
    expect(pasted.map((each) => isTickedBeforehand(each, false))).toEqual([true, false, false, false, false]);
    expect(isTickedBeforehand(call(0, "unsafe", { destructive: true }), true)).toBe(true);
  });
});

describe("a call that was edited", () => {
  const reads = call(0, "readOnly");
  const outside = (written: string): PlannedCall =>
    call(0, "readOnly", { concerns: [{ kind: "outside", written: [written] }] });

  it("is asked about where it does what it did not before, and not where it does the same or less", () => {
    expect(reasonsByEditing(reads, call(0, "unsafe"), "writes")).toEqual(["mayChange"]);
    expect(reasonsByEditing(call(0, "unsafe"), call(0, "unsafe", { destructive: true }), "always")).toEqual([
      "mayDestroy",
    ]);
    expect(reasonsByEditing(outside("/a"), outside("/b"), "writes")).toEqual(["outside"]);
    expect(reasonsByEditing(outside("/a"), outside("/a"), "writes")).toEqual([]);
    expect(reasonsByEditing(call(0, "unsafe"), reads, "writes")).toEqual([]);
  });

  it("is not where nothing is to be asked, or the user wrote it", () => {
    expect(reasonsByEditing(reads, call(0, "unsafe"), "never")).toEqual([]);
    const user = { origin: "userFile" } as const;
    expect(reasonsByEditing({ ...reads, ...user }, call(0, "unsafe", user), "writes")).toEqual([]);
  });
});

describe("the command line that a call gives to a shell", () => {
  const tools = { build: { process: { command: "make", args: ["all", "| tee log"], shell: true } } };

  it("is that of a tool which uses one", () => {
    expect(shellCommand({ toolName: "build", usesShell: true }, { tools })).toBe("make all | tee log");
  });

  it("is none of a server's tool that is only called alike", () => {
    expect(shellCommand({ toolName: "build" }, { tools })).toBeUndefined();
  });
});
