import { filledIn, type Translate } from "../../../src/core/model/text/wording";

/** Translations are by their English originals, as VS Code's `l10n` keeps them. */
export function translator(translations: Readonly<Record<string, string>>): Translate {
  return (english, ...values) => filledIn(translations[english] ?? english, values);
}
