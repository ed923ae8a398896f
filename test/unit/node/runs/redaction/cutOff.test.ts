import { describe, expect, it } from "vitest";
import { beginningOf, shorten } from "../../../../../src/core/model/text/excerpt";
import { visibleName } from "../../../../../src/core/model/text/visible";
import { redactionMark, Redactor } from "../../../../../src/node/runs/redaction/redactor";

const secret = 'open "sesame" & the 41 thieves/öl+7';

const spellings: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  "in JSON": (text) => JSON.stringify(text).slice(1, -1),
  "in JSON without letters of its own": (text) =>
    Array.from(text, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
  "with percent signs": encodeURIComponent,
  "in HTML": (text) => Array.from(text, (each) => `&#${String(each.codePointAt(0))};`).join(""),
  "in base64": (text) => Buffer.from(text).toString("base64"),
  "in hexadecimal digits": (text) => Buffer.from(text).toString("hex"),
  "in bytes": (text) => Array.from(Buffer.from(text)).join(", "),
};

/** Characters of the text by which somebody could tell a part of the secret. */
const shortestTelling = 4;

describe("a secret that is cut off", () => {
  for (const [how, spelled] of Object.entries(spellings)) {
    it(`${how} does not show its beginning`, () => {
      const redactor = new Redactor();
      redactor.addSecret(secret);
      const written = spelled(secret);
      const least = spelled(secret.slice(0, shortestTelling)).replace(/=+$/, "").length;
      for (let end = least; end < written.length; end++) {
        const cut = `It said ${written.slice(0, end)}`;
        for (const mark of ["…", "...", '…" (400 characters)']) {
          const shown = redactor.text(cut + mark);
          expect(shown, cut + mark).toContain(`It said ${redactionMark}`);
          expect(shown).toContain(mark);
        }
      }
    });
  }

  it("is one of which so much stands there that it can be told", () => {
    const redactor = new Redactor();
    redactor.addSecret("opened-41-times");
    expect(redactor.text("It was ope…")).toBe("It was ope…");
    expect(redactor.text("It was opened")).toBe("It was opened");
    expect(redactor.text("It was opened…")).toBe(`It was ${redactionMark}…`);
  });

  it("takes its time where it is written over and over", () => {
    const redactor = new Redactor();
    redactor.addSecret("ababababababababababababababababababababababababab!");
    const text = "ab…".repeat(100_000) + "ab".repeat(100_000);
    expect(redactor.text(text).length).toBe(text.length);
  });
});

describe("a key that can be told by how it looks, cut off", () => {
  const token = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0";
  const keys = {
    ghp_: `ghp_${token}`,
    "sk-": `sk-proj-${token}`,
    AKIA: "AKIAIOSFODNN7EXAMPLE",
    AIza: `AIza${token.slice(0, 35)}`,
    "xoxb-": `xoxb-1234567890-${token}`,
    eyJ: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "Bearer ": `Bearer ${token}`,
    "Basic ": "Basic dXNlcjpwYXNzd29yZA==",
    "postgres://user:": "postgres://user:hunter2hunter2@db.example/app",
    '{"password": "': '{"password": "hunter2 hunter2"}',
    "Authorization: ": "Authorization: Digest hunter2hunter2",
    "?token=": "?token=hunter2hunter2&page=1",
  };
  for (const [begin, key] of Object.entries(keys)) {
    it(`is found by ${begin}`, () => {
      const redactor = new Redactor();
      const secretEnd = key.search(/@|"}|&|$/);
      for (let end = begin.length + 1; end <= secretEnd; end++) {
        const shown = redactor.text(`It said ${key.slice(0, end)}…`);
        expect(shown.startsWith("It said ")).toBe(true);
        expect(shown).toContain(redactionMark);
        expect(shown.replace(redactionMark, "").length).toBeLessThanOrEqual(`It said ${begin}…`.length);
      }
    });
  }

  it("is none where nothing of it is there", () => {
    for (const text of ["It begins with sk-… or ghp_…", "the task-list…", "Basic …", "https://host:…"]) {
      expect(new Redactor().text(text)).toBe(text);
    }
  });
});

describe("what is cut before secrets are taken out", () => {
  const redactor = new Redactor();
  redactor.addSecret(secret);

  it("shows nothing of one that stands across", () => {
    for (let before = 200; before <= 320; before++) {
      const text = `${"x".repeat(before)}${secret}${"y".repeat(300)}`;
      for (const cut of [beginningOf(text, 300), shorten(text, 300), visibleName(text)]) {
        expect(redactor.text(cut), String(before)).not.toContain(secret.slice(0, shortestTelling));
      }
    }
  });
});
