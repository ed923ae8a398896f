import type { Kind } from "./kind";
import { dialectKinds } from "./kinds/dialects";
import { manifestKinds } from "./kinds/manifest";
import { secretKinds } from "./kinds/secrets";
import { textKinds } from "./kinds/text";
import { toolKinds } from "./kinds/tools";

/** Every kind of hostile text, by what is hostile in it. */
export const kinds: Readonly<Record<string, Kind>> = {
  ...textKinds,
  ...dialectKinds,
  ...manifestKinds,
  ...toolKinds,
  ...secretKinds,
};
