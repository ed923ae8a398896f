import * as z from "zod";

const proto = "__proto__";
/** No name that anybody writes ends with it. */
const alias = `${proto}\0`;

/** Values by names that somebody else has chosen. zod's own record leaves a member called `__proto__` out. */
export function recordOf<Value extends z.ZodType>(value: Value) {
  return z
    .preprocess((members) => renamed(members, proto, alias), z.record(z.string(), value))
    .transform((members) => renamed(members, alias, proto) as typeof members);
}

function renamed(members: unknown, from: string, to: string): unknown {
  if (typeof members !== "object" || members === null || !Object.hasOwn(members, from)) return members;
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name === from ? to : name, value as unknown]),
  );
}
