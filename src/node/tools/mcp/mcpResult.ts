import * as z from "zod";

import { ToolFailure } from "../../../core/model/failure";
import type { Json, JsonObject } from "../../../core/model/data/json";
import type { ContentBlock, ToolResult } from "../../../core/model/result";
import { worded } from "../../../core/model/text/wording";

/**
 * What a server answers to `tools/call`, read more leniently than the specification has it: a block of a kind that is
 * newer than this program must not make a call fail that did its work.
 */
export const callResultSchema = z.looseObject({
  content: z.array(z.looseObject({ type: z.string() })).default([]),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().optional(),
});

type CallResult = z.output<typeof callResultSchema>;

/** The result in our form. Throws a `ToolFailure` of kind `tool`, with the content as details, when it is an error. */
export function toolResult(answer: CallResult, toolName: string): ToolResult {
  const content = answer.content.map(contentBlock);
  const structuredContent = answer.structuredContent as Json | undefined;
  const result: ToolResult = { content, ...(structuredContent !== undefined && { structuredContent }) };
  if (answer.isError !== true) return result;
  const said = content
    .flatMap((block) => (block.type === "text" ? [block.text] : []))
    .join("\n")
    .trim();
  throw new ToolFailure("tool", said === "" ? worded("{0} reported an error and did not say which.", toolName) : said, {
    details: result as unknown as JsonObject,
  });
}

const textBlock = z.object({ type: z.literal("text"), text: z.string() });
const mediaBlock = z.object({ type: z.enum(["image", "audio"]), data: z.string(), mimeType: z.string() });
const linkBlock = z.object({
  type: z.literal("resource_link"),
  uri: z.string(),
  name: z.string().exactOptional(),
  mimeType: z.string().exactOptional(),
});
const resourceBlock = z.object({
  type: z.literal("resource"),
  resource: z.object({
    uri: z.string(),
    text: z.string().exactOptional(),
    blob: z.string().exactOptional(),
    mimeType: z.string().exactOptional(),
  }),
});
const knownBlock = z.union([textBlock, mediaBlock, linkBlock, resourceBlock]);

function contentBlock(block: CallResult["content"][number]): ContentBlock {
  const known = knownBlock.safeParse(block);
  return known.success ? known.data : { type: "other", value: block as JsonObject };
}
