import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledPackages, dependencyProblems } from "../../../scripts/bundledPackages.mjs";
import { makeNpmPackage } from "../../../scripts/npmPackage.mjs";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Record<string, string>;
  readonly [key: string]: unknown;
}

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  /** Those that are installed within this one. */
  readonly components?: readonly Component[];
}

function namesIn({ group, name, version, components = [] }: Component): readonly string[] {
  const own = `${group === undefined || group === "" ? "" : `${group}/`}${name}@${version}`;
  return [own, ...components.flatMap(namesIn)];
}

const own = readJson("package.json") as Manifest;
let parent: string;
let folder: string;

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), "npm-package-"));
  folder = join(parent, "npm");
  const sbom = join(parent, "sbom.json");
  const cyclonedx = join("node_modules", "@cyclonedx", "cyclonedx-npm", "bin", "cyclonedx-npm-cli.js");
  const scope = ["--omit", "dev", "--package-lock-only", "--output-reproducible", "--mc-type", "application"];
  spawnSync(process.execPath, [cyclonedx, ...scope, "--output-file", sbom], { encoding: "utf8" });
  makeNpmPackage(folder, bundledPackages(), sbom);
});

afterAll(() => {
  rmSync(parent, { recursive: true });
});

describe("the npm package", () => {
  it("needs nothing installed, runs no script, and holds nothing but what it names", () => {
    const manifest = readJson(join(folder, "package.json")) as Manifest;
    expect(manifest).toMatchObject({ name: own.name, version: own.version, bin: own.bin, license: own.license });
    for (const key of ["dependencies", "devDependencies", "scripts", "main"]) expect(manifest).not.toHaveProperty(key);
    expect(readdirSync(folder).sort()).toEqual(
      ["LICENSE", "README.md", "THIRD-PARTY-LICENSES.txt", "dist", "package.json", "sbom.cdx.json"].sort(),
    );
  });

  it("has a command line that runs where it stands", () => {
    const { stdout } = spawnSync(process.execPath, [join(folder, "dist", "cli.js"), "--version"], {
      encoding: "utf8",
      cwd: parent,
    });
    expect(stdout).toBe(`${own.version}\n`);
  });

  it("lists the licence of every package that is bundled, with its text", () => {
    const list = readFileSync(join(folder, "THIRD-PARTY-LICENSES.txt"), "utf8");
    const entries = list.split(`\n${"-".repeat(80)}\n\n`);
    const packages = bundledPackages();
    expect(entries.length).toBe(packages.length);
    for (const [index, path] of packages.entries()) {
      const { name, version, license } = readJson(join(path, "package.json")) as Manifest;
      expect(entries[index]).toContain(`${name} ${version} (${String(license)})`);
      expect(license).toEqual(expect.any(String));
    }
  });

  it("has a bill of materials in CycloneDX's form that names what is bundled", () => {
    const { bomFormat, specVersion, metadata, components } = readJson(join(folder, "sbom.cdx.json")) as {
      bomFormat: string;
      specVersion: string;
      metadata: { component: { name: string; type: string } };
      components: readonly Component[];
    };
    expect([bomFormat, metadata.component.type, metadata.component.name]).toEqual([
      "CycloneDX",
      "application",
      own.name,
    ]);
    expect(Number(specVersion)).toBeGreaterThanOrEqual(1.4);
    const listed = new Set(components.flatMap(namesIn));
    const bundled = bundledPackages().map((path) => readJson(join(path, "package.json")) as Manifest);
    const names = bundled.map(({ name, version }) => `${name}@${version}`);
    expect(names.filter((name) => !listed.has(name))).toEqual([]);
  });
});

describe("what is bundled and what package.json says of it", () => {
  const folders = ["node_modules/a", "node_modules/@s/b", "node_modules/a/node_modules/c"];
  const locked = { "node_modules/a": {}, "node_modules/@s/b": {}, "node_modules/a/node_modules/c": {} };

  it("agree where every package is a dependency, or one of a dependency", () => {
    expect(dependencyProblems(folders, { dependencies: { a: "1", "@s/b": "1" } }, locked)).toEqual([]);
  });

  it("differ where one that is bundled is only for building, or not known, or a dependency is bundled nowhere", () => {
    const dependencies = { a: "1", "@s/b": "1", idle: "1" };
    const { "node_modules/a/node_modules/c": _, ...known } = locked;
    expect(dependencyProblems(folders, { dependencies }, { ...known, "node_modules/a": { dev: true } })).toEqual([
      "node_modules/a is bundled, but package.json has it in devDependencies or not at all.",
      "node_modules/a/node_modules/c is bundled, but package.json has it in devDependencies or not at all.",
      "idle is in package.json's dependencies, but is not bundled: it belongs in devDependencies.",
    ]);
  });

  it("agree in this project", () => {
    const { packages } = readJson("package-lock.json") as { packages: Record<string, { dev?: boolean }> };
    expect(dependencyProblems(bundledPackages(), own, packages)).toEqual([]);
  });
});
