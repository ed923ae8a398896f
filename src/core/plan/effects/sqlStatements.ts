/**
 * What stands in SQL without meaning anything: text, quoted names, comments, the bodies between dollar signs. Dialects differ
 * in what a comment is; what only one of them takes for one is left in, so that no statement hides in it.
 */
const quoted = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\$(\w*)\$[^]*?\$\1\$|--(?=\s)[^\n]*|\/\*(?!!)[^]*?\*\//g;
const beginning =
  /^\s*(select|with|values|show|explain|describe|desc|insert|update|delete|replace|merge|create|alter|drop|truncate|grant|revoke|begin|start|commit|rollback|set|use|call|exec|execute|pragma|vacuum|attach|detach|analyze|copy|lock|do)\b/i;
const changing =
  /\b(insert|update|delete|replace(?!\s*\()|merge|create|alter|drop|truncate|into|nextval|setval|call|exec|execute|copy|lock)\b|\bfor\s+(no\s+key\s+)?(update|share)\b|:=/i;

/** Whether a text is SQL, as far as its first word tells. */
export function looksLikeSql(text: string): boolean {
  return beginning.test(withoutQuotes(text).replace(/^[\s(;]+/, ""));
}

/** Whether SQL only reads: each of its statements is a plain SELECT, SHOW, EXPLAIN or DESCRIBE. */
export function onlySelects(sql: string): boolean {
  // Some dialects end a text at a quote behind a backslash, others do not.
  if (/\\['"`]/.test(sql)) return false;
  const statements = withoutQuotes(sql)
    .split(";")
    .map((statement) => statement.replace(/^[\s(]+/, ""))
    .filter((statement) => statement !== "");
  return statements.length > 0 && statements.every(isPlain);
}

function isPlain(statement: string): boolean {
  if (!/^(select|show|explain|describe|desc)\b/i.test(statement)) return false;
  return /^(show|describe|desc)\b/i.test(statement) || !changing.test(statement);
}

function withoutQuotes(sql: string): string {
  return sql.replace(quoted, (text) => (/^(?:--|\/)/.test(text) ? " " : " '' "));
}
