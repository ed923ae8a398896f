import { afterEach, describe, expect, it, vi } from "vitest";
import { Redactor } from "../../../../../src/node/runs/redaction/redactor";
import { SecretLook } from "../../../../../src/node/runs/redaction/secrets/secretLook";
import { secretNeedles } from "../../../../../src/node/runs/redaction/secrets/secretNeedles";
import { SecretTrie } from "../../../../../src/node/runs/redaction/secrets/secretTrie";

const secrets = ['pa"ss wörd/1', '"quoted" secret', '""""""""x', "it's 'mine'", "\\\\server\\share", "p%25&amp;=\n^`"];

/** What may be read in many ways, again and again. */
const forms = [
  '\\"',
  "\\\\",
  '"',
  '""',
  "'\\''",
  `'"'"'`,
  "%25",
  "%5C",
  "&amp;",
  "&quot;",
  '^"',
  "=\n",
  "\\u0022",
  "70 61 ",
];

function readings(text: string): number {
  const trie = new SecretTrie();
  for (const needle of secrets.flatMap(secretNeedles)) trie.add(needle.text);
  const look = new SecretLook(text, trie.root);
  for (let at = 0; at < text.length; at++) {
    look.endEscaped(at);
    look.endInHexadecimal(at);
  }
  return look.readingsTaken;
}

const ofLength = (form: string, length: number): string =>
  form.repeat(Math.ceil(length / form.length)).slice(0, length);

afterEach(() => vi.restoreAllMocks());

describe("the work that a text can make for the redactor", () => {
  it.each(forms)("grows as the text does: %j", (form) => {
    const [once, twice] = [400_000, 800_000].map((length) => readings(ofLength(form, length)));
    expect(once).toBeLessThan(3 * 400_000 + 5000);
    expect(twice).toBeLessThan(2.05 * (once ?? 0) + 5000);
  });

  it.each(["?token=${", "authorization: ${"])("has no search through the rest for each name: %j", (form) => {
    const text = ofLength(form, 20_000);
    const search = vi.spyOn(RegExp.prototype, "exec");
    expect(new Redactor().text(text)).toBe(text);
    expect(search.mock.calls.filter(([searched]) => searched.length > 1000)).toEqual([]);
  });
});
