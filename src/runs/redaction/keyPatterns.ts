import type { Extent } from "./textSearch";

/** A kind of key that can be told by how it looks; a first group is what stands before the secret part of it. */
interface KeyPattern {
  readonly begins: readonly string[];
  readonly pattern: RegExp;
}

const keyPatterns: readonly KeyPattern[] = [
  // OpenAI, Anthropic and many that follow them. A digit tells a key from words with hyphens.
  { begins: ["sk-"], pattern: /sk-(?=[\w-]*\d)[\w-]{20,}/y },
  { begins: ["sk_live_", "sk_test_", "rk_live_", "rk_test_"], pattern: /[sr]k_(?:live|test)_\w{16,}/y },
  { begins: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], pattern: /gh[pousr]_\w{30,}/y },
  { begins: ["github_pat_"], pattern: /github_pat_\w{22,}/y },
  { begins: ["glpat-"], pattern: /glpat-[\w-]{20,}/y },
  { begins: ["AKIA", "ASIA"], pattern: /A[KS]IA[0-9A-Z]{16}\b/y },
  { begins: ["AIza"], pattern: /AIza[\w-]{35}/y },
  { begins: ["ya29."], pattern: /ya29\.[\w-]{20,}/y },
  { begins: ["xoxa-", "xoxb-", "xoxo-", "xoxp-", "xoxr-", "xoxs-"], pattern: /xox[aboprs]-[\w-]{10,}/y },
  { begins: ["xapp-"], pattern: /xapp-[\w-]{20,}/y },
  { begins: ["hf_"], pattern: /hf_[A-Za-z0-9]{30,}/y },
  { begins: ["npm_"], pattern: /npm_[A-Za-z0-9]{36}/y },
  { begins: ["pypi-"], pattern: /pypi-[\w-]{50,}/y },
  // JSON Web Tokens.
  { begins: ["eyJ"], pattern: /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/y },
  {
    begins: ["-----BEGIN "],
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/y,
  },
  { begins: ["Bearer ", "bearer "], pattern: /([Bb]earer +)(?=[\w.~+/-]*\d)[\w.~+/-]{8,}=*/y },
  { begins: ["Basic ", "basic "], pattern: /([Bb]asic +)(?=\S*[\d=])[A-Za-z0-9+/]{8,}={0,2}/y },
  // Credentials in a URL.
  { begins: ["://"], pattern: /(:\/\/[^\s/:@"'<>\\]*:)(?!\$\{)[^\s/@"'<>\\]{1,500}(?=@)/y },
];

/** What begins a key, by the text it begins with. */
export const keyExtents: ReadonlyMap<string, Extent> = new Map(
  keyPatterns.flatMap(({ begins, pattern }) => begins.map((begin): [string, Extent] => [begin, extentOf(pattern)])),
);

function extentOf(pattern: RegExp): Extent {
  return (text, start) => {
    // In the middle of a word it is none: "task-…" holds "sk-".
    if (/[A-Za-z0-9]/.test(text.charAt(start)) && /\w/.test(text.charAt(start - 1))) return undefined;
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    return match === null ? undefined : { start: start + (match[1]?.length ?? 0), end: start + match[0].length };
  };
}

const secretNames = [
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
];

const secretNameSet: ReadonlySet<string> = new Set(secretNames);

/** Whether the value of a header, argument or variable of this name is to be kept secret: `x-api-key`, `GITHUB_TOKEN`. */
export function isSecretName(name: string): boolean {
  if (name.length > 100) return false;
  if (secretNameSet.has(name.replaceAll(/[-_.\s]/g, "").toLowerCase())) return true;
  return /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|PASS|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/.test(name);
}

const spelledNames = secretNames.map((name) => name.replaceAll(/(?<=.)(?=.)/g, "[-_]?")).join("|");

/** How a named value is found in text: the first group is what stands before it. */
interface NamedValue {
  readonly pattern: RegExp;
  /** One of these is in every text that holds one: most texts need no closer look. */
  readonly needs: readonly string[];
}

/** Values of such names within text: as JSON has them (also JSON within JSON), in the query of a URL, in header lines. */
export const namedInText: readonly NamedValue[] = [
  {
    pattern: new RegExp(
      `(["'](?:${spelledNames})\\\\*["']\\s*:\\s*(\\\\*["']))(?!\\$\\{)(?:(?!\\2)(?:\\\\[\\s\\S]|[^\\\\]))+`,
      "gi",
    ),
    needs: ['":', "':", '" :', "' :"],
  },
  { pattern: new RegExp(`([?&](?:${spelledNames})=)(?!\\$\\{)[^&\\s"'<>#\\\\]+`, "gi"), needs: ["?", "&"] },
  {
    pattern: /(\b(?:proxy-)?authorization: *|\bx-api-key: *)(?!\$\{)[^\s"'\\][^\r\n"'\\]*/gi,
    needs: ["ization:", "-key:", "IZATION:", "-Key:", "-KEY:"],
  },
];
