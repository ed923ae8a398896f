/** Where the page's parts are, as addresses that the webview may load. */
export interface WebviewParts {
  readonly script: string;
  readonly style: string;
  /** The webview's own source for the content security policy. */
  readonly cspSource: string;
  /** A value nobody can guess, new for each page. */
  readonly nonce: string;
  /** A BCP 47 language tag. */
  readonly language: string;
}

/**
 * The timeline's page: nothing may load but its script, its style sheet and the style sheet's font, and pictures and sound
 * that the page itself was told the bytes of, in which no script runs.
 */
export function webviewHtml({ script, style, cspSource, nonce, language }: WebviewParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    "img-src data:",
    "media-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="${attribute(language)}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Timeline</title>
    <link rel="stylesheet" href="${attribute(style)}">
  </head>
  <body>
    <parallel-timeline></parallel-timeline>
    <script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
  </body>
</html>`;
}

function attribute(value: string): string {
  return value.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
}
