/**
 * The address of a workbench.
 *
 * @param {string} origin The server's.
 * @param {string | undefined} folder The workspace folder, absolute; `undefined` for a window without one.
 * @param {object} [options]
 * @param {string} [options.file] A file to open at once, absolute.
 * @param {{ extension: string, tests?: string }} [options.development] An extension's folder and its built tests to run in
 *   the extension host, both absolute, on a server that is for tests or for development.
 */
export function workbenchAddress(origin, folder, { file, development } = {}) {
  const remote = (/** @type {string} */ path) => `vscode-remote://${new URL(origin).host}${path}`;
  const payload = [
    ["skipWelcome", "true"],
    ...(file === undefined ? [] : [["openFile", remote(file)]]),
    ...(development === undefined
      ? []
      : [
          ["extensionDevelopmentPath", remote(development.extension)],
          ...(development.tests === undefined ? [] : [["extensionTestsPath", remote(development.tests)]]),
        ]),
  ];
  const opened = folder === undefined ? { ew: "true" } : { folder };
  return `${origin}/?${new URLSearchParams({ ...opened, payload: JSON.stringify(payload) }).toString()}`;
}
