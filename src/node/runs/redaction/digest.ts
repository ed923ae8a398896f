import { createHash } from "node:crypto";

/** What stands for a text that may hold a secret, or is long, where something is kept under it or compared with it. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
