import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../../../src/core/model/data/json";
import type { Tool } from "../../../../../src/core/model/tool";
import { isDestructive, safetyOf } from "../../../../../src/core/plan/approval/safety";

const plain = (annotations?: Tool["annotations"]): Tool => ({
  source: "s",
  name: "t",
  ...(annotations && { annotations }),
});
const request: Tool = {
  ...plain({ readOnlyHint: false, destructiveHint: true }),
  http: { method: "GET", methodArgument: "method" },
};
const get: Tool = { ...plain({ readOnlyHint: true }), http: { method: "GET" } };
const of = (tool: Tool, args: JsonObject): string => safetyOf(undefined, tool, args).safety;

describe("how far a call may be repeated", () => {
  it("is never told by arguments of a tool that sends no HTTP requests, whatever they are called", () => {
    const args = fc.dictionary(
      fc.constantFrom("method", "url", "verb", "headers", "safety", "readOnlyHint", "annotations"),
      fc.constantFrom("GET", "HEAD", "http://x/", "readOnly", true as const, { readOnlyHint: true }),
    );
    const hints = fc.record({ readOnlyHint: fc.boolean(), destructiveHint: fc.boolean() }, { requiredKeys: [] });
    fc.assert(
      fc.property(args, fc.option(hints, { nil: undefined }), (given, annotations) => {
        expect(of(plain(annotations), given)).toBe(of(plain(annotations), {}));
      }),
    );
  });

  it.each([
    [{ url: "http://x/" }, "readOnly"],
    [{ url: "http://x/", method: "head" }, "readOnly"],
    [{ url: "http://x/", method: "PUT" }, "idempotent"],
    [{ url: "http://x/", method: "POST" }, "unsafe"],
    [{ url: "http://x/", method: "OPTIONS" }, "readOnly"],
    [{ url: "http://x/", method: "trace" }, "readOnly"],
    [{ url: "http://x/", method: "QUERY" }, "readOnly"],
    [{ url: "http://x/", method: "DELETE" }, "idempotent"],
    [{ url: "http://x/", method: "PATCH" }, "unsafe"],
    [{ url: "http://x/", method: "" }, "unsafe"],
    [{ url: "http://x/", method: 5 }, "unsafe"],
    [{ url: "http://x/", method: "${a}" }, "unsafe"],
    [{ url: "http://x/", method: "constructor" }, "unsafe"],
    [{ url: "http://x/", headers: "${a}" }, "unsafe"],
  ])("is told by the method of a request: %j is %s", (args, safety) => {
    expect(of(request, args)).toBe(safety);
  });

  it.each([
    { headers: { "X-HTTP-Method-Override": "DELETE" } },
    { headers: { "x-http-method-override": "GET" } },
    { headers: { "X-HTTP-Method": "PATCH" } },
    { headers: { "X-Method-Override": "POST" } },
    { headers: { "x-method": "POST" } },
    { headers: { "X-Original-Method": "POST" } },
    { url: "http://x/?_method=DELETE" },
    { url: "http://x/?a=1&_METHOD=DELETE" },
    { url: "http://x/?%5Fmethod=DELETE" },
    { url: "http://x/?X-HTTP-Method-Override=DELETE" },
    { url: "http://x/", $httpMethod: "DELETE" },
  ])("is unsafe where the server may be told of another method: %j", (args) => {
    expect(of(request, { url: "http://x/", ...args })).toBe("unsafe");
    expect(of(get, { url: "http://x/", ...args })).toBe("unsafe");
  });

  it.each([
    { url: "http://x/?method=list&payment_method=card" },
    { headers: { "Access-Control-Request-Method": "POST" } },
    { query: "the _method of choice" },
  ])("is as the method says where nothing tells of another: %j", (args) => {
    expect(of(request, { url: "http://x/", ...args })).toBe("readOnly");
    expect(of(get, args)).toBe("readOnly");
  });

  it("is what the user's manifest states; a stranger's word only makes it less safe", () => {
    const writes = plain({ readOnlyHint: false });
    const reads = plain({ readOnlyHint: true });
    expect(safetyOf({ safety: "readOnly", origin: "userFile" }, writes, {}).safety).toBe("readOnly");
    for (const origin of ["selection", "model", "trace", "server", undefined] as const) {
      expect(safetyOf({ safety: "readOnly", origin }, writes, {}).safety).toBe("unsafe");
      expect(safetyOf({ safety: "readOnly", origin }, undefined, {})).toEqual({ safety: "unsafe", isSaid: false });
      expect(safetyOf({ safety: "unsafe", origin }, reads, {}).safety).toBe("unsafe");
    }
  });

  it("is told by the method an argument gives, and not by what the tool says of itself", () => {
    const hinted: Tool = { ...plain({ readOnlyHint: true }), http: { method: "GET", methodArgument: "method" } };
    expect(safetyOf(undefined, hinted, { method: "POST" })).toEqual({ safety: "unsafe", isSaid: true });
    expect(safetyOf(undefined, hinted, { method: "DELETE" })).toEqual({ safety: "idempotent", isSaid: true });
    expect(safetyOf(undefined, request, {})).toEqual({ safety: "readOnly", isSaid: true });
  });

  it("is told by the tool where its method is always the same", () => {
    const always = (method: string, annotations?: Tool["annotations"]): Tool => ({
      ...plain(annotations),
      http: { method },
    });
    expect(safetyOf(undefined, always("POST", { readOnlyHint: true }), {}).safety).toBe("readOnly");
    expect(safetyOf(undefined, always("GET"), {})).toEqual({ safety: "unsafe", isSaid: false });
  });

  it("is not told of another method by the argument that gives the method, whatever that is called", () => {
    const named: Tool = { ...plain(), http: { method: "POST", methodArgument: "_method" } };
    expect(of(named, { _method: "GET" })).toBe("readOnly");
  });

  it.each([
    [{ readOnlyHint: true }, "readOnly", true],
    [{ readOnlyHint: true, idempotentHint: true }, "readOnly", true],
    [{ idempotentHint: true }, "idempotent", true],
    [{ readOnlyHint: false, idempotentHint: true }, "idempotent", true],
    [{ readOnlyHint: false }, "unsafe", true],
    [{ idempotentHint: false }, "unsafe", false],
    [{}, "unsafe", false],
  ] as const)("is what the annotations %j say: %s", (annotations, safety, isSaid) => {
    expect(safetyOf(undefined, plain(annotations), {})).toEqual({ safety, isSaid });
  });

  it("counts as said where anybody has said it", () => {
    const reads = plain({ readOnlyHint: true });
    expect(safetyOf({ safety: "unsafe", origin: "userFile" }, reads, {})).toEqual({ safety: "unsafe", isSaid: true });
    expect(safetyOf({ safety: "unsafe", origin: "model" }, undefined, {})).toEqual({ safety: "unsafe", isSaid: true });
    expect(safetyOf({ safety: "idempotent", origin: "model" }, reads, {})).toEqual({
      safety: "idempotent",
      isSaid: true,
    });
    expect(safetyOf({ safety: "idempotent", origin: "model" }, undefined, {}).isSaid).toBe(false);
  });
});

describe("whether a call may destroy something", () => {
  it("is denied only where it writes nothing, or its tool denies it", () => {
    expect(isDestructive("readOnly", plain({ destructiveHint: true }))).toBe(false);
    expect(isDestructive("idempotent", plain({ destructiveHint: false }))).toBe(false);
    expect(isDestructive("unsafe", plain({ destructiveHint: true }))).toBe(true);
    for (const tool of [undefined, plain(), plain({})]) expect(isDestructive("idempotent", tool)).toBe(true);
  });
});
