import { worded } from "../../model/text/wording";

/** Deeper JSON is refused, so that nothing that walks it can run out of stack. */
export const MAX_DEPTH = 500;

/** What is said of JSON that is nested deeper. */
export const TOO_DEEP = worded(
  "The JSON is nested more than {0} levels deep. Take the calls out of what is around them.",
  MAX_DEPTH,
);

/** What says where something begins or ends: all that is not, a string, and a comment are passed over. */
const NEXT = /[{}[\]]|"(?:[^"\\\r\n]|\\[^\r\n])*"?|\/\/[^\r\n]*|\/\*/g;

/**
 * Whether reading a text as JSON, however broken it is, could go more than 500 levels deep. A reader that makes of broken
 * JSON what it can goes on where it breaks: all that has begun and is not closed counts.
 */
export function isTooDeep(text: string): boolean {
  const open: string[] = [];
  NEXT.lastIndex = 0;
  for (let found = NEXT.exec(text); found !== null; found = NEXT.exec(text)) {
    const [token] = found;
    if (token === "{" || token === "[") {
      open.push(token === "{" ? "}" : "]");
      if (open.length > MAX_DEPTH) return true;
    } else if (token === "/*") {
      const end = text.indexOf("*/", found.index + 2);
      if (end < 0) return false;
      NEXT.lastIndex = end + 2;
    } else if (open.at(-1) === token) open.pop();
  }
  return false;
}
