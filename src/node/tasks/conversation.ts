import type { Ending } from "../../core/model/run";
import { fencedEnding } from "./reading/fence";
import type { CallForm } from "./instructions";
import type { TakenCall } from "./calls/intake";
import type { ModelMessage, ModelToolCall } from "./models/chatModel";

/** What a model wrote in one turn. */
export interface ModelTurn {
  readonly text: string;
  readonly calls: readonly TakenCall[];
}

type Entry = { readonly kind: "said"; readonly text: string } | { readonly kind: "turn"; readonly turn: ModelTurn };

/**
 * What was said in a task. It keeps the calls themselves, not words about them: what a model is told of a call is how it
 * stands when the model is asked.
 */
export class Conversation {
  private readonly entries: Entry[] = [];

  constructor(
    private readonly fence: string,
    private readonly endingOf: (call: number) => Ending | undefined,
  ) {}

  /** Adds what the user, or this program in the user's place, says. */
  addText(text: string): void {
    this.entries.push({ kind: "said", text });
  }

  addTurn(turn: ModelTurn): void {
    this.entries.push({ kind: "turn", turn });
  }

  /** The messages to send; `instructions` come first. */
  messages(instructions: string, form: CallForm): ModelMessage[] {
    const ids = new UniqueIds();
    const said = this.entries.flatMap((entry): ModelMessage[] => {
      if (entry.kind === "said") return [{ role: "user", text: entry.text }];
      return form === "native" ? this.nativeTurn(entry.turn, ids) : this.textTurn(entry.turn);
    });
    return [{ role: "system", text: instructions }, ...mergeUserMessages(said)];
  }

  private nativeTurn({ text, calls }: ModelTurn, ids: UniqueIds): ModelMessage[] {
    const named = calls.map((call) => ({ call, toolCall: toolCallOf(call, ids) }));
    return [
      { role: "assistant", text, toolCalls: named.map(({ toolCall }) => toolCall) },
      ...named.map(({ call, toolCall }): ModelMessage => ({
        role: "tool",
        toolCallId: toolCall.id,
        text: this.told(call),
      })),
    ];
  }

  private textTurn({ text, calls }: ModelTurn): ModelMessage[] {
    const written = calls.map(({ id, written: { name, argumentsText } }) =>
      JSON.stringify({ id, tool: name, arguments: argumentsText }),
    );
    const assistant = [text, ...written].filter((line) => line.trim() !== "").join("\n");
    const wordsOf = calls.map((call) => this.told(call));
    return [
      { role: "assistant", text: assistant, toolCalls: [] },
      ...(wordsOf.length > 0 ? [{ role: "user" as const, text: wordsOf.join("\n\n") }] : []),
    ];
  }

  private told({ id, fate }: TakenCall): string {
    switch (fate.kind) {
      case "rejected":
        return `Call ${JSON.stringify(id)} was not accepted and did not run:\n${fate.problems.map((each) => `- ${each}`).join("\n")}`;
      case "held":
        return `Call ${JSON.stringify(id)} waits for the rest of the plan.`;
      case "accepted": {
        const ending = this.endingOf(fate.call);
        if (ending === undefined)
          return `Call ${JSON.stringify(id)} was accepted and is running. Its result will follow.`;
        if (fate.repeated) return `Call ${JSON.stringify(id)} was made before; see its result there.`;
        return fencedEnding(this.fence, id, ending);
      }
    }
  }
}

/** Servers give ids twice, or none; in a conversation each call needs one of its own. */
class UniqueIds {
  private readonly used = new Set<string>();

  next(wanted: string | undefined): string {
    let id = wanted ?? "";
    for (let number = this.used.size + 1; id === "" || this.used.has(id); number++) id = `call_${number}`;
    this.used.add(id);
    return id;
  }
}

function toolCallOf({ written }: TakenCall, ids: UniqueIds): ModelToolCall {
  // Servers parse what they are sent back: what is no JSON would fail the whole conversation.
  const isReadable = written.arguments.kind === "whole";
  return {
    id: ids.next(written.providerId),
    ...(written.attached && { attached: written.attached }),
    name: written.name.replaceAll(/[^a-zA-Z0-9_-]/g, "_").slice(0, 64) || "unknown",
    arguments: isReadable
      ? JSON.stringify(written.arguments.arguments)
      : JSON.stringify({ unreadable: written.argumentsText }),
  };
}

/** Some servers take no two user messages in a row. */
function mergeUserMessages(messages: readonly ModelMessage[]): ModelMessage[] {
  const merged: ModelMessage[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (last?.role === "user" && message.role === "user") {
      merged[merged.length - 1] = { role: "user", text: `${last.text}\n\n${message.text}` };
    } else merged.push(message);
  }
  return merged;
}
