import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { Output } from "../../../../src/cli/printing/output";
import { ownWords, type Shown } from "../../../../src/core/model/text/shown";

/** Takes everything at once, as a pipe does. */
function pipe(): { readonly stream: Writable; readonly text: () => string } {
  let text = "";
  const stream = new Writable({
    highWaterMark: Number.MAX_SAFE_INTEGER,
    decodeStrings: false,
    write(chunk: string, _, done) {
      text += chunk;
      done();
    },
  });
  return { stream, text: () => text };
}

const line = ownWords(`${"x".repeat(99)}\n`);

function* lines(count: number): Generator<Shown> {
  for (let each = 0; each < count; each++) yield line;
}

it("lets a signal be heard while it writes, also where whoever reads takes everything at once", async () => {
  const { stream, text } = pipe();
  const output = new Output(stream, "text");
  let writtenWhenHeard = -1;
  const heard = new Promise<void>((resolve) =>
    setImmediate(() => {
      writtenWhenHeard = text().length;
      resolve();
    }),
  );
  await output.write(lines(20_000));
  await heard;
  expect(writtenWhenHeard).toBeLessThan(200_000);
  expect(text().length).toBe(2_000_000);
});
