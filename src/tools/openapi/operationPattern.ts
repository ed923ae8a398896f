import type { Operation } from "./operations";

/**
 * Whether a pattern names an operation: by its name, by method and path (`GET /pets/*`), by path, or by a tag
 * (`tag:pets`). `*` stands for any text; letters count in either case.
 */
export function matchesOperation(pattern: string, { name, method, path, tags }: Operation): boolean {
  const expression = new RegExp(`^${pattern.trim().split("*").map(escaped).join(".*")}$`, "is");
  return [name, `${method} ${path}`, path, ...tags.map((tag) => `tag:${tag}`)].some((each) => expression.test(each));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
