/**
 * Who says something: a file that the user keeps and has named (a manifest, `mcp.json`, the settings), text that was
 * selected, pasted or stands in no file, a model, a server about itself, or what some program recorded.
 */
export type Origin = "userFile" | "selection" | "model" | "server" | "trace";

/**
 * Whether somebody's word may make a call safer, so that it is asked about less. Everybody's word may make it less safe.
 * What nobody is known to have said counts as a stranger's.
 */
export function isUsers(origin: Origin | undefined): boolean {
  return origin === "userFile";
}
