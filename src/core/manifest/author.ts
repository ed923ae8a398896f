import { isUsers, type Origin } from "../model/origin";

/** Who wrote a manifest and its calls. */
export interface Author {
  readonly origin?: Origin;
}

/**
 * Who wrote what was read of a text, by where the text stands. A file of the user's is the user's own word where it is a
 * manifest and nothing else; calls of a provider, or a manifest between other text, are what something else has recorded.
 */
export function authorOf(place: Origin | undefined, isWhole: boolean): Author {
  if (place === undefined) return {};
  return { origin: isUsers(place) && !isWhole ? "trace" : place };
}
