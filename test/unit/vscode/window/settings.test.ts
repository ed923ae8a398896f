import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

interface Package {
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly scope?: string; readonly default?: unknown }>>;
    };
  };
}

/** What a workspace may say before anybody trusts it, since it changes what is shown and nothing else. */
const harmless = ["parallelTools.showTimeline"];

it("decides of every setting whether a workspace that is not trusted may set it", () => {
  const { capabilities, contributes } = JSON.parse(readFileSync(resolve("package.json"), "utf8")) as Package;
  const restricted = capabilities.untrustedWorkspaces.restrictedConfigurations;
  const settings = Object.entries(contributes.configuration.properties);
  // No workspace can set what is the machine's or the application's.
  const ofWorkspaces = settings.filter(([, { scope }]) => scope !== "machine" && scope !== "application");
  expect([...restricted, ...harmless].sort()).toEqual(ofWorkspaces.map(([name]) => name).sort());
});

it("leaves the settings that decide who is asked to the machine", () => {
  const { contributes } = JSON.parse(readFileSync(resolve("package.json"), "utf8")) as Package;
  for (const name of ["parallelTools.approval", "parallelTools.planReview"]) {
    expect(contributes.configuration.properties[name]?.scope).toBe("machine");
  }
});

it("has a default in package.json for every setting that is read", () => {
  const { contributes } = JSON.parse(readFileSync(resolve("package.json"), "utf8")) as Package;
  const source = readFileSync(resolve("src/vscode/window/settings.ts"), "utf8");
  const members = /interface Settings \{(.*?)\n\}/s.exec(source)?.[1] ?? "";
  const read = [...members.matchAll(/readonly "?([\w.]+)"?:/g)].map(([, name]) => `parallelTools.${name ?? ""}`);
  expect(read).not.toHaveLength(0);
  for (const name of read) expect(contributes.configuration.properties[name]).toHaveProperty("default");
});
