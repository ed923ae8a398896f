declare const mark: unique symbol;

/**
 * A text, or plain data, that has passed a redactor: the only thing that leaves towards people, disk, network or a model.
 * Only `Redaction` makes one, what is folded of nothing but such data, and {@link ownWords}; each sink asks for it, so
 * that a new sink cannot forget it.
 */
export type Shown<T = string> = T & { readonly [mark]: true };

/** What the product itself says: sentences of its source, numbers, and nothing that came from anywhere else. */
export function ownWords<T>(said: T): Shown<T> {
  return said as Shown<T>;
}
