import type { BoundedText, CallDetails, CallPart, Media } from "../../src/protocol/details";
import { isHostMessage, type HostMessage } from "../../src/protocol/hostMessage";
import type { PanelMessage } from "../../src/protocol/intents";

/** The extension, as the panel talks to it. A request rejects when the host cannot tell: another run is shown by now. */
export interface Host {
  post(message: PanelMessage): void;
  requestDetails(runId: string, call: number): Promise<CallDetails>;
  /** Up to `maxBytes` of a text that was cut. */
  requestText(runId: string, call: number, part: CallPart, maxBytes: number): Promise<BoundedText>;
  /** The bytes of a block of a call's result. */
  requestMedia(runId: string, call: number, part: number): Promise<Media>;
  /** What was persisted by an earlier page of this panel; unchecked. */
  persistedState(): unknown;
  persist(state: unknown): void;
}

type PushedMessage = Extract<HostMessage, { type: "snapshot" | "calls" | "patch" | "task" | "noRun" }>;
type Answer = Exclude<HostMessage, PushedMessage | { type: "rejected" }>;

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** Connects to the extension; `hear` gets what it says unasked. What is no message of the protocol is ignored. */
export function connectToHost(hear: (message: PushedMessage) => void): Host {
  const api = acquireVsCodeApi();
  const pending = new Map<number, Pending>();
  let requests = 0;

  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    const message = event.data;
    if (!isHostMessage(message)) return;
    if (!("requestId" in message)) {
      hear(message);
      return;
    }
    const { requestId } = message;
    if (message.type === "rejected") pending.get(requestId)?.reject(new Error(message.message));
    else pending.get(requestId)?.resolve(message);
    pending.delete(requestId);
  });

  async function ask<Type extends Answer["type"]>(
    type: Type,
    message: (requestId: number) => PanelMessage,
  ): Promise<Extract<Answer, { type: Type }>> {
    const requestId = ++requests;
    const answer = await new Promise<Answer>((resolve, reject) => {
      pending.set(requestId, { resolve, reject });
      api.postMessage(message(requestId));
    });
    if (answer.type !== type) throw new Error(`The extension answered with ${answer.type}, not ${type}.`);
    return answer as Extract<Answer, { type: Type }>;
  }

  return {
    post: (message) => api.postMessage(message),
    requestDetails: async (runId, call) =>
      (await ask("details", (requestId) => ({ kind: "requestDetails", runId, call, requestId }))).details,
    requestText: async (runId, call, part, maxBytes) =>
      (await ask("text", (requestId) => ({ kind: "requestText", runId, call, part, maxBytes, requestId }))).text,
    requestMedia: async (runId, call, part) =>
      (await ask("media", (requestId) => ({ kind: "requestMedia", runId, call, part, requestId }))).media,
    persistedState: () => api.getState(),
    persist: (state) => void api.setState(state),
  };
}
