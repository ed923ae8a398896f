import fc from "fast-check";
import { posix, win32 } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { canonicalPath } from "../../../../../src/core/plan/resources/canonicalPath";
import { canonicalUrl } from "../../../../../src/core/plan/resources/canonicalUrl";

const posixRules = { platform: "posix" } as const;
const windowsRules = { platform: "win32" } as const;

describe("a canonical path", () => {
  it.each([
    ["a//b/./c/", "/w", "/w/a/b/c"],
    ["../a", "/w/x", "/w/a"],
    ["../../../a", "/w", "/a"],
    ["/", "/w", "/"],
    ["", "/w", "/w"],
    ["~/a", "/w", "/h/a"],
    ["~", "/w", "/h"],
    ["~a", "/w", "/w/~a"],
    ["file:///a/b%20c", "/w", "/a/b c"],
    ["FILE:///a/../b", "/w", "/b"],
    ["file://localhost/a", "/w", "/a"],
    ["file:///a%zz", "/w", "/a%zz"],
    ["a\\b", "/w", "/w/a\\b"],
    ["C:/a", "/w", "/w/C:/a"],
    ["a", undefined, "/a"],
  ])("of %j in %j is %j", (written, base, expected) => {
    expect(canonicalPath(written, base, { ...posixRules, home: "/h" })).toBe(expected);
  });

  it.each([
    ["a\\b/..\\c\\", "c:\\w", "C:/w/a/c"],
    ["\\a", "D:/w", "D:/a"],
    ["c:\\A\\..\\b", "D:/w", "C:/b"],
    ["C:a", "C:/w", "C:/w/a"],
    ["C:a", "D:/w", "C:/a"],
    ["c:", "D:/w", "C:/"],
    ["\\\\server\\share\\a\\..\\b", "C:/w", "//server/share/b"],
    ["//server/share", "C:/w", "//server/share"],
    ["\\\\?\\C:\\a", "C:/w", "C:/a"],
    ["\\\\?\\UNC\\server\\share\\a", "C:/w", "//server/share/a"],
    ["file:///c%3A/a", "C:/w", "C:/a"],
    ["file:///C:/a/b", "D:/w", "C:/a/b"],
    ["file://server/share/a", "C:/w", "//server/share/a"],
    ["~\\a", "C:/w", "C:/Users/ann/a"],
  ])("of %j in %j on Windows is %j", (written, base, expected) => {
    const rules = { ...windowsRules, home: "C:\\Users\\ann" };
    expect(canonicalPath(written, base, rules)).toBe(expected);
  });

  const names = fc.constantFrom("a", "b.c", "..", ".", "", "d e", "ü", "%41", "#", "?");
  const written = fc
    .tuple(fc.constantFrom("", "/", "./", "//"), fc.array(names, { maxLength: 6 }))
    .map(([start, parts]) => start + parts.join("/"));

  it("is Node's on any path, and stays as it is", () => {
    fc.assert(
      fc.property(written, (path) => {
        const canonical = canonicalPath(path, "/w/x", posixRules);
        expect(canonical).toBe(posix.resolve("/w/x", path));
        expect(canonicalPath(canonical, "/elsewhere", posixRules)).toBe(canonical);
        expect(canonicalPath(pathToFileURL(canonical).href, "/w", posixRules)).toBe(canonical);
      }),
    );
  }, 60_000);

  it("is Node's on Windows, but for the slashes, and stays as it is", () => {
    const starts = fc.constantFrom("", "\\", "/", "C:\\", "C:/", "\\\\server\\share\\", "D:/");
    const separators = fc.constantFrom("/", "\\");
    const paths = fc
      .tuple(starts, fc.array(fc.tuple(names, separators), { maxLength: 6 }))
      .map(([start, parts]) => start + parts.map(([name, separator]) => name + separator).join(""))
      // A path of several slashes and no share is nothing that Windows has.
      .filter((path) => !/^[\\/]{2}(?!server)/.test(path));
    fc.assert(
      fc.property(paths, (path) => {
        const canonical = canonicalPath(path, "C:\\w\\x", windowsRules);
        const expected = win32.resolve("C:\\w\\x", path).replaceAll("\\", "/");
        expect(canonical.replace(/\/$/, "")).toBe(expected.replace(/\/$/, ""));
        expect(canonicalPath(canonical, "E:/elsewhere", windowsRules)).toBe(canonical);
      }),
    );
  }, 60_000);
});

describe("a canonical URL", () => {
  it.each([
    ["HTTP://Example.ORG:80/a/../b#c", "http://example.org/b"],
    ["https://h:443", "https://h/"],
    ["https://h:8443/%7Ea/%c3%bc%2f?x=1#y", "https://h:8443/~a/%C3%BC%2F?x=1"],
    ["https://user:secret@h/a", "https://h/a"],
    ["no url", undefined],
  ])("of %j is %j", (text, expected) => {
    expect(canonicalUrl(text)).toBe(expected);
  });

  it("stays as it is", () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => {
        const canonical = canonicalUrl(url);
        expect(canonical && canonicalUrl(canonical)).toBe(canonical);
      }),
      { numRuns: 50 },
    );
  }, 60_000);
});
