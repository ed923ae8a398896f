import type { Json } from "./data/json";

/** Names that tell a server to take a request for one of another method; `Access-Control-Request-Method` does not. */
const overriding =
  /^(x[-_.]?)?(http[-_.]?)?(request[-_.]?)?(method[-_.]?override|override[-_.]?method)$|^x[-_.](http[-_.])?((original|tunnel|forwarded|real|request)[-_.])?method$|^[_$](http[-_.]?)?method$|^http[-_.]?method$/i;

/** Where in a text a name stands: at its start, as a query's or form's, or as a header's. */
const names = /(?:^|[?&;\s{,"'])([\w.$%-]{2,80})["']?\s*[=:]/g;

/** Whether a header, parameter or argument of this name may change what the method of its request says. */
function overridesMethod(name: string): boolean {
  return overriding.test(decoded(name.trim()));
}

/** Whether anything in a value, at any depth, by its name or in text such as a query, may change a request's method. */
export function hasMethodOverride(value: Json): boolean {
  if (typeof value === "string") return [...value.matchAll(names)].some(([, name]) => overridesMethod(name ?? ""));
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return (value as readonly Json[]).some(hasMethodOverride);
  return Object.entries(value).some(([name, each]) => overridesMethod(name) || hasMethodOverride(each));
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
