import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = join("test", "fuzz", "corpus");

/** The texts that are kept for a target: what it reads in earnest, and what it once failed on. */
export function keptTexts(target: string): readonly string[] {
  const own = join(folder, target);
  if (!existsSync(own)) return [];
  return readdirSync(own)
    .sort()
    .map((name) => readFileSync(join(own, name), "utf8"));
}

/** Keeps a text that a target failed on, to be tried first from now on. Gives where it lies. */
export function keepText(target: string, text: string): string {
  const own = join(folder, target);
  mkdirSync(own, { recursive: true });
  const path = join(own, `${createHash("sha256").update(text).digest("hex").slice(0, 12)}.txt`);
  writeFileSync(path, text);
  return path;
}
