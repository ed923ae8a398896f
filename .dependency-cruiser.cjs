"use strict";

/** The rooms and the one direction in which they may look; docs/architecture.md says why. */
const pure = "^src/(model|manifest|plan|engine)/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "model-imports-nothing",
      severity: "error",
      from: { path: "^src/model/" },
      to: { pathNot: "^src/model/" },
    },
    {
      name: "manifest-before-plan",
      severity: "error",
      from: { path: "^src/manifest/" },
      to: { path: "^src/", pathNot: "^src/(model|manifest)/" },
    },
    {
      name: "plan-before-engine",
      severity: "error",
      from: { path: "^src/plan/" },
      to: { path: "^src/", pathNot: "^src/(model|manifest|plan)/" },
    },
    {
      name: "engine-looks-back-only",
      severity: "error",
      from: { path: "^src/engine/" },
      to: { path: "^src/", pathNot: "^src/(model|manifest|plan|engine)/" },
    },
    {
      name: "pure-rooms-know-no-node",
      severity: "error",
      comment: "They run in a browser too.",
      from: { path: pure },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "tools-know-no-runs",
      severity: "error",
      from: { path: "^src/tools/" },
      to: { path: "^src/", pathNot: "^src/(model|manifest|tools)/" },
    },
    {
      name: "runs-know-no-editor",
      severity: "error",
      from: { path: "^src/runs/" },
      to: { path: "^src/(timeline|editor|commands|planner|tasks|toolsView|extension|cli)" },
    },
    {
      name: "planner-knows-no-editor",
      severity: "error",
      from: { path: "^src/planner/" },
      to: { path: "^src/(timeline|editor|commands|tasks|toolsView|extension|cli)" },
    },
    {
      name: "vscode-only-at-the-edge",
      severity: "error",
      from: {
        path: "^(src|media)/",
        pathNot: "^src/(commands|editor|timeline|toolsView)/|^src/extension\\.ts$|\\.vscode\\.ts$",
      },
      to: { path: "^vscode$" },
    },
    {
      name: "protocol-is-shared",
      severity: "error",
      comment: "The panel bundles it, so it may not bring VS Code or Node along.",
      from: { path: "^src/timeline/protocol\\.ts$" },
      to: { pathNot: "^src/model/" },
    },
    {
      name: "panel-sees-model-and-protocol",
      severity: "error",
      from: { path: "^media/" },
      to: { path: "^src/", pathNot: "^src/(model/|timeline/protocol\\.ts$)" },
    },
    {
      name: "command-line-without-editor",
      severity: "error",
      from: { path: "^src/cli\\.ts$" },
      to: { path: "^vscode$|\\.vscode\\.ts$", reachable: true },
    },
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
