import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOwnWord } from "../../../../../src/node/runs/redaction/ownWords";
import { noRedaction, redactionMark, Redactor } from "../../../../../src/node/runs/redaction/redactor";
import { processorMs } from "../../../../fixtures/processorTime";

function knowing(...secrets: readonly string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.addSecret(secret);
  return redactor;
}

/** How programs write a secret into something longer. */
const writings: readonly [string, (secret: string) => string][] = [
  ["as it is", (secret) => secret],
  ["in JSON", (secret) => JSON.stringify({ a: secret })],
  ["in JSON within JSON", (secret) => JSON.stringify({ a: JSON.stringify([secret]) })],
  ["in a URL", (secret) => `https://example.org/?q=${encodeURIComponent(secret)}&z=1`],
  [
    "in a URL, in small letters",
    (secret) => encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase()),
  ],
  ["in a form", (secret) => new URLSearchParams({ a: "b", secret }).toString()],
  ["in base64", (secret) => Buffer.from(secret).toString("base64")],
  ["in base64 for URLs", (secret) => Buffer.from(secret).toString("base64url")],
  ["in base64 behind one byte", (secret) => Buffer.from(`u${secret}!`).toString("base64")],
  ["in base64 behind two bytes", (secret) => Buffer.from(`u:${secret}`).toString("base64")],
  ["in base64 behind three bytes", (secret) => Buffer.from(`me:${secret} and more`).toString("base64")],
  ["in hexadecimal digits", (secret) => Buffer.from(secret).toString("hex")],
  ["as a dump of bytes", (secret) => hexadecimalBytes(secret).join(" ")],
  ["in base64 of UTF-16", (secret) => Buffer.from(`{${secret}}`, "utf16le").toString("base64")],
  [
    "in a URL with every character escaped",
    (secret) =>
      hexadecimalBytes(secret)
        .map((byte) => `%${byte}`)
        .join(""),
  ],
  [
    "in a shell's quotes",
    (secret) =>
      hexadecimalBytes(secret)
        .map((byte) => `\\x${byte}`)
        .join(""),
  ],
  [
    "in JSON with every character escaped",
    (secret) =>
      unitsOf(secret)
        .map((unit) => `\\u${hex(unit, 4)}`)
        .join(""),
  ],
  [
    "in HTML with every character escaped",
    (secret) =>
      pointsOf(secret)
        .map((point) => `&#${String(point)};`)
        .join(""),
  ],
  [
    "in HTML with every character escaped, in hexadecimal digits",
    (secret) =>
      pointsOf(secret)
        .map((point) => `&#x${point.toString(16).toUpperCase()};`)
        .join(""),
  ],
];

function hexadecimalBytes(text: string): readonly string[] {
  return Array.from(new TextEncoder().encode(text), (byte) => hex(byte, 2));
}

function unitsOf(text: string): readonly number[] {
  return text.split("").map((unit) => unit.charCodeAt(0));
}

function pointsOf(text: string): readonly number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

describe("a secret that is known", () => {
  const secret = 'pä$$ "wörd"/\\1&2+3=';

  it.each(writings)("is taken out %s", (_, write) => {
    const text = `before ${write(secret)} after`;
    const redacted = knowing(secret).text(text);
    expect(redacted).toContain(redactionMark);
    expect(redacted).not.toContain(write(secret));
    expect(redacted).toMatch(/^before .* after$/s);
  });

  it("is taken out of keys, items, members and numbers", () => {
    expect(
      knowing("hunter22", "123456").value({ hunter22: ["x hunter22"], n: 123456, deep: { m: [1, 123456] } }),
    ).toEqual({
      [redactionMark]: [`x ${redactionMark}`],
      n: redactionMark,
      deep: { m: [1, redactionMark] },
    });
  });

  it("is taken out of texts that it did not stand in when they were last seen under the same key", () => {
    const redactor = new Redactor();
    const calls = [{ tool: "hunter22" }, { tool: "hunter22" }];
    expect(redactor.value(calls)).toBe(calls);
    redactor.addSecret("hunter22");
    expect(redactor.value(calls)).toEqual([{ tool: redactionMark }, { tool: redactionMark }]);
  });

  it("leaves members in their places, also those that are called as what objects inherit", () => {
    const members = JSON.parse('{"first":1,"__proto__":"hunter22","last":{"__proto__":1}}') as object;
    expect(JSON.stringify(knowing("hunter22").value(members))).toBe(
      `{"first":1,"__proto__":"${redactionMark}","last":{"__proto__":1}}`,
    );
  });

  it("is taken out wherever it stands, whatever is around it and however it is written", () => {
    const secrets = fc
      .string({ unit: "grapheme", minLength: 8, maxLength: 40 })
      // Words of every run are left by design, and random strings like to be such words.
      .filter((text) => text.trim().length >= 8 && !isOwnWord(text.trim()));
    const around = fc.string({ maxLength: 30 });
    const occurrence = fc.tuple(around, fc.integer({ min: 0, max: 2 }), fc.constantFrom(...writings));
    fc.assert(
      fc.property(
        fc.array(secrets, { minLength: 3, maxLength: 3 }),
        fc.array(occurrence, { maxLength: 6 }),
        (known, parts) => {
          const text = parts.map(([before, which, [, write]]) => before + write(known[which] ?? "")).join("|");
          const kept = JSON.stringify(knowing(...known).value({ text, list: [text], [text]: 1 }));
          for (const each of known) {
            if (redactionMark.includes(each.trim())) continue;
            expect(kept).not.toContain(JSON.stringify(each).slice(1, -1));
            expect(kept).not.toContain(Buffer.from(each).toString("base64"));
            expect(kept).not.toContain(Buffer.from(each).toString("hex"));
          }
        },
      ),
    );
  });

  it("is taken out line by line where it has several, as logs have them", () => {
    const redactor = knowing("first line of a long key\nsecond line of a long key");
    expect(redactor.text("[server] second line of a long key")).toBe(`[server] ${redactionMark}`);
  });

  it.each([
    ["76 characters, as mail has them", 76, "\r\n"],
    ["64 characters, as key files have them", 64, "\n"],
    ["64 characters, within JSON", 64, "\\n"],
  ])("is taken out of base64 that is broken into lines of %s", (_, width, lineBreak) => {
    const key = "a key that is nobody's, 0123456789";
    for (let before = 0; before < 60; before++) {
      const file = Buffer.from(`${"x".repeat(before)}${key}${"y".repeat(200)}`).toString("base64");
      const encodedKey = file.slice(Math.ceil((before * 8) / 6), Math.floor(((before + key.length) * 8) / 6));
      const lines = file.match(new RegExp(`.{1,${String(width)}}`, "g")) ?? [];
      const redacted = knowing(key).text(`the file:\n${lines.join(lineBreak)}\nis it`);
      expect(redacted.replaceAll(lineBreak, "")).toBe(
        `the file:\n${file.replace(encodedKey, redactionMark)}\nis it`.replaceAll(lineBreak, ""),
      );
    }
  });

  it("leaves lines of base64 as they are that hold no secret", () => {
    const text = `${"A".repeat(76)}\n${"B".repeat(76)}\n`;
    expect(knowing("hunter22").text(text)).toBe(text);
  });

  it("is taken out without the scheme before it, too", () => {
    expect(knowing("Bearer abcd.efgh").text("got abcd.efgh")).toBe(`got ${redactionMark}`);
  });

  it("is left when it is too short to be told from chance", () => {
    expect(knowing("a", "12").text("a 12")).toBe("a 12");
  });
});

describe("keys that can be told by how they look", () => {
  const letters = createHash("sha256").update("a key of nobody's").digest("hex");
  const keys: readonly string[] = [
    `sk-proj-${letters}`,
    `ghp_${letters.slice(0, 36)}`,
    `github_pat_${letters.slice(0, 30)}`,
    `AKIA${letters.slice(0, 16).toUpperCase()}`,
    `AIza${letters.slice(0, 35)}`,
    `xoxb-${letters.slice(0, 24)}`,
    `eyJ${letters.slice(0, 20)}.${letters.slice(0, 20)}.${letters.slice(0, 20)}`,
    `-----BEGIN RSA PRIVATE KEY-----\n${letters}\n-----END RSA PRIVATE KEY-----`,
  ];

  it.each(keys)("%s", (key) => {
    expect(new Redactor().text(`key ${key}, that is it`)).toBe(`key ${redactionMark}, that is it`);
  });

  it("are credentials in headers and URLs, but not what stands before them", () => {
    expect(new Redactor().text("Authorization: Bearer abc123def456")).toBe(`Authorization: ${redactionMark}`);
    expect(new Redactor().text("sent Bearer abc123def456 there")).toBe(`sent Bearer ${redactionMark} there`);
    expect(new Redactor().text("postgres://me:hunter22@db:5432/x")).toBe(`postgres://me:${redactionMark}@db:5432/x`);
    expect(new Redactor().text("https://example.org/?api_key=abc&page=2")).toBe(
      `https://example.org/?api_key=${redactionMark}&page=2`,
    );
  });

  it.each([
    "task-with-a-long-name-of-2024-words",
    "Bearer of good news",
    "Basic programming is easy",
    "see https://example.org:8080/a@b",
    "the token: a word",
    "toolu_01A09q90qw90lq917835lq9 call_abc123def456ghi789jkl012",
    "3f786850e387550fdab836ed7e6dc881de23001b",
    "the password is not here",
  ])("are not: %s", (text) => {
    expect(new Redactor().text(text)).toBe(text);
  });
});

describe("values whose name says that they are secret", () => {
  it("are taken out of data, and variables stay as they are written", () => {
    expect(
      new Redactor().value({
        headers: { Authorization: "Basic x", "X-Api-Key": "k", Accept: "text/html" },
        env: { GITHUB_TOKEN: "t", MAX_TOKENS: "5" },
        password: "${env:PW}",
        nextPageToken: "abc",
        token: "",
      }),
    ).toEqual({
      headers: { Authorization: redactionMark, "X-Api-Key": redactionMark, Accept: "text/html" },
      env: { GITHUB_TOKEN: redactionMark, MAX_TOKENS: "5" },
      password: "${env:PW}",
      nextPageToken: "abc",
      token: "",
    });
  });

  it("are taken out of JSON within text, also of JSON within that", () => {
    const text = JSON.stringify({ user: "me", "api-key": 'a "quoted" one', n: 1 });
    expect(new Redactor().text(text)).toBe(`{"user":"me","api-key":"${redactionMark}","n":1}`);
    expect(new Redactor().text(JSON.stringify({ text: '{"password":"p","n":1}' }))).toBe(
      JSON.stringify({ text: `{"password":"${redactionMark}","n":1}` }),
    );
  });
});

describe("text that can be read in ever so many ways", () => {
  const secret = `p"\\'&%word`;
  const marks = fc.constantFrom('"', "\\", "'", "&quot;", "&amp;", "%22", "%5C", "\\u0022", `'"'"'`, "`", "^");
  const hostile = fc.array(marks, { minLength: 50, maxLength: 400 }).map((each) => each.join("").repeat(20));
  const harmless = "All work and no play makes Jack a dull boy. ".repeat(100);

  it("hides no secret before, within or behind it", () => {
    const written = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
    fc.assert(
      fc.property(hostile, fc.constantFrom(...written), (text, form) => {
        const shown = knowing(secret, "correct horse").text(`${form} ${text} ${form} ${text}correct horse ${form}`);
        expect(shown).not.toContain("word");
        expect(shown).not.toContain("correct horse");
      }),
      { numRuns: 30 },
    );
  });

  it("leaves what comes long after it as it is", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(
          knowing(secret)
            .text(`${text}${harmless.repeat(10)}`)
            .endsWith(harmless),
        ).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe("patterns of one's own", () => {
  it("are taken out, and those that are none are told", () => {
    const redactor = new Redactor();
    expect(redactor.setPatterns(["EMP-\\d{4}", "(", "x*", "a(?=b)"]).map(({ pattern }) => pattern)).toEqual([
      "(",
      "x*",
      "a(?=b)",
    ]);
    expect(redactor.text("EMP-1234 and (x")).toBe(`${redactionMark} and (x`);
  });
});

describe("looks that patterns of one's own share", () => {
  const allFound = "a".repeat(300);
  const few = Array.from({ length: 10 }, (_, index) => `a[^z]*${String.fromCharCode(98 + index)}|a`);

  function knowingPatterns(patterns: readonly string[]): Redactor {
    const redactor = new Redactor();
    redactor.setPatterns(patterns);
    return redactor;
  }

  it("are one allowance for all patterns, and each pattern has some of its own", () => {
    const text = `${"a".repeat(300)}z`;
    expect(knowingPatterns(few.slice(0, 1)).text(text)).toMatch(/z$/);
    expect(knowingPatterns(few).text(text)).toBe(redactionMark);
    const plain = Array.from({ length: 60 }, (_, index) => `[A-Z]{3}-${index}\\d`);
    expect(knowingPatterns(plain).text("a word ".repeat(20_000))).toBe("a word ".repeat(20_000));
  });

  it("are one allowance for all texts of a value", () => {
    const value = Array.from({ length: 10 }, () => `${allFound}z`);
    const texts = knowingPatterns(few.slice(0, 1)).value(value);
    expect(texts[0]).toMatch(/z$/);
    expect(texts.at(-1)).toBe(redactionMark);
  });
});

describe("what holds no secret", () => {
  it("is the same object, not a copy", () => {
    const value = { a: ["b", { c: 1, d: null }], e: "${env:X}" };
    expect(knowing("another").value(value)).toBe(value);
    expect(noRedaction.value(value)).toBe(value);
  });

  it("is looked through in a time that grows with its length alone", () => {
    const redactor = knowing(...Array.from({ length: 200 }, (_, index) => `secret number ${String(index)} of many`));
    const text = "All work and no play makes Jack a dull boy.\n".repeat(100_000);
    // About 0.2 s for these 4.4 MB on a fast processor; the limit is for a slow one.
    expect(processorMs(() => expect(redactor.text(text)).toBe(text))).toBeLessThan(5000);
  });
});

it.each([
  ["composed", "apart", "NFC", "NFD"],
  ["apart", "composed", "NFD", "NFC"],
] as const)("a secret with accents %s is found where they are %s", (_, __, known, met) => {
  const secret = "crème brûlée";
  expect(knowing(secret.normalize(known)).text(`<${secret.normalize(met)}>`)).toBe(`<${redactionMark}>`);
});
