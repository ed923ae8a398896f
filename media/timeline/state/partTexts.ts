import type { BoundedText, CallDetails, CallPart } from "../../../src/protocol/details";

/** What is shown of a part of a call that is text. */
export function textOf(details: CallDetails, part: CallPart): BoundedText | undefined {
  if (typeof part !== "number") return details[part];
  const block = details.blocks?.find(({ number }) => number === part);
  return block?.kind === "text" ? block.text : undefined;
}

/** The details with more, or less, of one text. */
export function withText(details: CallDetails, part: CallPart, text: BoundedText): CallDetails {
  if (typeof part !== "number") return { ...details, [part]: text };
  const blocks = details.blocks?.map((block) =>
    block.kind === "text" && block.number === part ? { ...block, text } : block,
  );
  return { ...details, ...(blocks && { blocks }) };
}

/** How many bytes of a text are shown. */
export function shownBytes({ text }: BoundedText): number {
  return new Blob([text]).size;
}
