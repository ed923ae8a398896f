import { describe, expect, it } from "vitest";
import { readCommandLine, UsageError, type CommandLine } from "../../../src/cli/commandLine";

const refusal = (...words: string[]): string => {
  try {
    readCommandLine(words);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error("not refused");
};

describe("the command line", () => {
  it("is a command, a file and options in any order", () => {
    expect(
      readCommandLine(["--format", "json", "run", "a.json", "--max-concurrency", "8", "--input", "token=a=b"]),
    ).toEqual({
      command: "run",
      file: "a.json",
      format: "json",
      maxConcurrency: 8,
      inputs: { token: "a=b" },
      verbose: false,
      showSecrets: false,
      allowWrites: false,
      sync: false,
    });
    expect(readCommandLine(["plan", "-", "--max-concurrency=auto"])).toMatchObject({
      file: "-",
      maxConcurrency: "auto",
    });
    expect(readCommandLine(["--help"])).toBe("help");
    expect(readCommandLine(["--version"])).toBe("version");
  });

  it("says what becomes of what is kept", () => {
    const keeping = (...words: string[]) => {
      const { keep, resume } = readCommandLine(["run", "a.json", ...words]) as CommandLine;
      return { keep, resume };
    };
    expect(keeping()).toEqual({});
    expect(keeping("--no-keep")).toEqual({ keep: false });
    expect(keeping("--resume")).toEqual({ resume: "newest" });
    expect(keeping("--run", "x", "--keep")).toEqual({ keep: true, resume: { id: "x" } });
    expect(() => keeping("--resume", "--no-keep")).toThrow("is kept");
    expect(() => keeping("--keep", "--no-keep")).toThrow("not both");
    expect(() => readCommandLine(["plan", "a.json", "--resume"])).toThrow("--resume is for run, not for plan");
  });

  it("says what it does not understand", () => {
    expect(refusal()).toBe("No command was given.");
    expect(refusal("go", "a.json")).toBe('There is no command "go".');
    expect(refusal("run")).toBe('"run" needs a FILE.');
    expect(refusal("run", "a", "b")).toBe('"run" takes one FILE, not 2.');
    expect(refusal("run", "a", "--format", "xml")).toBe(
      '--format takes json or text (run takes jsonl too), not "xml".',
    );
    expect(refusal("plan", "a", "--format", "jsonl")).toContain("run takes jsonl too");
    expect(refusal("plan", "a", "--output", "b")).toBe("--output is for run, not for plan.");
    expect(refusal("run", "a", "--output", "")).toBe("--output takes a path.");
    expect(refusal("run", "a", "--max-concurrency", "0")).toContain("a whole number from 1 or auto");
    expect(refusal("run", "a", "--input", "token")).toBe("--input takes NAME=VALUE.");
    expect(refusal("run", "a", "--colour")).toContain("--colour");
  });
});
