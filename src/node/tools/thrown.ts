import { ToolFailure } from "../../core/model/failure";
import { worded } from "../../core/model/text/wording";

/** How a call ends whose attempt was cancelled or timed out, whatever was thrown because of it. */
export function stopped(toolName: string, cause: unknown): ToolFailure {
  return new ToolFailure("cancelled", worded("{0} was stopped.", toolName), { cause });
}

/** The `code` of a system error (`ENOENT`, `ECONNREFUSED`), if what was thrown has one. */
export function errorCode(thrown: unknown): string | undefined {
  if (typeof thrown !== "object" || thrown === null || !("code" in thrown)) return undefined;
  return typeof thrown.code === "string" ? thrown.code : undefined;
}
