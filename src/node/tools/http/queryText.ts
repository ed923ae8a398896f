import type { Json, JsonObject } from "../../../core/model/data/json";

/**
 * Parameters as a query, or as the body of a form: a list is a parameter for each of its items, an object its JSON, and
 * null nothing.
 */
export function queryText(parameters: JsonObject): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const item of Array.isArray(value) ? (value as readonly Json[]) : [value]) {
      if (item !== null) search.append(name, typeof item === "object" ? JSON.stringify(item) : String(item));
    }
  }
  return search.toString();
}
