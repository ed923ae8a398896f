import { noChange } from "lit";
import { Directive, directive, type ElementPart } from "lit/directive.js";

/**
 * Sets style properties through the CSSOM: `<div ${place({ left: "40%" })}>`. Lit's own `styleMap` writes a `style`
 * attribute first, which the content security policy forbids.
 */
class Place extends Directive {
  private readonly placed = new Map<string, string>();

  render(_properties: Readonly<Record<string, string>>): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [properties]: [Readonly<Record<string, string>>]): typeof noChange {
    const { style } = part.element as HTMLElement | SVGElement;
    for (const [name, value] of Object.entries(properties)) {
      if (this.placed.get(name) === value) continue;
      this.placed.set(name, value);
      style.setProperty(name, value);
    }
    for (const name of this.placed.keys()) {
      if (name in properties) continue;
      this.placed.delete(name);
      style.removeProperty(name);
    }
    return noChange;
  }
}

export const place = directive(Place);

/** A share of the whole as CSS. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
