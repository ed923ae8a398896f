import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOwnWord } from "../../../../../src/node/runs/redaction/ownWords";
import { redactionMark, Redactor } from "../../../../../src/node/runs/redaction/redactor";
import { encodings, mixed, programs } from "./writings";

const password = "p@ss/w0rd!#&<'\"\\+%$ =ä€😀é~`^{[?;";

function knowing(...secrets: readonly string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.addSecret(secret);
  return redactor;
}

/** Passwords with much that must be escaped; nothing that a mark of a redaction holds. */
const secrets = fc
  .string({
    unit: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...Array.from("abcdefgXYZ0123456789")) },
      { weight: 3, arbitrary: fc.constantFrom(...Array.from("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ")) },
      { weight: 1, arbitrary: fc.constantFrom(...Array.from("äéß€中😀\u00a0\n")) },
    ),
    minLength: 8,
    maxLength: 90,
  })
  .filter(
    (text) =>
      text.trim() === text &&
      Array.from(text).length >= 8 &&
      !isOwnWord(text) &&
      !/^(\S)\1*$/u.test(text) &&
      new Set(text).size > 4,
  );

/** Letters that no secret has, so that nothing around one can be read as a part of it. */
const surroundings = fc.string({ unit: fc.constantFrom(...Array.from("klmnopqrstuvw |§")), maxLength: 40 });

describe("a secret that is known", () => {
  it.each(programs)("is taken out, and nothing else, of $name", ({ write }) => {
    expect(knowing(password).text(`before|${write(password)}|after`)).toBe(`before|${redactionMark}|after`);
  });

  it("is taken out of CSV of JSON, where the last of two marks may also be the one that closes the field", () => {
    const inCsv = (secret: string) => JSON.stringify({ a: secret }).replaceAll('"', '""');
    expect(knowing('a"bcdefgh').text(inCsv('a"bcdefgh'))).toBe(`{""a"":""${redactionMark}""}`);
    expect(knowing('abcdefgh"').text(inCsv('abcdefgh"'))).toBe(`{""a"":""${redactionMark}"""}`);
    expect(knowing('abcdefgh"').text(JSON.stringify({ a: 'abcdefgh"' }))).toBe(`{"a":"${redactionMark}"}`);
  });

  it.each(encodings)("is taken out of $name", ({ write }) => {
    expect(knowing(password).text(write(password)).replace(redactionMark, "").length).toBeLessThan(110);
    expect(knowing(password).text(`before|${write(password)}|after`)).toMatch(/^before\|.*«redacted».*\|after$/s);
  });

  it("is taken out, and nothing else, whatever it is, however it is written and whatever stands around it", () => {
    fc.assert(
      fc.property(
        secrets,
        surroundings,
        surroundings,
        fc.constantFrom(...programs),
        (secret, before, after, { write }) => {
          const text = `${before}|${write(secret)}|${after}`;
          expect(knowing(secret).text(text)).toBe(`${before}|${redactionMark}|${after}`);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is taken out, and nothing else, with each of its characters written in another way", () => {
    fc.assert(
      fc.property(
        secrets.chain((secret) => fc.tuple(fc.constant(secret), mixed(secret))),
        surroundings,
        surroundings,
        ([secret, written], before, after) => {
          expect(knowing(secret).text(`${before}|${written}|${after}`)).toBe(`${before}|${redactionMark}|${after}`);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is taken out beside others that begin or end as it does", () => {
    fc.assert(
      fc.property(secrets, secrets, fc.constantFrom(...programs), fc.boolean(), (one, other, { write }, isReversed) => {
        const known = isReversed ? [one + other, one, other] : [one, other, one + other];
        const redacted = knowing(...known).text(`|${write(one)}|${write(other)}|${write(one + other)}|`);
        expect(redacted.replaceAll(redactionMark, "").length).toBeLessThan(12);
      }),
      { numRuns: 300 },
    );
  });

  it("is taken out of base64 wherever it begins in what was encoded, but for what its neighbours decide as well", () => {
    fc.assert(
      fc.property(secrets, surroundings, surroundings, (secret, before, after) => {
        const encoded = Buffer.from(before + secret + after).toString("base64");
        const first = Math.ceil((Buffer.byteLength(before) * 8) / 6);
        const last = Math.floor((Buffer.byteLength(before + secret) * 8) / 6);
        const redacted = knowing(secret).text(encoded);
        const left = redacted.slice(0, redacted.indexOf(redactionMark));
        expect(encoded.slice(0, first)).toContain(left);
        // A neighbour may have the bits that a mark before the first character would have in JSON: that is taken out, too.
        expect(left.length).toBeGreaterThanOrEqual(first - 1);
        expect(encoded.slice(last)).toContain(redacted.slice(redacted.indexOf(redactionMark) + redactionMark.length));
      }),
      { numRuns: 500 },
    );
  });
});
