import * as vscode from "vscode";
import type { TextRange } from "../../core/model/manifest";
import type { Origin } from "../../core/model/origin";

/**
 * Who has written what stands in a document: the user where it is a JSON file, whole, of the disk or of a folder that is open.
 * What stands in no file has been pasted, and the code of a chat, an older version or a log is somebody else's.
 */
export function originOfDocument(
  { uri, isUntitled, languageId }: Pick<vscode.TextDocument, "uri" | "isUntitled" | "languageId">,
  within?: TextRange,
): Origin {
  const isKept = uri.scheme === "file" || vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return within === undefined && !isUntitled && isKept && /^jsonc?$/.test(languageId) ? "userFile" : "selection";
}
