import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactionMark, Redactor } from "../../../../../src/node/runs/redaction/redactor";
import { StreamedText } from "../../../../../src/node/runs/redaction/streamedText";

const secret = "correct horse battery&staple 7";
const words = "All work and no play makes Jack a dull boy.\n".repeat(30);

function streamed(pieces: readonly string[], ...secrets: readonly string[]): readonly string[] {
  const redactor = new Redactor();
  for (const each of secrets) redactor.addSecret(each);
  const stream = new StreamedText(redactor);
  return [...pieces.map((piece) => stream.write(piece)), stream.end()];
}

const forms: readonly [string, string][] = [
  ["as it is", secret],
  ["in JSON within JSON", JSON.stringify(JSON.stringify(`"${secret}"`))],
  ["in a URL", encodeURIComponent(secret)],
  ["in base64", Buffer.from(secret).toString("base64")],
  ["as a dump of bytes", Array.from(Buffer.from(secret), (byte) => byte.toString(16).padStart(2, "0")).join(" ")],
  ["as entities of HTML", Array.from(secret, (each) => `&#x${(each.codePointAt(0) ?? 0).toString(16)};`).join("")],
];

describe("text that is shown while it is written", () => {
  it.each(forms)("shows nothing of a secret %s, wherever it is cut", (_, form) => {
    const text = `${words}before ${form} behind ${words}`;
    const redactor = new Redactor();
    redactor.addSecret(secret);
    const whole = redactor.text(text);
    const from = words.length + 7;
    for (let cut = from; cut <= from + form.length; cut++) {
      expect(streamed([text.slice(0, cut), text.slice(cut)], secret).join("")).toBe(whole);
    }
    expect(streamed(Array.from(text), secret).join("")).toBe(whole);
    expect(whole).toContain(redactionMark);
  });

  it("shows the same as the whole text, whatever the pieces", () => {
    const part = fc.constantFrom(
      ...forms.map(([, form]) => form),
      " ",
      "\n",
      words,
      "Bearer abcdefghij1234567890 ",
      "x",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 8 }), (parts, cuts) => {
        const text = parts.join("");
        const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((place, index) => text.slice(places[index], place));
        const redactor = new Redactor();
        redactor.addSecret(secret);
        expect(streamed(pieces, secret).join("")).toBe(redactor.text(text));
      }),
    );
  });

  it("holds back a key of many lines until it is over", () => {
    const lines = Array.from({ length: 40 }, (_, index) => `${String(index)}MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n`);
    const key = [`-----BEGIN PRIVATE KEY-----\n`, ...lines, `-----END PRIVATE KEY-----\n`];
    expect(streamed([words, ...key, words]).join("")).toBe(`${words}${redactionMark}\n${words}`);
  });

  it("comes while it is written where nothing in it is secret", () => {
    const shown = streamed(Array.from(words), secret);
    expect(shown.join("")).toBe(words);
    expect(shown.filter((piece) => piece !== "").length).toBeGreaterThan(5);
  });
});
