import { inEnglish } from "../../core/model/text/wording";
import type { SourceListing } from "../../node/tools/listedTools";
import type { CommandLine } from "../commandLine";
import { exitCodes } from "../exit";
import { writeJson, type Output } from "../printing/output";
import { toolLines } from "../printing/text";

/** Writes which tools there are. */
export async function listTools(
  { format }: CommandLine,
  sources: readonly SourceListing[],
  output: Output,
): Promise<number> {
  if (format === "json") await writeJson(output, { sources: sources.map(inDocument) });
  else await output.writeLines([toolLines(sources)]);
  return sources.some((listing) => "unavailable" in listing) ? exitCodes.someDidNot : exitCodes.allSucceeded;
}

function inDocument(listing: SourceListing) {
  return "unavailable" in listing ? { ...listing, unavailable: inEnglish(listing.unavailable) } : listing;
}
