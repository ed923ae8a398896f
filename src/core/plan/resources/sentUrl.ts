import type { Json, JsonObject } from "../../model/data/json";

/** `{{literal}}`, `${variable}` or `{argument}`. */
const placeholder = /\{\{([^{}]+)\}\}|(\$)?\{([^{}]+)\}/g;

/**
 * The address that a call sends its request to: the tool's, with `{placeholders}` filled in. Where an argument is missing or
 * has a reference in it, that stands there as it is.
 */
export function sentUrl(template: string, args: JsonObject): string {
  return template.replace(placeholder, (written: string, literal?: string, variable?: string, name?: string) => {
    if (literal !== undefined) return `{${literal}}`;
    if (variable !== undefined || name === undefined) return written;
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    return value === undefined ? "" : filledIn(value);
  });
}

function filledIn(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // Half a surrogate pair cannot be encoded: it is sent as U+FFFD.
  const whole = text.replace(/[\uD800-\uDFFF]/gu, "\uFFFD");
  return whole.includes("${") || /^https?:\/\//i.test(whole) ? whole : encodeURIComponent(whole);
}
