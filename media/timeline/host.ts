import { isHostMessage, type CallDetails, type HostMessage, type PanelMessage } from "../../src/timeline/protocol";

/** The extension, as the panel talks to it. */
export interface Host {
  post(message: PanelMessage): void;
  /** Rejects when the host cannot tell: the call is unknown, or another run is shown by now. */
  requestDetails(runId: string, call: number): Promise<CallDetails>;
  /** What was persisted by an earlier page of this panel; unchecked. */
  persistedState(): unknown;
  persist(state: unknown): void;
}

type PushedMessage = Extract<HostMessage, { type: "snapshot" | "patch" | "task" | "noRun" }>;

interface Pending {
  readonly resolve: (details: CallDetails) => void;
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
    switch (message.type) {
      case "details":
        pending.get(message.requestId)?.resolve(message.details);
        pending.delete(message.requestId);
        return;
      case "rejected":
        pending.get(message.requestId)?.reject(new Error(message.message));
        pending.delete(message.requestId);
        return;
      default:
        hear(message);
    }
  });

  return {
    post: (message) => api.postMessage(message),
    requestDetails(runId, call) {
      const requestId = ++requests;
      return new Promise((resolve, reject) => {
        pending.set(requestId, { resolve, reject });
        api.postMessage({ type: "requestDetails", runId, call, requestId } satisfies PanelMessage);
      });
    },
    persistedState: () => api.getState(),
    persist: (state) => void api.setState(state),
  };
}
