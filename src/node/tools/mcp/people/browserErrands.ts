import type { Client } from "@modelcontextprotocol/client";

/**
 * What a server says has been done in the browser. It may say so before anybody waits for it: the notice can come in one
 * piece with the error that asks for it.
 */
export class BrowserErrands {
  private readonly done = new Set<string>();
  private readonly waiting = new Map<string, (() => void)[]>();

  constructor(client: Client) {
    client.setNotificationHandler("notifications/elicitation/complete", ({ params: { elicitationId } }) => {
      this.done.add(elicitationId);
      for (const tell of this.waiting.get(elicitationId) ?? []) tell();
      this.waiting.delete(elicitationId);
    });
  }

  /** Resolves once the server has said that this one is done. */
  whenDone(elicitationId: string): Promise<void> {
    if (this.done.has(elicitationId)) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.set(elicitationId, [...(this.waiting.get(elicitationId) ?? []), resolve]);
    });
  }
}
