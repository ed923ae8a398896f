/** Whether a text is base64 and nothing else, so that its bytes are written as the same text again. */
export function isPlainBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** How many bytes a text of plain base64 stands for. */
export function byteLength(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

const extensions: Readonly<Record<string, string>> = {
  "audio/mpeg": "mp3",
  "image/jpeg": "jpg",
  "text/markdown": "md",
  "text/plain": "txt",
};

/** The extension, without its dot, of files of a type; `bin` where the type does not tell one. */
export function extensionOf(mimeType: string): string {
  const type = essenceOf(mimeType);
  return extensions[type] ?? /^[a-z]+\/(?:x-)?([a-z0-9]{1,5})(?:\+[a-z]+)?$/.exec(type)?.[1] ?? "bin";
}

/** A type without its parameters, in lower case. */
export function essenceOf(mimeType: string): string {
  return (mimeType.split(";", 1)[0] ?? "").trim().toLowerCase();
}
