import { describe, expect, it, vi } from "vitest";
import type { ContentBlock, ToolResult } from "../../../../src/core/model/result";
import { detailsOf, partFile, partMedia, partText } from "../../../../src/vscode/timeline/callDetails";
import type { ShownBlock } from "../../../../src/protocol/details";
import { everyKind, png } from "../../../fixtures/panel/media";
import { createScriptedRun, type ScriptedRun } from "../../../fixtures/panel/scriptedRun";
import { inEnglish } from "../../../../src/core/model/text/wording";

vi.mock("vscode", () => ({ l10n: { t: (key: string) => key } }));

function runWith(result: ToolResult): ScriptedRun {
  const run = createScriptedRun("a", [{ tool: "camera/take/../photo", attempts: [{ takesMs: 1, result }] }]);
  run.finish();
  return run;
}

const detailsWith = (result: ToolResult) => detailsOf(runWith(result), 0, 1000, inEnglish);

/** A block as the panel's list has it. */
function picture(block: ShownBlock): string {
  switch (block.kind) {
    case "text":
      return `text ${block.uri ?? ""} ${block.text.text.slice(0, 20)}`;
    case "link":
      return `link ${block.name} ${block.uri}`;
    default:
      return `${block.kind} ${block.name} ${block.mimeType} ${block.bytes}`;
  }
}

const image = (data: string, mimeType = "image/png"): ContentBlock => ({ type: "image", data, mimeType });

describe("a result with more than text in it", () => {
  it("is shown block by block, each as what it is", () => {
    const details = detailsWith(everyKind);
    expect(details?.result).toBeUndefined();
    expect(details?.blocks?.map(picture)).toEqual([
      "text  The garden, as it wa",
      `image take-..-photo-2.png image/png ${png().length}`,
      "audio take-..-photo-3.wav audio/wav 8044",
      expect.stringMatching(/^image take-\.\.-photo-4\.svg image\/svg\+xml \d+$/) as string,
      "file figures.xlsx application/zip 5000",
      "text notes://today long long long long ",
      "link The garden's plan https://example.org/garden?plan=2026",
      "image take-..-photo-8.png image/png 10",
      expect.stringContaining('"type": "hologra') as string,
    ]);
    expect(details?.blocks?.[5]).toMatchObject({ text: { truncated: true, bytes: 20_000 } });
  });

  it("shows structured content, and beside it what is no text", () => {
    const content: readonly ContentBlock[] = [{ type: "text", text: '{"n":1}' }, image(png().toString("base64"))];
    const details = detailsWith({ content, structuredContent: { n: 1 } });
    expect(details?.result?.text).toBe('{\n  "n": 1\n}');
    expect(details?.blocks?.map(picture)).toEqual([`image take-..-photo-2.png image/png ${png().length}`]);
  });

  it("is text where there is nothing else", () => {
    const details = detailsWith({
      content: [
        { type: "text", text: "a" },
        { type: "text", text: "b" },
      ],
    });
    expect(details?.result?.text).toBe("a\nb");
    expect(details?.blocks).toBeUndefined();
  });

  it("gives no bytes that are none any more, and no type that would be another address", () => {
    const redacted = detailsWith({ content: [image("iVBO«redacted»AAAA")] });
    expect(redacted?.blocks?.map(picture)).toEqual([expect.stringContaining("text  {") as string]);
    const odd = detailsWith({ content: [{ type: "audio", data: "AAAA", mimeType: "audio/x,<b>" }] });
    expect(odd?.blocks).toMatchObject([{ kind: "file", bytes: 3 }]);
  });

  it("leaves what is too large to be shown to be saved", () => {
    const data = "AAAA".repeat(8 * 1024 * 1024);
    expect(detailsWith({ content: [image(data)] })?.blocks).toMatchObject([{ kind: "file", bytes: 24 * 1024 * 1024 }]);
  });
});

describe("a part of a call", () => {
  it("is saved with its own bytes, under a name that leads nowhere", () => {
    const run = runWith(everyKind);
    const names = [0, 1, 4, 5].map((part) => partFile(run, 0, part, inEnglish)?.name);
    expect(names).toEqual(["take-..-photo-1.txt", "take-..-photo-2.png", "figures.xlsx", "today.txt"]);
    expect(Buffer.from(partFile(run, 0, 1, inEnglish)?.bytes ?? [])).toEqual(png());
    expect(partFile(run, 0, "result", inEnglish)?.name).toBe("take-..-photo-result.json");
    expect(Buffer.from(partFile(run, 0, 0, inEnglish)?.bytes ?? []).toString()).toBe(
      "The garden, as it was on Tuesday.",
    );
    const uri = "file:///../../..%2F.bashrc";
    const hidden = runWith({ content: [{ type: "resource", resource: { uri, blob: "AAAA" } }] });
    expect(partFile(hidden, 0, 0, inEnglish)?.name).toBe("2F.bashrc");
    const named = (address: string) =>
      partFile(runWith({ content: [{ type: "resource", resource: { uri: address, blob: "AAAA" } }] }), 0, 0, inEnglish)
        ?.name;
    expect([named("data:application/pdf"), named("https://a.test/logo.png?size=1/2#x"), named("x://a/b")]).toEqual([
      "take-..-photo-1.bin",
      "logo.png",
      "b.bin",
    ]);
  });

  it("is there by its number, as text and as bytes, or not at all", () => {
    const run = runWith(everyKind);
    expect(partText(run, 0, 0, inEnglish)).toBe("The garden, as it was on Tuesday.");
    expect(partText(run, 0, 6, inEnglish)).toBe("https://example.org/garden?plan=2026");
    expect(partMedia(run, 0, 1)?.base64).toBe(png().toString("base64"));
    expect([
      partText(run, 0, 99, inEnglish),
      partMedia(run, 0, 99),
      partFile(run, 0, 99, inEnglish),
      partMedia(run, 0, 0),
    ]).toEqual([...[undefined, undefined, undefined, undefined]]);
  });
});
