import type { Shown } from "../../../core/model/text/shown";
import type { Redaction } from "./redactor";

/**
 * In characters. What comes last is held back by this much, which is more than programs make of the sixty characters in
 * which secrets are looked for, so that none is shown in part.
 */
const heldBack = 400;
/** In characters: it is looked at again when so many have come, and more where much is held, for want of a place to part it. */
const lookAgainEvery = 60;

/** A text that is shown while it is still being written, without secrets, however it is cut into pieces. */
export class StreamedText {
  private held = "";
  private lookAt = heldBack;

  constructor(private readonly redaction: Pick<Redaction, "text">) {}

  /** What can be shown by now: up to a blank behind which nothing of a secret can stand that began before it. */
  write(text: string): Shown {
    this.held += text;
    if (this.held.length <= this.lookAt) return "" as Shown;
    const end = this.placeToPart();
    const ready = this.held.slice(0, end);
    this.held = this.held.slice(end);
    this.lookAt = Math.max(heldBack, this.held.length) + Math.max(lookAgainEvery, this.held.length >> 3);
    return this.redaction.text(ready);
  }

  /** What was held back, now that nothing more will come. */
  end(): Shown {
    const rest = this.held;
    this.held = "";
    this.lookAt = heldBack;
    return this.redaction.text(rest);
  }

  /** Zero where there is none: where the two parts do not show the same as the whole, a secret stands across. */
  private placeToPart(): number {
    const blank = /\s\S*$/.exec(this.held.slice(0, this.held.length - heldBack));
    if (blank === null) return 0;
    const end = blank.index + 1;
    const apart = this.redaction.text(this.held.slice(0, end)) + this.redaction.text(this.held.slice(end));
    return apart === this.redaction.text(this.held) ? end : 0;
  }
}
