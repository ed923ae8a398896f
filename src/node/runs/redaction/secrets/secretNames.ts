const secretNames: ReadonlySet<string> = new Set([
  "authorization",
  "proxyauthorization",
  "cookie",
  "setcookie",
  "password",
  "passwd",
  "passphrase",
  "secret",
  "clientsecret",
  "apikey",
  "xapikey",
  "token",
  "accesstoken",
  "refreshtoken",
  "idtoken",
  "authtoken",
  "bearertoken",
  "sessiontoken",
  "privatekey",
  "secretkey",
  "secretaccesskey",
]);

/** In characters, of a name that is looked at. */
export const longestName = 100;

/** Whether the value of a header, argument or variable of this name is to be kept secret: `x-api-key`, `GITHUB_TOKEN`. */
export function isSecretName(name: string): boolean {
  if (name.length > longestName) return false;
  if (isSecretWord(name.replaceAll(/[.\s]/g, ""))) return true;
  return /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|PASS|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/.test(name);
}

const shortestName = Math.min(...Array.from(secretNames, (name) => name.length));

/** Whether it is one of the names that say so by themselves, in any case and with hyphens or underscores. */
export function isSecretWord(name: string): boolean {
  // Most names of a text are shorter, and are asked about ten thousand times in a megabyte.
  return name.length >= shortestName && secretNames.has(name.replaceAll(/[-_]/g, "").toLowerCase());
}

/** The last two letters of each name, as they may be written. */
export const nameEndings: ReadonlySet<string> = new Set(
  Array.from(secretNames, (name) => name.slice(-2)).flatMap(inAnyCase),
);

/** The first two characters of each name, as they may be written. */
export const nameBeginnings: ReadonlySet<string> = new Set(
  Array.from(secretNames, (name) => name.slice(0, 2)).flatMap((two) => [
    ...inAnyCase(two),
    // "x-api-key"
    ...["-", "_"].flatMap((joint) => inAnyCase(two.charAt(0)).map((letter) => letter + joint)),
  ]),
);

function inAnyCase(text: string): readonly string[] {
  return Array.from(text).reduce<readonly string[]>(
    (written, letter) => written.flatMap((each) => [each + letter, each + letter.toUpperCase()]),
    [""],
  );
}
