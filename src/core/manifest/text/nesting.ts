import { worded } from "../../model/text/wording";

/** Deeper JSON is refused, so that nothing that walks it can run out of stack. */
export const maxDepth = 500;

/** What is said of JSON that is nested deeper. */
export const tooDeepWords = worded(
  "The JSON is nested more than {0} levels deep. Take the calls out of what is around them.",
  maxDepth,
);

/** What says where something begins or ends: all that is not, a string, and a comment are passed over. */
const nextToken = /[{}[\]]|"(?:[^"\\\r\n]|\\[^\r\n])*"?|\/\/[^\r\n]*|\/\*/g;

/**
 * Whether reading a text as JSON, however broken it is, could go more than 500 levels deep. A reader that makes of broken
 * JSON what it can goes on where it breaks: all that has begun and is not closed counts.
 */
export function isTooDeep(text: string): boolean {
  const open: string[] = [];
  nextToken.lastIndex = 0;
  for (let found = nextToken.exec(text); found !== null; found = nextToken.exec(text)) {
    const [token] = found;
    if (token === "{" || token === "[") {
      open.push(token === "{" ? "}" : "]");
      if (open.length > maxDepth) return true;
    } else if (token === "/*") {
      const end = text.indexOf("*/", found.index + 2);
      if (end < 0) return false;
      nextToken.lastIndex = end + 2;
    } else if (open.at(-1) === token) open.pop();
  }
  return false;
}
