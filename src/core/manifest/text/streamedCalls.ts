import type { Problem } from "../../model/manifest";
import type { FoundCall } from "../dialects/dialect";
import { isWhole, StreamedJson } from "./streamedJson";
import { readArguments } from "../dialects/parts/foundArguments";
import { elementsOf, memberOf, membersOf, stringMember, stringOf, type JsonNode } from "./jsonTree";
import { worded } from "../../model/text/wording";

export interface WholeCalls {
  readonly calls: readonly FoundCall[];
  readonly problems: readonly Problem[];
}

/** A call of a stream: the object that begins it, and its arguments as far as they have come. */
interface Streamed {
  readonly node: JsonNode;
  readonly id: string;
  readonly arguments: StreamedJson;
}

/**
 * Puts calls together that a log has in pieces, as OpenAI's and Anthropic's servers stream them: the first piece names
 * the tool, the arguments follow bit by bit. Taken alone, that first piece would be a call without arguments. Of a call
 * that OpenAI's Responses tell of several times, the one that is complete counts.
 */
export function wholeCalls(text: string, roots: readonly JsonNode[], calls: readonly FoundCall[]): WholeCalls {
  const pieces = new Pieces();
  for (const root of roots) pieces.collect(root);
  if (pieces.begun.size === 0 && pieces.copies.size === 0) return { calls, problems: [] };
  const problems: Problem[] = [];
  const whole = calls.flatMap((call): FoundCall[] => {
    const { node } = call;
    if (node === undefined || pieces.copies.has(node)) return [];
    const streamed = pieces.begun.get(node);
    const json = streamed?.arguments.text ?? "";
    if (json === "") return [call];
    const string: JsonNode = {
      type: "string",
      value: json,
      offset: call.range.offset,
      length: call.range.length,
    };
    const read = readArguments(text, string, node);
    if (isWhole(json)) {
      const altered = read.problems.map((problem) => ({ ...problem, range: call.range }));
      return [{ ...call, arguments: { value: read.value, problems: altered, rangeOf: () => call.range } }];
    }
    const said = worded("The stream breaks off in the arguments of {0}. This call was left out.", call.tool);
    problems.push({ severity: "warning", ...said, range: call.range });
    return [];
  });
  return { calls: whole, problems };
}

class Pieces {
  /** By the object that a dialect takes for the call. */
  readonly begun = new Map<JsonNode, Streamed>();
  /** Objects that say once more what another one says, or less. */
  readonly copies = new Set<JsonNode>();
  /** What is being written, by its place in its answer. */
  private readonly open = new Map<string, Streamed>();
  private readonly done = new Set<string>();

  collect(node: JsonNode): void {
    if (node.type === "array") for (const element of elementsOf(node)) this.collect(element);
    if (node.type !== "object") return;
    const type = stringMember(node, "type") ?? "";
    const choices = elementsOf(memberOf(node, "choices"));
    if (choices.length > 0) for (const choice of choices) this.collectChat(node, choice);
    else if (type.startsWith("content_block_")) this.collectAnthropic(node, type);
    else if (type.startsWith("response.")) this.collectResponses(node, type);
    // A logger's line may have the event in it.
    else for (const { value } of membersOf(node)) if (value.type === "object") this.collect(value);
  }

  private collectChat(chunk: JsonNode, choice: JsonNode): void {
    for (const piece of elementsOf(memberOf(memberOf(choice, "delta"), "tool_calls"))) {
      const place = ["chat", stringMember(chunk, "id"), number(choice), number(piece)].join(" ");
      const id = stringMember(piece, "id") ?? "";
      const target = memberOf(piece, "function");
      const isNamed = (stringMember(target ?? piece, "name") ?? "") !== "";
      const json = stringOf(memberOf(target, "arguments")) ?? "";
      const current = this.open.get(place);
      if (isNamed && (current === undefined || (id !== "" && id !== current.id) || current.arguments.isWhole)) {
        this.begin(place, piece, id, json);
      } else if (current !== undefined) {
        current.arguments.add(json);
        this.copies.add(piece);
      }
    }
  }

  private collectAnthropic(event: JsonNode, type: string): void {
    const place = `anthropic ${number(event)}`;
    const block = memberOf(event, "content_block");
    if (block !== undefined) this.begin(place, block, "", "");
    const current = this.open.get(place);
    if (type !== "content_block_delta" || current === undefined) return;
    current.arguments.add(stringOf(memberOf(memberOf(event, "delta"), "partial_json")) ?? "");
  }

  private collectResponses(event: JsonNode, type: string): void {
    const item = memberOf(event, "item");
    const items = item === undefined ? elementsOf(memberOf(memberOf(event, "response"), "output")) : [item];
    for (const each of items) {
      const id = stringMember(each, "call_id") ?? stringMember(each, "id") ?? "";
      const isComplete = type === "response.output_item.done" || type === "response.completed";
      if (!isComplete || this.done.has(id)) this.copies.add(each);
      else if (id !== "") this.done.add(id);
    }
  }

  private begin(place: string, node: JsonNode, id: string, json: string): void {
    const streamed: Streamed = { node, id, arguments: new StreamedJson() };
    streamed.arguments.add(json);
    this.open.set(place, streamed);
    this.begun.set(streamed.node, streamed);
  }
}

function number(node: JsonNode): string {
  return String(memberOf(node, "index")?.value ?? 0);
}
