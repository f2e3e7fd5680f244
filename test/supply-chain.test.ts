/** What the program is made from, and who may change that: the lock file, licences, the list of components, and the workflows. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";

const PROJECT = fileURLToPath(new URL("../", import.meta.url));

interface Locked {
  readonly version: string;
  readonly license: string;
  readonly integrity?: string;
  readonly dev?: true;
  readonly hasInstallScript?: true;
}

const { packages } = JSON.parse(readFileSync(join(PROJECT, "package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
/** What an installed reachlint has beside it. */
const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== "" && dev !== true);
const nameOf = (path: string): string => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

/** Licences that ask for no more than that they are told; MPL-2.0 too asks it of files that we do not change. */
const LICENCES = ["Apache-2.0", "BlueOak-1.0.0", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0", "PSF-2.0"];

test("few packages are shipped, each by its hash, and none runs anything when it is installed", () => {
  expect(shipped.length).toBeLessThanOrEqual(30);
  for (const [path, { integrity, hasInstallScript }] of shipped) {
    expect(integrity, path).toMatch(/^sha512-/);
    expect(hasInstallScript, path).toBeUndefined();
  }
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  for (const name of ["preinstall", "install", "postinstall", "prepare"]) expect(scripts[name], name).toBeUndefined();
});

test("every licence is one that may be shipped", () => {
  for (const [path, { license }] of shipped) expect(LICENCES, path).toContain(license);
});

test("the list of components that a release carries has what is shipped, and nothing else", () => {
  const made = execFileSync(process.execPath, [join(PROJECT, "scripts/sbom.mjs")], { encoding: "utf8" });
  const { bomFormat, components } = JSON.parse(made) as {
    readonly bomFormat: string;
    readonly components: readonly {
      readonly name: string;
      readonly version: string;
      readonly purl: string;
      readonly licenses: readonly { readonly license: { readonly id: string } }[];
      readonly hashes: readonly { readonly alg: string }[];
    }[];
  };
  expect(bomFormat).toBe("CycloneDX");
  const listed = components.map(({ purl, version, licenses }) => [purl, version, licenses[0]?.license.id]);
  const expected = shipped.map(([path, { version, license }]) => [
    `pkg:npm/${nameOf(path).replace("@", "%40")}@${version}`,
    version,
    license,
  ]);
  expect(listed.sort()).toEqual(expected.sort());
  for (const { name, hashes } of components)
    expect(hashes, name).toEqual([expect.objectContaining({ alg: "SHA-512" })]);
});

const WORKFLOWS = join(PROJECT, ".github/workflows");

describe.each(readdirSync(WORKFLOWS))("workflow %s", (name) => {
  const text = readFileSync(join(WORKFLOWS, name), "utf8");
  const workflow = load(text) as { readonly permissions?: unknown };

  test("takes actions by their commits, each with its version beside it", () => {
    const used = [...text.matchAll(/uses: (.*)/g)].map(([, one]) => one!);
    expect(used.length).toBeGreaterThan(0);
    for (const one of used) if (one !== "./") expect(one).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("may only read unless a job says otherwise, and keeps no credentials", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    const checkouts = text.split("actions/checkout@").length - 1;
    expect(text.split("persist-credentials: false").length - 1).toBe(checkouts);
  });

  test("puts nothing that others write into a script", () => {
    for (const [, script] of text.matchAll(/run: (.*)/g)) expect(script).not.toContain("${{");
  });
});
