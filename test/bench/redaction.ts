import { createHash } from "node:crypto";

import { Redactor } from "../../src/node/runs/redaction/redactor";
import { inTurns, row, rowAtLeast, type Row } from "./measure";

const megabytes = 8;

/** What looking for secrets takes in texts that hold none, beside looking for one of them as it is. */
export async function redaction(quick: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  for (const secrets of [5, 50]) {
    const redactor = new Redactor();
    for (let index = 0; index < secrets; index++) redactor.addSecret(secretOf(index));
    for (const [name, text] of Object.entries(texts())) {
      const took = await inTurns(quick ? 3 : 9, {
        redactor: () => Promise.resolve(redactor.text(text)),
        indexOf: () => Promise.resolve(text.indexOf(secretOf(0))),
      });
      const perSecond = (milliseconds: number) => text.length / 1000 / Math.max(milliseconds, 0.001);
      const group = `Redaction of ${name}, ${String(secrets)} secrets`;
      const redacted = perSecond(took.redactor.cpu);
      rows.push(
        secrets === 5 ? rowAtLeast(group, "redactor", redacted, "MB/s", 200) : row(group, "redactor", redacted, "MB/s"),
      );
      rows.push(row(group, "redactor ÷ indexOf of one secret", took.redactor.wall / took.indexOf.wall, "×"));
    }
  }
  return rows;
}

function secretOf(index: number): string {
  return createHash("sha256")
    .update(`a secret of nobody's, ${String(index)}`)
    .digest("base64")
    .slice(0, 24);
}

function texts(): Readonly<Record<string, string>> {
  const records = Array.from({ length: 40_000 }, (_, index) => ({
    id: index,
    name: `name ${String(index)}`,
    url: `https://example.org/items/${String(index)}?page=2`,
    sizes: [index, index + 1],
    text: 'All work and no play\nmakes Jack a "dull" boy.',
  }));
  const json = JSON.stringify(records);
  return {
    prose: repeated("All work and no play makes Jack a dull boy, and what is more, he knows.\n"),
    JSON: repeated(json),
    "JSON in JSON": repeated(JSON.stringify(json)),
  };
}

/** One string in one piece, as texts are that came out of a file or over the network. */
function repeated(text: string): string {
  return Buffer.from(text.repeat(Math.ceil((megabytes * 1e6) / text.length)).slice(0, megabytes * 1e6)).toString(
    "latin1",
  );
}
