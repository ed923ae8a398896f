import { describe, expect, it } from "vitest";
import { authorizedBy, isLocal, isUnprotected, originOf } from "../../../../../src/node/tasks/models/endpoint";

describe("a model's server", () => {
  it("is one address for all its paths, so that a key given for it goes nowhere else", () => {
    expect(originOf(" https://api.example.org/v1/ ")).toBe("https://api.example.org");
    expect(originOf("https://api.example.org:8443/v1")).toBe("https://api.example.org:8443");
    expect(originOf("https://api.example.org@evil.example/v1")).toBe("https://evil.example");
    for (const wrong of ["", "api.example.org/v1", "file:///etc", "ftp://x"]) expect(originOf(wrong)).toBeUndefined();
  });

  it("on this machine is told from others that are only named like it", () => {
    for (const local of ["http://localhost:11434/v1", "http://127.0.0.1:1/v1", "http://[::1]:8080/v1"])
      expect(isLocal(local)).toBe(true);
    for (const other of ["https://localhost.example.org/v1", "http://10.0.0.2/v1", "nonsense"])
      expect(isLocal(other)).toBe(false);
    expect(isUnprotected("http://10.0.0.2/v1")).toBe(true);
    expect(isUnprotected("https://10.0.0.2/v1")).toBe(false);
    expect(isUnprotected("http://localhost/v1")).toBe(false);
  });

  it("gets its key as usual, or in the header that has a place for it and then nowhere else", () => {
    expect(authorizedBy({}, "k$&1")).toEqual({ apiKey: "k$&1" });
    expect(authorizedBy({ "x-api-key": "${key}", "x-team": "a" }, "k$&1")).toEqual({
      headers: { "x-api-key": "k$&1", "x-team": "a" },
    });
  });

  it("without a key gets no header that would hold one", () => {
    expect(authorizedBy({ "x-api-key": "${key}", "x-team": "a" }, undefined)).toEqual({ headers: { "x-team": "a" } });
    expect(authorizedBy({}, undefined)).toEqual({});
  });
});
