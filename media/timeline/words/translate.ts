/** A text in the user's language, with `{0}`, `{1}`, … filled in. */
export type Translate = (english: string, ...values: readonly (string | number)[]) => string;

/** Translations are by their English originals, as VS Code's `l10n` keeps them. */
export function translator(translations: Readonly<Record<string, string>>): Translate {
  return (english, ...values) => {
    const pattern = translations[english] ?? english;
    return pattern.replace(/\{(\d+)\}/g, (hole, place: string) => String(values[Number(place)] ?? hole));
  };
}
