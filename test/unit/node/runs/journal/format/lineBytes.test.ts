import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../../../../src/core/model/run";
import { eventText } from "../../../../../../src/node/runs/journal/format/eventText";
import { LineBytes } from "../../../../../../src/node/runs/journal/format/lineBytes";
import { Lines } from "../../../../../../src/node/runs/journal/format/lines";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 600 }),
  fc.nat({ max: 300_000 }).map((length) => "€".repeat(length)),
);

function readingFrom(bytes: Buffer): Lines {
  return new Lines({
    read: (into, position) => Promise.resolve(bytes.copy(into, 0, position)),
    close: () => Promise.resolve(),
  });
}

describe("lines of a journal", () => {
  it("are a CRC-32 in eight digits, a space, the JSON as UTF-8 and an end, and are read as they were", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 5 }), async (texts) => {
        const lines = new LineBytes();
        for (const each of texts) lines.add(JSON.stringify(each));
        const expected = texts.map((each) => {
          const json = JSON.stringify(each);
          return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
        });
        expect(lines.bytes.equals(Buffer.from(expected.join("")))).toBe(true);
        expect([lines.count, lines.length]).toEqual([texts.length, lines.bytes.length]);
        const read: unknown[] = [];
        const reading = readingFrom(lines.bytes);
        await reading.read((value) => read.push(value) > 0);
        expect([read, reading.damaged, reading.isTorn]).toEqual([texts, 0, false]);
      }),
    );
  });

  it("are damaged where any byte of them is another", async () => {
    const lines = new LineBytes();
    lines.add('{"type":"callReady","atMs":1.5,"call":7}');
    for (let at = 0; at < lines.length - 1; at++) {
      for (const change of [0x01, 0x20]) {
        const bytes = Buffer.from(lines.bytes);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        const reading = readingFrom(bytes);
        const read: unknown[] = [];
        await reading.read((value) => read.push(value) > 0);
        expect([read, reading.damaged > 0], `byte ${at}`).toEqual([[], true]);
      }
    }
  });
});

describe("an event as text", () => {
  it("says what JSON says of it", () => {
    const result = {
      content: [{ type: "text" as const, text: 'a "quoted" \u2028 text' }],
      structuredContent: { value: 1 },
    };
    const events: RunEvent[] = [
      { type: "callReady", atMs: 1.25, call: 3 },
      { type: "attemptStarted", atMs: 1e21, call: 3, attempt: 2 },
      { type: "attemptStarted", atMs: 0, call: 3, attempt: 2, arguments: { a: ["${b}"] } },
      { type: "callEnded", atMs: 1e-7, call: 3, ending: { outcome: "succeeded", result, cached: true } },
      { type: "roundEnded", atMs: 4, reason: "done" },
    ];
    expect(events.map(eventText)).toEqual(events.map((event) => JSON.stringify(event)));
  });
});
