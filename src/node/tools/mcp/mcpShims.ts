/**
 * What the client of the Model Context Protocol takes from its platform, put in place of its own by the build: it would
 * bring a second copy of Ajv (150 kB) for checks that `createClient` hands it anyway.
 */
export const CORS_IS_POSSIBLE = false;

/** A class to its callers. Never made, since every client is given its validator; says so if that should change. */
export function DefaultJsonSchemaValidator(): never {
  throw new Error("The build has left out the client's own validator: hand it one as jsonSchemaValidator.");
}
