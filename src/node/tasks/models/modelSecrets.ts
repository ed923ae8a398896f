import type { Redaction } from "../../runs/redaction/redactor";
import { addUrlSecrets } from "../../runs/redaction/secrets/urlSecrets";
import { addHeaderSecret } from "../../runs/redaction/secrets/variableSecrets";
import type { OpenAiSettings } from "./openaiModel";

/** Tells the redaction what a model's server is reached with: the key, headers, and credentials in its address. */
export function addModelSecrets(
  redaction: Redaction,
  { apiKey, headers = {}, baseUrl }: Pick<OpenAiSettings, "apiKey" | "headers" | "baseUrl">,
): void {
  if (apiKey !== undefined) redaction.addSecret(apiKey);
  for (const [name, value] of Object.entries(headers)) addHeaderSecret(redaction, name, value);
  addUrlSecrets(redaction, baseUrl);
}
