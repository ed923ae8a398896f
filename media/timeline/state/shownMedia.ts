import type { Media, ShownBlock } from "../../../src/protocol/details";

/** A picture or a sound on its way to the page. */
export type ShownMedia =
  | { readonly state: "loading" }
  /** `address` is what an element takes; `pixels` a picture's own width and height, where it has these. */
  | {
      readonly state: "loaded";
      readonly address: string;
      readonly pixels?: { readonly width: number; readonly height: number };
    }
  /** It is not what its type says, or of a kind that this page cannot show. */
  | { readonly state: "unshowable" };

/** Whether a block is something to look at or to listen to. */
export function isMediaBlock(block: ShownBlock): block is Extract<ShownBlock, { kind: "image" | "audio" | "file" }> {
  return block.kind === "image" || block.kind === "audio";
}

/** Finds out whether what the host sent can be shown, and how large it is. Never rejects. */
export async function showable(kind: "image" | "audio" | "file", media: Media): Promise<ShownMedia> {
  const address = `data:${media.mimeType};base64,${media.base64}`;
  if (kind === "audio") {
    const canPlay = document.createElement("audio").canPlayType(media.mimeType) !== "";
    return canPlay ? { state: "loaded", address } : { state: "unshowable" };
  }
  const picture = new Image();
  picture.src = address;
  try {
    await picture.decode();
  } catch {
    return { state: "unshowable" };
  }
  const { naturalWidth: width, naturalHeight: height } = picture;
  return { state: "loaded", address, ...(width > 0 && height > 0 && { pixels: { width, height } }) };
}
