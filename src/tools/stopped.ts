import { ToolFailure } from "../model/failure";

/** How a call ends whose attempt was cancelled or timed out, whatever was thrown because of it. */
export function stopped(toolName: string, cause: unknown): ToolFailure {
  return new ToolFailure("cancelled", `${toolName} was stopped.`, { cause });
}
