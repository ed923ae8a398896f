import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { encodings, programs } from "../node/runs/redaction/writings";

/** Secrets by where they come from, each with characters that programs escape. */
export const secrets = {
  modelKey: `mk-7f3c&<9a>'1b"5d\\2e+/=%z`,
  modelHeader: `hd 4q&<x>'7w"k\\0p+/=%r9`,
  serverEnv: `sv-2m&<n>'8b"c\\3v+/=%@é€😀x6`,
  envFile: `ef~5k&<j>8h"g\\1f+/=%ä!d4`,
  input: `in#6y&<u>'3i"o\\5p+/=%ß?a2`,
  proxy: `px!8t&<r>'9e"w\\6q+/=%s7`,
} as const;

export type SecretName = keyof typeof secrets;

/** All of them, written in every way: what tools say back. */
export const leaks: readonly string[] = Object.values(secrets).flatMap((secret) =>
  [...programs, ...encodings].map(({ write }) => write(secret)),
);

interface Needle {
  readonly name: string;
  readonly text: string;
}

function needlesOf(known: readonly SecretName[]): readonly Needle[] {
  return known.flatMap((name) => {
    const secret = secrets[name];
    // What surrounds the secret decides the first and the last characters of an encoding.
    const encoded = encodings.map(({ name: how, write }) => ({ how, text: middleOf(write(secret)) }));
    const written = programs.map(({ name: how, write }) => ({ how, text: write(secret) }));
    const half = { how: "its first half", text: secret.slice(0, secret.length / 2) };
    return [...written, ...encoded, half].flatMap(({ how, text }) => {
      const once = inJson(text);
      return Array.from(new Set([text, once, inJson(once)]), (each) => ({ name: `${name}, ${how}`, text: each }));
    });
  });
}

function middleOf(text: string): string {
  return text.slice(Math.floor(text.length / 4), Math.ceil((text.length * 3) / 4));
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Which of these secrets stands in a text, and how it is written there: in the text itself, or in JSON that it holds. */
export function leaksIn(text: string, known: readonly SecretName[]): readonly string[] {
  const everything = [text, ...textsWithin(text)].join("\n");
  return Array.from(
    new Set(
      needlesOf(known)
        .filter((needle) => everything.includes(needle.text))
        .map(({ name, text: needle }) => {
          const at = everything.indexOf(needle);
          return `${name}: ${JSON.stringify(everything.slice(Math.max(0, at - 60), at + needle.length + 20))}`;
        }),
    ),
  );
}

/** The strings and keys of a JSON document, or of each line that holds one. */
function textsWithin(text: string): readonly string[] {
  const texts: string[] = [];
  const whole = parsed(text);
  const values = whole === undefined ? text.split("\n").map((line) => parsed(line)) : [whole];
  for (const value of values) collect(value, texts);
  return texts;
}

function parsed(text: string): unknown {
  const start = text.search(/[{[]/);
  const end = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]"));
  if (start < 0 || end < start) return undefined;
  try {
    return JSON.parse(text.slice(start, end + 1));
  } catch {
    return undefined;
  }
}

function collect(value: unknown, texts: string[]): void {
  if (typeof value === "string") texts.push(value);
  else if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      texts.push(key);
      collect(member, texts);
    }
  }
}

/** All that stands in the files of a folder and of those within it, with their names. */
export async function onDisk(folder: string): Promise<string> {
  const texts: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    texts.push(entry.name);
    if (entry.isFile()) {
      const bytes = await readFile(join(entry.parentPath, entry.name));
      texts.push(bytes.toString("utf8"));
      for (const from of [0, 1]) texts.push(new TextDecoder("utf-16le").decode(Uint8Array.from(bytes.subarray(from))));
    }
  }
  return texts.join("\n");
}
