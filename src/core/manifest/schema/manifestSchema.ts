import type { ErrorObject } from "ajv";

import type { Json } from "../../model/data/json";
import { errorsAtStop, ownValidator } from "./ownValidators";

export interface SchemaErrors {
  readonly errors: readonly ErrorObject[];
  /** Whether these are all: of more than 3,000, the first are here. */
  readonly isComplete: boolean;
}

/** What a manifest, or a list of calls, breaks of the schema. */
export function schemaErrors(manifest: Json): SchemaErrors {
  const validate = ownValidator("manifest");
  try {
    return { errors: validate(manifest) ? [] : (validate.errors ?? []), isComplete: true };
  } catch (thrown) {
    const errors = errorsAtStop(thrown);
    if (!errors) throw thrown;
    return { errors, isComplete: false };
  } finally {
    validate.errors = null;
  }
}
