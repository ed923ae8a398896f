import * as vscode from "vscode";

import { webAddress, type AddressUse } from "../../../node/tools/http/webAddress";

/**
 * The one place from which addresses are opened, exactly as they are written. A `Uri` of VS Code's decodes and encodes
 * anew, and what comes of a query is not what it was; the function takes text too, which its type does not say
 * (microsoft/vscode issue 85930). False where the address may not be opened, or was not.
 */
export async function openInBrowser(address: URL, use: AddressUse): Promise<boolean> {
  const url = webAddress(address, use);
  return url !== undefined && (await vscode.env.openExternal(url.href as unknown as vscode.Uri));
}
