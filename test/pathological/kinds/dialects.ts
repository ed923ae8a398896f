import { piecesOf, repeated, type Kind } from "../kind";

const list = { before: "[", after: "]", between: "," };

/** Every form of calls that is read, whole, broken off and in pieces. */
export const dialectKinds: Readonly<Record<string, Kind>> = {
  "OpenAI calls": piecesOf(
    (index) => `{"id":"c${index}","type":"function","function":{"name":"wait","arguments":"{\\"ms\\":0}"}}`,
    { before: '{"tool_calls":[', after: "]}", between: "," },
  ),
  "OpenAI calls with one id": piecesOf(
    '{"id":"c","type":"function","function":{"name":"wait","arguments":"{\\"a\\":\\"${c}\\"}"}}',
    list,
  ),
  "OpenAI arguments that break off": piecesOf('{"function":{"name":"wait","arguments":"{\\"ms"}}', list),
  "OpenAI arguments of one call": (length) => ({
    text: `{"function":{"name":"wait","arguments":${JSON.stringify(repeated(() => '{"a":[', length / 1.4))}}}`,
  }),
  "OpenAI responses": piecesOf(
    (index) => `{"type":"function_call","call_id":"c${index}","name":"wait","arguments":"{}"}`,
    list,
  ),
  "OpenAI response events": piecesOf(
    (index) =>
      `{"type":"response.output_item.done","item":{"type":"function_call","call_id":"c${index}","name":"wait","arguments":"{}"}}`,
    { between: "\n" },
  ),
  "streamed in pieces": piecesOf(
    '{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"[1,"}}]}}]}',
    {
      before:
        '{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"wait","arguments":""}}]}}]}\n',
      between: "\n",
    },
  ),
  "streamed with names": piecesOf(
    '{"choices":[{"delta":{"tool_calls":[{"id":"c","function":{"name":"wait","arguments":"[1,"}}]}}]}',
    { between: "\n" },
  ),
  "streamed spaces with names": piecesOf(
    '{"choices":[{"delta":{"tool_calls":[{"id":"c","function":{"name":"wait","arguments":" "}}]}}]}',
    { between: "\n" },
  ),
  "streamed with names after much": (length) => ({
    text: repeated(
      () => '{"choices":[{"delta":{"tool_calls":[{"id":"c","function":{"name":"wait","arguments":"1"}}]}}]}',
      length / 2,
      {
        before: `{"choices":[{"delta":{"tool_calls":[{"id":"c","function":{"name":"wait","arguments":"[${"1,".repeat(length / 4)}"}}]}}]}\n`,
        between: "\n",
      },
    ),
  }),
  "streams side by side": piecesOf(
    (index) =>
      `{"choices":[{"delta":{"tool_calls":[{"index":${index},"id":"c${index}","function":{"name":"wait","arguments":"{"}}]}}]}`,
    { between: "\n" },
  ),
  "Anthropic calls": piecesOf((index) => `{"type":"tool_use","id":"t${index}","name":"wait","input":{"ms":0}}`, list),
  "Anthropic calls with one id": piecesOf('{"type":"tool_use","id":"t","name":"wait","input":{"a":"${t.x}"}}', list),
  "Anthropic streamed": piecesOf(
    '{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"[1,"}}',
    {
      before:
        '{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"wait","input":{}}}\n',
      between: "\n",
    },
  ),
  "Anthropic begun over and over": piecesOf(
    '{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"wait","input":{}}}',
    { between: "\n" },
  ),
  "Gemini calls": piecesOf('{"functionCall":{"name":"wait","args":{"ms":0}}}', list),
  "Bedrock calls": piecesOf('{"toolUse":{"toolUseId":"u","name":"wait","input":{"ms":0}}}', list),
  "Ollama calls": piecesOf('{"function":{"name":"wait","arguments":{"ms":0}}}', list),
  "MCP requests": piecesOf(
    (index) => `{"jsonrpc":"2.0","id":${index},"method":"tools/call","params":{"name":"wait","arguments":{"ms":0}}}`,
    { between: "\n" },
  ),
  "LangChain calls": piecesOf('{"name":"wait","args":{"ms":0},"id":"1","type":"tool_call"}', list),
  "AI SDK calls": piecesOf('{"type":"tool-call","toolCallId":"c","toolName":"wait","input":{"ms":0}}', list),
  "AI SDK deltas": piecesOf('{"type":"tool-input-delta","toolCallId":"c","delta":"[1,"}', { between: "\n" }),
  "AIECS calls": piecesOf('{"tool_name":"wait","parameters":{"ms":0}}', list),
  "NESTFUL calls": piecesOf(
    (index) => `{"name":"wait","label":"$var_${index + 1}","arguments":{"a":"$var_${index}.result$"}}`,
    list,
  ),
  "NESTFUL with one label": piecesOf('{"name":"wait","label":"$v","arguments":{"a":"$v.a$ $w.b$"}}', list),
  ReAct: piecesOf('Thought: look\nAction: wait\nAction Input: {"ms": 0}\nObservation: ok', { between: "\n" }),
  "LLMCompiler steps": piecesOf((index) => `${index + 1}. calculate("${index}")`, { between: "\n" }),
  "LLMCompiler references": piecesOf((index) => `${index + 1}. calculate("$${index} + $${index} and $9x")`, {
    between: "\n",
  }),
  "LLMCompiler one step": piecesOf("[", { before: "1. wait(" }),
  "LLMCompiler unclosed steps": piecesOf('1. wait("a', { between: "\n" }),
  "LLMCompiler unclosed strings": piecesOf('1. wait("a" """', { between: "\n" }),
  "LLMCompiler money": piecesOf("under $5 and $6 or ", { before: '1. wait("', after: '")' }),
  "LLMCompiler names": piecesOf("a=1,", { before: "1. wait(", after: "a=1)" }),
  "LLMCompiler spaces": piecesOf(" ", { before: "1. wait(a", after: ")" }),
  "LLMCompiler numbers": piecesOf("1", { before: "1. wait(", after: ")" }),
  "LLMCompiler step numbers": piecesOf("1"),
  "LLMCompiler wide": piecesOf("{'a': (1, None), 'b': b'x'},", { before: "1. wait([", after: "])" }),
  "python strings": piecesOf("'a' ", { before: "1. wait(", after: ")" }),
  "python prefixes": piecesOf("rb", { before: "1. wait(", after: "'a')" }),
  "ReWOO steps": piecesOf((index) => `#E${index + 1} = calculate[${index}]`, { between: "\n" }),
  "ReWOO references": piecesOf((index) => `#E${index + 1} = wait[#E${index} and #E9x]`, { between: "\n" }),
  "ReWOO unclosed": piecesOf((index) => `#E${index + 1} = wait[[`, { between: "\n" }),
  "ReWOO unclosed on one line": piecesOf("#E1=a["),
  "ReWOO unclosed input": piecesOf("[", { before: "#E1 = wait[" }),
  "ReWOO step numbers": piecesOf("#E1"),
  "ReWOO digits": piecesOf("1", { before: "#E" }),
  "ReWOO JSON": piecesOf('{"a":', { before: "#E1 = wait[", after: "]" }),
};
