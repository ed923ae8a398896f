import { JSONParser } from "@streamparser/json";
import type { Json } from "../../../core/model/data/json";

/** A value that has become complete: the whole, at depth 0, or a part of it at one of the paths asked for. */
export interface CompleteValue {
  readonly value: Json;
  readonly depth: number;
  /** Its place in the list or object that holds it. */
  readonly key: string | number | undefined;
}

/** Reads one JSON value while it is being written, and tells of each part as soon as it is complete. */
export class JsonWatcher {
  private readonly parser: JSONParser;
  /** Half of a character whose other half comes with the next piece; alone it could not be encoded. */
  private half = "";
  private wrong: string | undefined;
  private complete = false;

  /** `paths` as in `$.calls.*`; the whole is always told of. */
  constructor(paths: readonly string[], onComplete: (value: CompleteValue) => void) {
    this.parser = new JSONParser({ paths: ["$", ...paths] });
    this.parser.onValue = ({ value, key, stack }) => {
      if (this.wrong !== undefined) return;
      this.complete ||= stack.length === 0;
      onComplete({ value: value as Json, depth: stack.length, key });
    };
    // Text behind a complete value is an error to the parser, and none to us.
    this.parser.onError = ({ message }) => {
      if (!this.complete) this.wrong ??= message;
    };
  }

  get isComplete(): boolean {
    return this.complete;
  }

  /** Why what was written so far cannot become JSON. */
  get problem(): string | undefined {
    return this.wrong;
  }

  write(piece: string): void {
    if (this.wrong !== undefined || this.complete) return;
    const text = this.half + piece;
    const last = text.charCodeAt(text.length - 1);
    const endsInHalf = last >= 0xd800 && last <= 0xdbff;
    this.half = endsInHalf ? text.slice(-1) : "";
    this.parser.write(endsInHalf ? text.slice(0, -1) : text);
  }
}
