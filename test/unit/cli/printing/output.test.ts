import { Writable } from "node:stream";
import { expect, it, vi } from "vitest";
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

it("writes the lines of one turn together, in order with what is written after them", async () => {
  const writes: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _, done) {
      writes.push(chunk);
      done();
    },
  });
  const output = new Output(stream, "text");
  for (const each of ["a\n", "b\n", "c\n"]) output.addLine(each);
  expect(writes).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(writes).toEqual(["a\nb\nc\n"]);
  output.addLine("d\n");
  await output.writeLines(["e\n"]);
  expect(writes.join("")).toBe("a\nb\nc\nd\ne\n");
});

it("writes lines that come while whoever reads is slow, once there is room", async () => {
  let text = "";
  const waiting: (() => void)[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    decodeStrings: false,
    write(chunk: string, _, done) {
      text += chunk;
      waiting.push(done);
    },
  });
  const output = new Output(stream, "text");
  output.addLine("a\n");
  await new Promise((resolve) => setImmediate(resolve));
  output.addLine("b\n");
  await new Promise((resolve) => setImmediate(resolve));
  expect(text).toBe("a\n");
  waiting.shift()?.();
  await vi.waitFor(() => {
    expect(text).toBe("a\nb\n");
  });
});
