import { citationsIn } from "./citations";

/** The end of a text that may become the name of a call in double brackets. */
const unfinished = /\[(?:\[[^[\]\n]{0,200}\]?)?$/;

/** An answer as it is written, with the names of calls in double brackets made code: `[[sum]]` becomes `sum`. */
export class CitedText {
  private held = "";

  constructor(private readonly isCall: (id: string) => boolean) {}

  /** The text that can be shown by now: what might become the name of a call is held back. */
  write(text: string): string {
    const all = this.held + text;
    const from = unfinished.exec(all)?.index ?? all.length;
    this.held = all.slice(from);
    return this.shown(all.slice(0, from));
  }

  /** What was held back, now that nothing more will come. */
  end(): string {
    const rest = this.held;
    this.held = "";
    return this.shown(rest);
  }

  private shown(text: string): string {
    return citationsIn(text, this.isCall)
      .map((part) => ("text" in part ? part.text : ` \`${part.call}\``))
      .join("");
  }
}
