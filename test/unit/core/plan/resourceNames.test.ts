import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../../src/core/model/data/json";
import type { SourceFacts, Tool } from "../../../../src/core/model/tool";
import { pairsOf, plan, type ShortCall } from "./planning";

/** Whether two calls that name the same in this argument are ordered by what it names, whatever their source keeps. */
function isOrdered(name: string, value: string, more: { schema?: JsonObject; tool?: string } = {}): boolean {
  const { schema = {}, tool: toolName = "write_it" } = more;
  const inputSchema = { properties: { [name]: schema } };
  const call: ShortCall = { tool: `s/${toolName}`, arguments: { [name]: value } };
  const facts: SourceFacts = { kind: "server", tools: [{ source: "s", name: toolName, inputSchema }] };
  return pairsOf(plan([call, call], { sources: { s: facts }, more: { state: { "s/*": "none" } } })) === "0-1";
}

describe("an argument names a file", () => {
  it.each(
    `path fileAbsolutePath worktreePath outputDirPath valuesFile patchFile projectRoot localPath workdir workbook_path fromFile
    file_name filenames targetDirectory baseFolder repo-path workbookpath`.split(/\s+/),
  )("by the end of its name: %s", (name) => {
    expect(isOrdered(name, "/data/it")).toBe(true);
  });

  it.each(
    "jsonPath xpath json_path url_path keyPath profile userProfile folderId fileType rootCause source".split(" "),
  )("not by a name that only looks like it: %s", (name) => {
    expect(isOrdered(name, "it")).toBe(false);
  });

  it("by its schema's format, or a plain description", () => {
    expect(isOrdered("where", "it", { schema: { type: "string", format: "file-path" } })).toBe(true);
    expect(isOrdered("where", "it", { schema: { description: "The absolute path of the workbook" } })).toBe(true);
    expect(isOrdered("where", "it", { schema: { description: "What the path of life is" } })).toBe(false);
  });

  it("beside what it may be only where something moves", () => {
    expect(isOrdered("source", "it", { tool: "move_it" })).toBe(true);
    expect(isOrdered("target", "a/b")).toBe(true);
  });
});

describe("an HTTP tool touches the address that it sends to", () => {
  function http(name: string, method: string, url: string): Tool {
    return { source: "api", name, annotations: { readOnlyHint: method === "GET" }, http: { method, url } };
  }
  const base = "http://127.0.0.1:9";
  const tools = [
    http("put_file", "PUT", `${base}/repos/{repo}/contents/{path}`),
    http("patch", "PATCH", `${base}/items/{n}`),
    http("get", "GET", `${base}/items/{n}`),
    http("list", "GET", `${base}/items`),
  ];
  const sources: Readonly<Record<string, SourceFacts>> = { api: { kind: "openapi", tools } };

  function pairs(...calls: ShortCall[]): string {
    return pairsOf(plan(calls, { sources }));
  }

  it("and a parameter named path is part of that", () => {
    const put = (repo: string): ShortCall => ({ tool: "api/put_file", arguments: { repo, path: "README.md" } });
    expect(pairs(put("one"), put("two"), { tool: "read_file", arguments: { path: "README.md" } })).toBe("");
    expect(pairs(put("one"), put("one"))).toBe("0-1");
  });

  it("whatever the method, and one address contains what lies behind it", () => {
    const on = (tool: string, n: number): ShortCall => ({ tool: `api/${tool}`, arguments: { n } });
    expect(pairs(on("patch", 7), on("patch", 7), on("get", 7), on("patch", 8))).toBe("0-1 1-2");
    expect(pairs(on("patch", 7), { tool: "api/list" }, on("patch", 8))).toBe("0-1 1-2");
  });

  it("and a query selects for who reads, and names a part for who writes", () => {
    const request: Tool = { source: "b", name: "http_request", http: { method: "GET", methodArgument: "method" } };
    const send = (method: string, url: string): ShortCall => ({ tool: "b/http_request", arguments: { method, url } });
    const facts = { b: { kind: "builtIn", tools: [request] } } as const;
    const calls = [
      send("PUT", `${base}/items?id=1`),
      send("PUT", `${base}/items?id=2`),
      send("GET", `${base}/items?page=2`),
      send("GET", `${base}/other`),
    ];
    expect(pairsOf(plan(calls, { sources: facts }))).toBe("0-2 1-2");
  });
});
