import { afterEach, describe, expect, it, vi } from "vitest";
import { createMcpFetch } from "../../../../../../src/node/tools/mcp/http/mcpFetch";

afterEach(() => {
  vi.unstubAllGlobals();
});

const megabyte = 1024 * 1024;

/** How many bytes arrive of an answer that is as many chunks. */
async function read(contentType: string, chunk: Uint8Array, chunks: number): Promise<number> {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent++ < chunks) controller.enqueue(chunk);
      else controller.close();
    },
  });
  const answer = new Response(body, { headers: { "content-type": contentType } });
  vi.stubGlobal("fetch", () => Promise.resolve(answer));
  const response = await createMcpFetch()("http://127.0.0.1/mcp");
  let bytes = 0;
  for await (const each of response.body as unknown as AsyncIterable<Uint8Array>) bytes += each.length;
  return bytes;
}

const withoutLine = new Uint8Array(megabyte);
const withLine = Uint8Array.from(withoutLine);
withLine[0] = 0x0a;

describe("what a server over HTTP sends", () => {
  it.each(["application/json", "text/event-stream"])("is left when it has no end, as %s", async (type) => {
    await expect(read(type, withoutLine, 1_000_000)).rejects.toThrow("a message of more than 100 MB");
  });

  it("may go on as long as each of its lines ends", async () => {
    expect(await read("text/event-stream; charset=utf-8", withLine, 150)).toBe(150 * megabyte);
  });
});
