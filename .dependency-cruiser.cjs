"use strict";

/** The floors and rooms, each of which sees those before it alone; docs/architecture.md says why. */
const coreRooms = ["model", "async", "manifest", "plan", "engine"];
const nodeRooms = ["tools", "runs", "tasks"];
const vscodeRooms = ["window", "words", "editing", "tools", "timeline", "runs", "tasks"];

/** Rules by which no room of a floor sees one that comes after it. */
function inOrder(floor, rooms) {
  return rooms.slice(0, -1).map((room, at) => ({
    name: `${floor}-${room}-sees-what-comes-before-it`,
    severity: "error",
    from: { path: `^src/${floor}/${room}/` },
    to: { path: `^src/${floor}/(${rooms.slice(at + 1).join("|")})/` },
  }));
}

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "core-sees-itself",
      severity: "error",
      from: { path: "^src/core/" },
      to: { path: "^(src|media)/", pathNot: "^src/core/|^media/schemas/" },
    },
    {
      name: "core-knows-no-node",
      severity: "error",
      comment: "It runs in a browser too.",
      from: { path: "^src/core/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "model-imports-nothing",
      severity: "error",
      from: { path: "^src/core/model/" },
      to: { pathNot: "^src/core/model/" },
    },
    {
      name: "plan-and-engine-apart",
      severity: "error",
      comment: "A plan is data: the engine takes it from wherever it comes.",
      from: { path: "^src/core/engine/" },
      to: { path: "^src/core/plan/" },
    },
    {
      name: "node-sees-core",
      severity: "error",
      from: { path: "^src/node/" },
      to: { path: "^(src|media)/", pathNot: "^src/(core|node)/" },
    },
    {
      name: "vscode-on-its-floor-alone",
      severity: "error",
      from: { path: "^(src|media)/", pathNot: "^src/vscode/|^src/extension\\.ts$" },
      to: { path: "^vscode$" },
    },
    {
      name: "command-line-without-editor",
      severity: "error",
      from: { path: "^src/cli/" },
      to: { path: "^vscode$|^src/(vscode|protocol)/|^media/timeline/", reachable: true },
    },
    {
      name: "nobody-sees-the-entries",
      severity: "error",
      from: { path: "^(src|media)/", pathNot: "^src/cli/" },
      to: { path: "^src/(cli/|extension\\.ts$)" },
    },
    {
      name: "protocol-is-shared",
      severity: "error",
      comment: "The panel bundles it, so it may not bring VS Code or Node along.",
      from: { path: "^src/protocol/" },
      to: { pathNot: "^src/(core/model|protocol)/" },
    },
    {
      name: "panel-sees-model-and-protocol",
      severity: "error",
      from: { path: "^media/" },
      to: { path: "^src/", pathNot: "^src/(core/model|core/async|protocol)/" },
    },
    ...inOrder("core", coreRooms),
    ...inOrder("node", nodeRooms),
    ...inOrder("vscode", vscodeRooms),
    { name: "nothing-unresolved", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^vscode$" } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^test/fixtures/|^esbuild\\.js$" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
