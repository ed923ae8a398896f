import { describe, expect, it } from "vitest";
import type { Json } from "../../../../../src/core/model/data/json";
import { edgesOf, pairsOf, plan, tool, type Planning, type ShortCall } from "../planning";

/** One call a line: `write_file a.ts` has the argument `path`; `move_file a b` source and destination. */
function calls(lines: string): ShortCall[] {
  return lines
    .trim()
    .split("\n")
    .map((line) => {
      const [name = "", first = "", second] = line.trim().split(/\s+/);
      const args: Json = second === undefined ? { path: first } : { source: first, destination: second };
      return { tool: name, arguments: args };
    });
}

function pairs(lines: string, planning?: Planning): string {
  return pairsOf(plan(calls(lines), planning));
}

describe("conflict edges", () => {
  it("chain the writers of one file, with readers between them side by side", () => {
    expect(pairs("write_a f\nwrite_b f\nread_c f\nread_d f\nwrite_e f\nread_f f")).toBe("0-1 1-2 1-3 2-4 3-4 4-5");
  });

  it("are not there between readers, other files, or what touches nothing", () => {
    expect(pairs("read_a f\nread_b f\nwrite_c g\nwrite_d h")).toBe("");
    expect(pairsOf(plan([{ tool: "do_a" }, { tool: "do_b", arguments: { text: "f" } }]))).toBe("");
  });

  it("say which resource they are about and who writes", () => {
    const outcome = plan([
      { tool: "read_file", arguments: { path: "src/a.ts" } },
      { tool: "write_file", arguments: { path: "/ship/src/a.ts" } },
      { tool: "edit_file", arguments: { path: "./src//b/../a.ts" } },
      { tool: "list_files", arguments: { path: "src/" } },
      { tool: "do_it", arguments: { path: "." } },
    ]);
    expect(edgesOf(outcome)).toEqual([
      "0 → 1 conflict: both touch src/a.ts and write_file writes",
      "1 → 2 conflict: both touch src/a.ts and write_file writes and edit_file writes",
      "2 → 3 conflict: src contains src/a.ts and edit_file writes",
      "3 → 4 conflict: the workspace folder contains src and do_it may write",
    ]);
  });

  it("know that a directory contains its files, and no file whose name only begins like it", () => {
    expect(pairs("write_a src/x\nlist_files src\nwrite_b src-other/x\nwrite_c src/y")).toBe("0-1 1-3");
    expect(pairs("write_a d/x\nwrite_b d/y\nwrite_all d\nwrite_c d/x\nread_d d/y")).toBe("0-2 1-2 2-3 2-4");
  });

  it("cover all resources of a call", () => {
    expect(pairs("write_a a\nread_b b\nmove_file a b\nread_c a\nread_d b")).toBe("0-2 1-2 2-3 2-4");
    expect(pairs("copy_file a b\ncopy_file a c\nread_d b")).toBe("0-2");
    const outcome = plan([
      { tool: "read_files", arguments: { paths: ["a", "b"] } },
      { tool: "write_files", arguments: { files: [{ path: "b", content: "path" }, { path: "c" }] } },
      { tool: "write_file", arguments: { file_path: "c" } },
      { tool: "write_file", arguments: { filePath: "a" } },
    ]);
    expect(pairsOf(outcome)).toBe("0-1 1-2 0-3");
  });

  it("hold across sources for files and URLs, but not for names that only a source understands", () => {
    const [one, other] = [tool("do_x", undefined, "one"), tool("do_x", undefined, "other")];
    const both = (args: Json): string =>
      pairsOf(
        plan(
          [
            { tool: "one/do_x", arguments: args },
            { tool: "other/do_x", arguments: args },
          ],
          { tools: [one, other] },
        ),
      );
    expect(both({ path: "a" })).toBe("0-1");
    expect(both({ url: "https://example.org/a" })).toBe("0-1");
    expect(both({ uri: "demo://a" })).toBe("");
  });

  it("resolve relative paths where their source does", () => {
    const environment = { baseDirectoryOf: (source: string) => (source === "one" ? "/ship/sub" : undefined) };
    expect(pairs("one/write_a f\nother/write_b sub/f\nother/write_c f", { environment })).toBe("0-1");
  });

  it("follow symbolic links where the file system is at hand, also above what does not exist yet", () => {
    const links = new Map([
      ["/ship/link", "/ship/real"],
      ["/ship/real", "/ship/real"],
      ["/ship", "/ship"],
    ]);
    const realPath = (path: string): string => {
      const real = links.get(path);
      if (real === undefined) throw new Error("ENOENT");
      return real;
    };
    expect(pairs("write_a link/new\nwrite_b real/new", { environment: { realPath } })).toBe("0-1");
    expect(pairs("write_a link/new\nwrite_b real/new")).toBe("");
  });

  it("ignore case where the file system does", () => {
    expect(pairs("write_a README.md\nwrite_b readme.MD", { environment: { caseSensitive: false } })).toBe("0-1");
    expect(pairs("write_a README.md\nwrite_b readme.MD")).toBe("");
  });

  it("ignore how an accent is composed where the file system does", () => {
    const calls = `write_a ${"é.md".normalize("NFC")}\nwrite_b ${"é.md".normalize("NFD")}`;
    expect(pairs(calls, { environment: { caseSensitive: false } })).toBe("0-1");
    expect(pairs(calls)).toBe("");
  });

  it("fill in variables and the home directory", () => {
    expect(
      pairs("write_a ${workspaceFolder}/f\nwrite_b f\nwrite_c ~/g\nwrite_d /home/ann/g\nwrite_e ${userHome}/g"),
    ).toBe("0-1 2-3 3-4");
    const environment = { environmentVariable: (name: string) => (name === "OUT" ? "/ship/out" : undefined) };
    expect(pairs("write_a ${env:OUT}/f\nwrite_b out/f\nwrite_c out/g", { environment })).toBe("0-1");
  });

  it("order a path that only the run tells with all that it may be, and with nothing else", () => {
    const outcome = plan([
      { tool: "list_files", id: "list", arguments: { path: "other" } },
      { tool: "edit_file", arguments: { path: "src/${list[0]}" } },
      { tool: "edit_file", arguments: { path: "src/a.ts" } },
      { tool: "edit_file", arguments: { path: "docs/a.md" } },
      { tool: "edit_file", arguments: { path: "${list[1]}" } },
    ]);
    expect(edgesOf(outcome)).toEqual([
      "0 → 1 data: arguments.path uses list[0]",
      "1 → 2 conflict: src contains src/a.ts and edit_file writes",
      "0 → 4 data: arguments.path uses list[1]",
      "2 → 4 conflict: one may touch any file, the other touches src/a.ts and edit_file writes",
      "3 → 4 conflict: one may touch any file, the other touches docs/a.md and edit_file writes",
    ]);
  });

  it("take a pattern for the directory that it searches", () => {
    expect(pairs("write_a src/x.ts\nread_b src/**/*.ts\nread_c docs/*.md")).toBe("0-1");
  });

  it("count an argument that was left out with its default", () => {
    const search = tool("list_everything", { properties: { path: { type: "string", default: "." } } });
    const outcome = plan([{ tool: "write_file", arguments: { path: "a" } }, { tool: "list_everything" }], {
      tools: [search],
    });
    expect(pairsOf(outcome)).toBe("0-1");
  });

  it("take an empty path for where relative ones start, and an empty file for none", () => {
    const emptyAs = (name: string) =>
      pairsOf(
        plan(
          [
            { tool: "list_directory", arguments: { [name]: "" } },
            { tool: "write_file", arguments: { path: "src/a.ts" } },
          ],
          { more: { state: { list_directory: "none" } } },
        ),
      );
    expect([emptyAs("path"), emptyAs("directories"), emptyAs("file")]).toEqual(["0-1", "0-1", ""]);
  });

  it("take a repository's path for its folder", () => {
    const outcome = plan([
      { tool: "git/commit", arguments: { repo_path: "/ship" } },
      { tool: "git/add", arguments: { repo_path: "/ship", files: ["a.ts"] } },
    ]);
    expect(pairsOf(outcome)).toBe("0-1");
  });

  it("take from and to for paths only where something moves", () => {
    const args = { from: "a", to: "b" };
    expect(
      pairsOf(
        plan([
          { tool: "do_mail", arguments: args },
          { tool: "do_mail", arguments: args },
        ]),
      ),
    ).toBe("");
    expect(
      pairsOf(
        plan([
          { tool: "rename_it", arguments: args },
          { tool: "read_file", arguments: { path: "b" } },
        ]),
      ),
    ).toBe("0-1");
  });

  it("follow the manifest where it names the arguments, and only it", () => {
    const more = { resources: { do_it: ["table", "input"], "other/*": [] } };
    const table = (name: string): ShortCall => ({ tool: "do_it", arguments: { table: name, path: "same" } });
    expect(pairsOf(plan([table("users"), table("orders"), table("users")], { more }))).toBe("0-2");
    const mixed = [
      { tool: "do_it", arguments: { input: "src/a" } },
      { tool: "write_file", arguments: { path: "src/a" } },
    ];
    expect(pairsOf(plan(mixed, { more }))).toBe("0-1");
    expect(pairs("other/do_x f\nother/do_x f", { more })).toBe("");
  });

  it("trust the method of an HTTP request", () => {
    const request = {
      ...tool("http_request", { properties: { method: {}, url: {} } }),
      http: { method: "GET", methodArgument: "method" },
    };
    const send = (method: string, url: string): ShortCall => ({ tool: "http_request", arguments: { method, url } });
    const planning: Planning = { sources: { fs: { kind: "builtIn", tools: [request] } } };
    const read = [send("GET", "http://h/a#x"), send("GET", "http://h:80/a"), send("GET", "http://h/b/../a?")];
    expect(pairsOf(plan([...read, send("PUT", "http://h/c")], planning))).toBe("");
    const written = plan(
      [send("GET", "http://h/a#x"), send("PUT", "http://u:secret@H:80/b/../a"), send("GET", "http://h/a")],
      planning,
    );
    expect(edgesOf(written)).toEqual([
      "0 → 1 conflict: both touch http://h/a and http_request writes",
      "1 → 2 conflict: both touch http://h/a and http_request writes",
    ]);
  });

  it("show no query of a URL, which may hold a key", () => {
    const outcome = plan(["a", "b"].map((id) => ({ tool: "do_x", id, arguments: { url: "http://h/a?key=1" } })));
    expect(edgesOf(outcome)).toEqual(["0 → 1 conflict: both touch http://h/a?… and do_x may write"]);
  });

  it("show no password and nothing out of the environment", () => {
    const environment = { environmentVariable: () => "secret" };
    const urls = ["https://ann:secret@h/a", "db://ann:secret@h/a?key=secret", "https://h/${env:TOKEN}"];
    const calls = [...urls, ...urls, "${env:TOKEN}/x", "secret/x"].map((uri) => ({ tool: "do_x", arguments: { uri } }));
    const reasons = edgesOf(plan(calls, { environment }));
    expect(reasons).toEqual([
      "0 → 3 conflict: both touch https://h/a and do_x may write",
      "1 → 4 conflict: both touch db://h/a?… and do_x may write",
      "2 → 5 conflict: both touch https://h/${env:TOKEN} and do_x may write",
      "6 → 7 conflict: both touch secret/x and do_x may write",
    ]);
  });
});

describe("the order among conflicting calls", () => {
  it("is that of the calls, even where another call must come first", () => {
    const outcome = plan([
      { tool: "write_a", arguments: { path: "f", text: "${c}" } },
      { tool: "write_b", arguments: { path: "f" } },
      { tool: "read_c", id: "c", arguments: { path: "g" } },
    ]);
    expect(pairsOf(outcome)).toBe("0-1 2-0".split(" ").reverse().join(" "));
  });

  it("follows given edges where they lead the other way", () => {
    const outcome = plan([
      { tool: "write_a", arguments: { path: "f", text: "${c}" } },
      { tool: "write_b", arguments: { path: "f" } },
      { tool: "write_c", id: "c", arguments: { path: "f" } },
    ]);
    expect(pairsOf(outcome)).toBe("2-0 1-2");
  });

  it("is found around a cycle, too", () => {
    const outcome = plan([
      { tool: "write_a", id: "a", dependsOn: ["b"], arguments: { path: "f" } },
      { tool: "write_b", id: "b", dependsOn: ["a"], arguments: { path: "g" } },
      { tool: "write_c", arguments: { path: "f" } },
    ]);
    expect(pairsOf(outcome)).toBe("1-0 0-1 0-2");
  });

  it("needs no edge where others order two calls already", () => {
    const outcome = plan([
      { tool: "write_a", id: "a", arguments: { path: "f" } },
      { tool: "read_b", id: "b", arguments: { text: "${a}" } },
      { tool: "write_c", arguments: { path: "f", text: "${b}" } },
    ]);
    expect(pairsOf(outcome)).toBe("0-1 1-2");
  });
});

describe("modes", () => {
  const lines = "write_a f\ndo_b g\nread_c h\nother/do_d i\nwrite_e f";

  it("strict orders the calls of every source as if it kept a state, readers between writers", () => {
    const outcome = plan(calls(`${lines}\nread_f j\nread_g k\nwrite_h l`), { more: { conflicts: "strict" } });
    expect(pairsOf(outcome)).toBe("0-1 1-2 2-4 4-5 4-6 5-7 6-7");
    expect(edgesOf(outcome)[1]).toBe(
      "1 → 2 conflict: both touch the state of fs, which no argument names, and do_b may write",
    );
  });

  it("off orders nothing", () => {
    expect(pairs(lines, { more: { conflicts: "off" } })).toBe("");
  });
});
