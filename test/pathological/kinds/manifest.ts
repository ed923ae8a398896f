import { besideOneCall, inCalls, piecesOf, repeated, type Kind } from "../kind";

/** Many tools of one source, with names as long as `name` makes them. */
function manyTools(count: number, name: (index: number) => string) {
  return Array.from({ length: count }, (_, index) => ({
    source: "many",
    name: name(index),
    inputSchema: { type: "object" as const },
  }));
}

/** Manifests of our own: names, patterns, edges, paths and placeholders. */
export const manifestKinds: Readonly<Record<string, Kind>> = {
  "many calls": piecesOf('{"tool":"wait"}', inCalls),
  "many sums": piecesOf((index) => `{"tool":"calculate","arguments":{"expression":"${index}"}}`, inCalls),
  "unknown tools": piecesOf((index) => `{"tool":"t${index}"}`, inCalls),
  "unknown tools, nearly right": piecesOf((index) => `{"tool":"calcolate${index}"}`, inCalls),
  "unknown sources": piecesOf((index) => `{"tool":"s${index}/t"}`, inCalls),
  "slashes in a name": piecesOf("/", { before: '{"tool":"a', after: '"}' }),
  "a name without end": piecesOf("a", { before: '{"calls":[{"tool":"', after: '"}]}' }),
  "unknown names among 5,000": (length) => ({
    text: repeated((index) => `{"tool":"many/read_the_fille_${index}"}`, length, inCalls),
    tools: manyTools(5_000, (index) => `read_the_file_number_${index}`),
  }),
  "unknown bare names among 5,000": (length) => ({
    text: repeated((index) => `{"tool":"readthefil${index}"}`, length, inCalls),
    tools: manyTools(5_000, (index) => `read_the_file_number_${index}`),
  }),
  "names spelled otherwise among 5,000": (length) => ({
    text: repeated((index) => `{"tool":"many__Read The-File.${index % 5_000}"}`, length, inCalls),
    tools: manyTools(5_000, (index) => `read_the_file_${index}`),
  }),
  "right names among 5,000": (length) => ({
    text: repeated((index) => `{"tool":"many/read_${index % 5_000}"}`, length, inCalls),
    tools: manyTools(5_000, (index) => `read_${index}`),
  }),
  "many dependsOn of one call": (length) => ({
    text: repeated((index) => `{"id":"${index}","tool":"wait"}`, length * 0.75, {
      ...inCalls,
      after: `,{"tool":"wait","dependsOn":[${repeated((index) => `"${index}"`, length * 0.2, { between: "," })}]}]}`,
    }),
  }),
  "many dependsOn that are not there": piecesOf((index) => `"x${index}"`, {
    before: '{"calls":[{"id":"a","tool":"wait","dependsOn":[',
    after: "]}]}",
    between: ",",
  }),
  "dependsOn of all before": (length) => {
    const count = Math.floor(Math.sqrt(length / 3.5));
    const ids = Array.from({ length: count }, (_, index) => `"${index}"`);
    return {
      text: repeated(
        (index) => `{"id":"${index}","tool":"wait","dependsOn":[${ids.slice(0, index).join(",")}]}`,
        length,
        inCalls,
      ),
    };
  },
  chain: piecesOf(
    (index) => `{"id":"${index}","tool":"wait","dependsOn":[${index === 0 ? "" : `"${index - 1}"`}]}`,
    inCalls,
  ),
  "one cycle": (length) => {
    const count = Math.floor(length / 48);
    const calls = Array.from(
      { length: count },
      (_, index) => `{"id":"${index}","tool":"wait","dependsOn":["${(index + 1) % count}"]}`,
    );
    return { text: `{"calls":[${calls.join(",")}]}` };
  },
  "many cycles": piecesOf((index) => `{"id":"${index}","tool":"wait","dependsOn":["${index ^ 1}"]}`, inCalls),
  "calls that wait for themselves": piecesOf(
    (index) => `{"id":"${index}","tool":"wait","dependsOn":["${index}"]}`,
    inCalls,
  ),
  "one id for all": piecesOf('{"id":"a","tool":"wait","arguments":{"a":"${a}"}}', inCalls),
  "paths under each other": (length) => ({
    text: repeated(
      (index) => `{"tool":"many/write","arguments":{"path":"${"d/".repeat(index % 40)}f"}}`,
      length,
      inCalls,
    ),
    tools: manyTools(1, () => "write"),
  }),
  "one path without end": piecesOf("a/", { before: '{"tool":"read_file","arguments":{"path":"', after: '"}}' }),
  "a path of steps up": piecesOf("../", { before: '{"tool":"read_file","arguments":{"path":"', after: '"}}' }),
  "many paths of one call": piecesOf((index) => `"${index}"`, {
    before: '{"resources":{"many/write":["paths"]},"calls":[{"tool":"many/write","arguments":{"paths":[',
    after: ']}},{"tool":"many/write","arguments":{"paths":["1"]}}]}',
    between: ",",
  }),
  "one file for all": (length) => ({
    text: repeated((index) => `{"tool":"many/write","arguments":{"path":"f","content":"${index}"}}`, length, inCalls),
    tools: manyTools(1, () => "write"),
  }),
  addresses: (length) => {
    const calls = (tool: string): string =>
      repeated((index) => `{"tool":"${tool}","arguments":{"url":"http://127.0.0.1:1/${index}?a=%2e%2e/"}}`, length, {
        ...inCalls,
        before: '{"version":1,"safety":{"*":"unsafe"},"calls":[',
      });
    return { text: calls("http_request"), runText: calls("many/send"), tools: manyTools(1, () => "send") };
  },
  placeholders: piecesOf("${", { before: '{"tool":"wait","arguments":{"a":"', after: '"}}' }),
  "escaped placeholders": piecesOf("$${", { before: '{"tool":"wait","arguments":{"a":"', after: '"}}' }),
  "nested placeholders": (length) => ({
    text: `{"calls":[{"tool":"wait","arguments":{"a":"${"${".repeat(length / 3)}${"}".repeat(length / 3)}"}}]}`,
  }),
  references: piecesOf("${a.b[0]}", {
    before: '{"calls":[{"id":"a","tool":"wait"},{"tool":"calculate","arguments":{"expression":"',
    after: '"}}]}',
  }),
  "references to nothing": piecesOf((index) => `"\${x${index}.b}"`, {
    before: '{"calls":[{"tool":"wait","arguments":{"a":[',
    after: "]}}]}",
    between: ",",
  }),
  "references to nothing in a wide object": piecesOf((index) => `"k${index}":"\${x${index}.b}"`, {
    before: '{"calls":[{"tool":"wait","arguments":{',
    after: "}}]}",
    between: ",",
  }),
  "references to nothing in many calls": piecesOf(
    (index) => `{"tool":"wait","arguments":{"a":"\${x${index}.b}"}}`,
    inCalls,
  ),
  variables: piecesOf("${env:HOME}${workspaceFolder}", { before: '{"tool":"wait","arguments":{"a":"', after: '"}}' }),
  "unknown inputs": piecesOf((index) => `{"tool":"wait","arguments":{"a":"\${input:i${index}}"}}`, inCalls),
  "a JMESPath without end": piecesOf("[0]", {
    before: '{"calls":[{"id":"r","tool":"wait"},{"tool":"wait","arguments":{"a":"${r',
    after: '}"}}]}',
  }),
  "JMESPath filters": piecesOf("[?a]", {
    before: '{"calls":[{"id":"r","tool":"wait"},{"tool":"wait","arguments":{"a":"${r',
    after: '}"}}]}',
  }),
  "JMESPath brackets": piecesOf("(", {
    before: '{"calls":[{"id":"r","tool":"wait"},{"tool":"wait","arguments":{"a":"${r.',
    after: '}"}}]}',
  }),
  "many JMESPaths": piecesOf((index) => `"\${r.map(&[@,@],[[@,@],[@,@]])[?a==\`${index}\`]}"`, {
    before:
      '{"calls":[{"id":"r","tool":"calculate","arguments":{"expression":"1"}},{"tool":"many/x","arguments":{"a":[',
    after: "]}}]}",
    between: ",",
  }),
  "JMESPath that multiplies": piecesOf(
    (index) => `"\${r.[${Array(60).fill("[@,@,@,@]").join(",")}][][]|[${index}:]}"`,
    {
      before:
        '{"calls":[{"id":"r","tool":"calculate","arguments":{"expression":"1"}},{"tool":"calculate","arguments":{"expression":[',
      after: "]}}]}",
      between: ",",
    },
  ),
  "tool patterns": (length) => ({
    text: besideOneCall(`"safety":{${repeated((index) => `"*a*${index}*":"readOnly"`, length, { between: "," })}}`),
  }),
  "plain tool patterns": (length) => ({
    text: besideOneCall(
      `"limits":{${repeated((index) => `"many/t${index}":{"maxConcurrency":1}`, length, { between: "," })}}`,
    ),
  }),
  "stars in a tool pattern": (length) => ({
    text: besideOneCall(`"safety":{"${"*a".repeat(length / 2)}":"readOnly"}`),
  }),
  "100 tool patterns for many calls": (length) => ({
    text: repeated((index) => `{"tool":"t${index}"}`, length, {
      ...inCalls,
      before: `{"safety":{${Array.from({ length: 100 }, (_, index) => `"*${"a*".repeat(200)}${index}":"readOnly"`).join(",")}},"calls":[`,
    }),
  }),
  "state of tools": (length) => ({
    text: besideOneCall(`"state":{${repeated((index) => `"many/t${index}":["a","b"]`, length, { between: "," })}}`),
  }),
  "many servers and calls": (length) => ({
    text: repeated((index) => `{"tool":"s${index}x/t"}`, length / 2, {
      ...inCalls,
      before: `{"servers":{${repeated((index) => `"s${index}":{"command":""}`, length / 2, { between: "," })}},"calls":[`,
    }),
  }),
  servers: (length) => ({
    text: besideOneCall(
      `"servers":{${repeated((index) => `"s${index}":{"command":"false","args":[]}`, length, { between: "," })}}`,
    ),
  }),
  inputs: (length) => ({
    text: besideOneCall(
      `"inputs":[${repeated((index) => `{"id":"i${index}","type":"promptString"}`, length, { between: "," })}]`,
    ),
  }),
};
