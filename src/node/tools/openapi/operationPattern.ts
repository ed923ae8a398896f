import { wildcardMatcher } from "../../../core/model/text/wildcard";
import type { Operation } from "./operations";

/**
 * Whether patterns name an operation: by its name, by method and path (`GET /pets/*`), by path, or by a tag
 * (`tag:pets`). `*` stands for any text; letters count in either case.
 */
export function operationMatcher(patterns: readonly string[]): (operation: Operation) => boolean {
  const matchers = patterns.map((pattern) => wildcardMatcher(pattern.trim().toLowerCase()));
  return ({ name, method, path, tags }) => {
    const names = [name, `${method} ${path}`, path, ...tags.map((tag) => `tag:${tag}`)].map((each) =>
      each.toLowerCase(),
    );
    return matchers.some((matches) => names.some(matches));
  };
}
