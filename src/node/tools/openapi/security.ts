import type { JsonObject } from "../../../core/model/data/json";
import type { OpenApiDefinition } from "../../../core/model/manifest";
import type { OpenApiDocument } from "./document";
import { ownMember } from "../../../core/model/data/ownMember";

/** What a request carries to be let in. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
}

type Secrets = NonNullable<OpenApiDefinition["security"]>;

/**
 * The credentials of the first set of security schemes for which all values are given; none where there is no such set, so
 * that the server says what it wants.
 */
export function credentialsFor(
  sets: readonly (readonly string[])[],
  document: OpenApiDocument,
  secrets: Secrets,
): Credentials {
  const given = sets.find((names) => names.length > 0 && names.every((name) => Object.hasOwn(secrets, name))) ?? [];
  const schemes = document.object(document.object(document.root.components)?.securitySchemes) ?? {};
  const credentials: Mutable = { headers: {}, query: {}, cookies: {} };
  for (const name of given) {
    const secret = ownMember(secrets, name);
    if (secret !== undefined) add(document.object(ownMember(schemes, name)) ?? {}, secret, credentials);
  }
  return credentials;
}

interface Mutable {
  readonly headers: Record<string, string>;
  readonly query: Record<string, string>;
  readonly cookies: Record<string, string>;
}

function add(scheme: JsonObject, secret: Secrets[string], { headers, query, cookies }: Mutable): void {
  const token = typeof secret === "string" ? secret : `${secret.username}:${secret.password}`;
  if (scheme.type === "apiKey" && typeof scheme.name === "string") {
    if (scheme.in === "query") query[scheme.name] = token;
    else if (scheme.in === "cookie") cookies[scheme.name] = token;
    else headers[scheme.name] = token;
    return;
  }
  const isBasic = scheme.type === "http" && typeof scheme.scheme === "string" && /^basic$/i.test(scheme.scheme);
  if (isBasic || typeof secret !== "string") headers.Authorization = `Basic ${Buffer.from(token).toString("base64")}`;
  // OAuth 2 and OpenID Connect end in a bearer token, too.
  else headers.Authorization = `Bearer ${token}`;
}

/** Definitions of security that the document has no scheme for: most likely mistyped. */
export function unknownSchemes(document: OpenApiDocument, secrets: Secrets): readonly string[] {
  const schemes = document.object(document.object(document.root.components)?.securitySchemes) ?? {};
  return Object.keys(secrets).filter((name) => !Object.hasOwn(schemes, name));
}
