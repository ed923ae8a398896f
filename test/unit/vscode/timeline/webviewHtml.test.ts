import { describe, expect, it } from "vitest";
import { webviewHtml } from "../../../../src/vscode/timeline/webviewHtml";

describe("the panel's page", () => {
  const page = webviewHtml({
    script: "s.js",
    style: "s.css",
    cspSource: "https://own",
    nonce: "n0",
    language: 'en"><x',
  });

  it("allows its own script, style sheet and font, pictures and sound that it was sent, and nothing else", () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
    expect(policy).toBe(
      "default-src 'none'; script-src 'nonce-n0'; style-src https://own; font-src https://own; img-src data:; media-src data:; base-uri 'none'; form-action 'none'",
    );
  });

  it("cannot be broken out of", () => {
    expect(page).not.toContain("<x");
  });
});
