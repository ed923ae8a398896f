import type { InputDefinition } from "../../../core/model/manifest";
import type { Origin } from "../../../core/model/origin";

/** What wants to fill an input in. */
export interface InputUse {
  /** Who wrote it. */
  readonly origin: Origin | undefined;
  /** The file that it stands in, as people know it; empty for what stands in none. */
  readonly by: string;
}

/** The values of `${input:…}`, each asked for once and kept in memory for as long as this lives. */
export class Inputs {
  private readonly values = new Map<string, string>();
  private readonly asking = new Map<string, Promise<string | undefined>>();
  private readonly definitions: ReadonlyMap<string, InputDefinition>;

  constructor(
    definitions: readonly InputDefinition[],
    private readonly ask: (input: InputDefinition, use: InputUse) => Promise<string | undefined>,
  ) {
    this.definitions = new Map(definitions.map((definition) => [definition.id, definition]));
  }

  /** The value, if it was asked for and given. */
  value(id: string): string | undefined {
    return this.values.get(id);
  }

  /**
   * Asks for each of these that has no value yet, one after another, on behalf of what uses them. False when one was refused: then the rest is not
   * asked for. An id without a definition is passed over, since its use is reported where it stands.
   */
  async provide(ids: Iterable<string>, use: InputUse): Promise<boolean> {
    for (const id of ids) {
      const definition = this.definitions.get(id);
      if (definition === undefined || this.values.has(id)) continue;
      if ((await this.askOnce(definition, use)) === undefined) return false;
    }
    return true;
  }

  private askOnce(definition: InputDefinition, use: InputUse): Promise<string | undefined> {
    const known = this.asking.get(definition.id);
    if (known !== undefined) return known;
    const answer = this.ask(definition, use)
      .then((value) => {
        if (value !== undefined) this.values.set(definition.id, value);
        return value;
      })
      .finally(() => this.asking.delete(definition.id));
    this.asking.set(definition.id, answer);
    return answer;
  }
}
