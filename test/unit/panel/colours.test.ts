import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contrast, over, readColour, type Colour } from "../../fixtures/panel/contrast";
import { themes, type ThemeName } from "../../fixtures/panel/themes";

interface ContributedColour {
  readonly id: string;
  readonly defaults: Readonly<Record<"dark" | "light" | "highContrast" | "highContrastLight", string>>;
}

const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  readonly contributes: { readonly colors: readonly ContributedColour[] };
};
const contributed = manifest.contributes.colors;

/** VS Code makes a dash of the first dot alone: an id with two would be a variable that no style can name. */
const variableOf = (id: string) => id.replace(".", "-");

/** The grounds on which bars are seen: that of the panel, and rows that are hovered over, selected, or related to that. */
function grounds({ colours }: (typeof themes)[ThemeName]): readonly Colour[] {
  const panel = readColour(colours["editor-background"]!);
  const rows = ["list-hoverBackground", "list-inactiveSelectionBackground"].flatMap((name) => colours[name] ?? []);
  const [red, green, blue, alpha] = readColour(colours.focusBorder!);
  return [panel, over([red, green, blue, alpha * 0.12], panel), ...rows.map((row) => over(readColour(row), panel))];
}

describe.each(Object.keys(themes) as ThemeName[])("the timeline's own colours in %s", (name) => {
  const theme = themes[name];

  it("stand out at 3 : 1 or more from every ground that a row has", () => {
    const faint = contributed.flatMap(({ id }) => {
      const colour = readColour(theme.colours[variableOf(id)]!);
      return grounds(theme)
        .filter((ground) => contrast(colour, ground) < 3)
        .map((ground) => `${id} on ${ground.join()}`);
    });
    expect(faint).toEqual([]);
  });

  it("are those that the extension brings", () => {
    const kind = { "vscode-dark": "dark", "vscode-light": "light", "vscode-high-contrast": "highContrast" } as const;
    const default_ = theme.kind.includes("contrast-light")
      ? "highContrastLight"
      : kind[theme.kind as keyof typeof kind];
    expect(contributed.map(({ id }) => theme.colours[variableOf(id)])).toEqual(
      contributed.map(({ defaults }) => defaults[default_]),
    );
  });
});
