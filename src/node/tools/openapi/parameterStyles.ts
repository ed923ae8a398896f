import { toUSVString } from "node:util";

import { isJsonObject, type Json, type JsonObject } from "../../../core/model/data/json";

/** How a parameter is written (https://spec.openapis.org/oas/v3.1.1.html#style-values). */
export interface ParameterStyle {
  readonly style: string;
  readonly explode: boolean;
  /** Characters that mean something in a query stay as they are. */
  readonly allowReserved: boolean;
}

/** A parameter as it stands in a query, without a `?` or `&` before it; empty when its value is null or an empty list. */
export function queryParameter(name: string, value: Json, { style, explode, allowReserved }: ParameterStyle): string {
  const encode = allowReserved ? encodedButReserved : encoded;
  const key = encoded(name);
  if (value === null) return "";
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => encode(text(item)));
    if (items.length === 0) return "";
    if (explode || style === "deepObject") return items.map((item) => `${key}=${item}`).join("&");
    return `${key}=${items.join(separators[style] ?? ",")}`;
  }
  if (!isJsonObject(value)) return `${key}=${encode(text(value))}`;
  if (style === "deepObject") return deepObject(key, value, encode).join("&");
  const members = definedMembers(value).map(([member, item]) => [encode(member), encode(text(item))] as const);
  if (explode) return members.map((member) => member.join("=")).join("&");
  return members.length === 0 ? "" : `${key}=${members.flat().join(separators[style] ?? ",")}`;
}

const separators: Readonly<Record<string, string>> = { spaceDelimited: "%20", pipeDelimited: "%7C" };

/** Nested objects and lists in brackets, which the specification leaves open, as most servers read them. */
function deepObject(prefix: string, value: Json, encode: (text: string) => string): string[] {
  if (value === null) return [];
  if (typeof value !== "object") return [`${prefix}=${encode(text(value))}`];
  return Object.entries(value as JsonObject).flatMap(([key, item]) =>
    deepObject(`${prefix}%5B${encoded(key)}%5D`, item, encode),
  );
}

/** A parameter as it stands in a path. */
export function pathParameter(name: string, value: Json, { style, explode }: ParameterStyle): string {
  const words = Array.isArray(value)
    ? (value as readonly Json[]).map((item) => encoded(text(item)))
    : isJsonObject(value)
      ? members(value, explode, encoded)
      : [encoded(text(value))];
  switch (style) {
    case "label":
      return `.${words.join(explode ? "." : ",")}`;
    case "matrix": {
      const key = encoded(name);
      if (!explode || !(typeof value === "object" && value !== null)) return `;${key}=${words.join(",")}`;
      return words.map((word) => (isJsonObject(value) ? `;${word}` : `;${key}=${word}`)).join("");
    }
    default:
      return words.join(",");
  }
}

/** A parameter as the value of a header. */
export function headerParameter(value: Json, { explode }: ParameterStyle): string {
  if (Array.isArray(value)) return (value as readonly Json[]).map(text).join(",");
  return isJsonObject(value) ? members(value, explode, (plain) => plain).join(",") : text(value);
}

/** A parameter as it stands in a `Cookie` header. */
export function cookieParameter(name: string, value: Json, style: ParameterStyle): string {
  return queryParameter(name, value, style).replaceAll("&", "; ");
}

function members(value: JsonObject, explode: boolean, encode: (text: string) => string): string[] {
  const pairs = definedMembers(value).map(([name, item]) => [encode(name), encode(text(item))]);
  return explode ? pairs.map((pair) => pair.join("=")) : pairs.flat();
}

function definedMembers(value: JsonObject): [string, Json][] {
  return Object.entries(value).filter(([, item]) => item !== null);
}

/** Text as it is, all else as JSON. */
export function text(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Half a surrogate pair, which text cut in two may end with, cannot be encoded: it becomes U+FFFD. */
function encoded(plain: string): string {
  return encodeURIComponent(toUSVString(plain));
}

function encodedButReserved(plain: string): string {
  return encodeURI(toUSVString(plain))
    .replace(/[#&+]/g, encodeURIComponent)
    .replaceAll("%5B", "[")
    .replaceAll("%5D", "]");
}
