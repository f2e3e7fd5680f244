/** What the program is made from, and who may change that: the lock file, licences, the list of components, and the workflows. */
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
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
  expect(shipped.length).toBeLessThanOrEqual(35);
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
  const { bomFormat, metadata, components } = JSON.parse(made) as {
    readonly bomFormat: string;
    readonly metadata: { readonly component: { readonly name: string; readonly type: string } };
    readonly components: readonly {
      readonly name: string;
      readonly version: string;
      readonly purl: string;
      readonly licenses: readonly { readonly license: { readonly id: string } }[];
      readonly hashes: readonly { readonly alg: string }[];
    }[];
  };
  expect(bomFormat).toBe("CycloneDX");
  expect(metadata.component).toMatchObject({ name: "reachlint", type: "application" });
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

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | boolean>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** All that any job may write; each is explained in its workflow. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  "codeql.yml analyze": ["security-events"],
  "publish.yml publish": ["attestations", "contents", "id-token"],
  "reachlint.yml scan": ["security-events"],
  "scorecard.yml analyze": ["id-token", "security-events"],
};

describe.each(readdirSync(WORKFLOWS))("workflow %s", (name) => {
  const text = readFileSync(join(WORKFLOWS, name), "utf8");
  const { on, permissions, jobs } = load(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test("takes actions by their commits, each with its version beside it", () => {
    const used = [...text.matchAll(/uses: (.*)/g)].map(([, one]) => one!);
    expect(used).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
    for (const one of used) if (one !== "./") expect(one).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("may only read unless a job says otherwise, and keeps no credentials", () => {
    expect(permissions).toEqual({ contents: "read" });
    for (const [job, { permissions = {} }] of Object.entries(jobs)) {
      const written = Object.keys(permissions).filter((what) => permissions[what] !== "read");
      expect(written.sort(), job).toEqual(WRITES[`${name} ${job}`] ?? []);
    }
    for (const { uses = "", with: given } of steps)
      if (uses.startsWith("actions/checkout@")) expect(given?.["persist-credentials"]).toBe(false);
  });

  test("never runs with more rights than a pull request has, nor without end", () => {
    for (const event of ["pull_request_target", "workflow_run", "issue_comment"])
      expect(Object.keys(on)).not.toContain(event);
    for (const [job, { "timeout-minutes": minutes }] of Object.entries(jobs))
      expect(minutes, job).toBeLessThanOrEqual(30);
  });

  test("puts nothing that others write into a script, and takes packages only by the lock file", () => {
    for (const { uses = "", run = "", with: given = {} } of steps) {
      expect(run).not.toContain("${{");
      expect(given.script ?? "", uses).not.toContain("${{");
      expect(run).not.toMatch(/\bnpm (?:i|install|exec)\b|\bnpx (?!vitest )|\b(?:curl|wget)\b/);
    }
  });
});

/** One action at one version in all workflows and guides, so that one that was mended is not left old somewhere. */
test("an action is taken by one commit everywhere", () => {
  const texts = [
    ...readdirSync(WORKFLOWS).map((name) => join(WORKFLOWS, name)),
    ...["README.md", "docs/usage.md", "src/configuration/starter.ts"].map((name) => join(PROJECT, name)),
  ].map((path) => readFileSync(path, "utf8"));
  const byName = new Map<string, Set<string>>();
  for (const [, owner, name, commit] of texts
    .join("\n")
    .matchAll(/uses: ([\w.-]+)\/([\w.-]+)[\w./-]*@([0-9a-f]{40})/g)) {
    const action = `${owner}/${name}`;
    byName.set(action, (byName.get(action) ?? new Set()).add(commit!));
  }
  expect(byName.size).toBeGreaterThan(5);
  for (const [action, commits] of byName) expect([...commits], action).toHaveLength(1);
});

test("what is brought up to date by a robot is what there is", () => {
  const { updates } = load(readFileSync(join(PROJECT, ".github/dependabot.yml"), "utf8")) as {
    readonly updates: readonly { readonly "package-ecosystem": string; readonly directory: string }[];
  };
  expect(updates.map((one) => [one["package-ecosystem"], one.directory])).toEqual([
    ["npm", "/"],
    ["github-actions", "/"],
    ["docker", "/"],
  ]);
});

/** Programs by how they begin (https://en.wikipedia.org/wiki/List_of_file_signatures), and archives, in which there may be one. */
const PROGRAMS = ["7f454c46", "4d5a", "cafebabe", "cffaedfe", "cefaedfe", "0061736d", "504b0304", "1f8b"];

test("no program is committed but the arbiter of the Action, which is that of its package", () => {
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: PROJECT, encoding: "utf8" }).split("\0").filter(Boolean);
  expect(files).toContain("package.json");
  const programs = files.filter((path) => {
    const found = lstatSync(join(PROJECT, path), { throwIfNoEntry: false });
    if (found?.isFile() !== true) return false;
    const begin = readFileSync(join(PROJECT, path)).subarray(0, 4).toString("hex");
    return PROGRAMS.some((one) => begin.startsWith(one));
  });
  expect(programs).toEqual(["dist/action-arbiter/main.wasm.gz"]);
  const committed = readFileSync(join(PROJECT, programs[0]!));
  expect(committed.equals(readFileSync(join(PROJECT, "node_modules/@cdktf/hcl2json/main.wasm.gz")))).toBe(true);
});

test("the guide tells of each item, and what it links to is there", () => {
  const guide = readFileSync(join(PROJECT, "docs/supply-chain.md"), "utf8");
  for (const [, link] of guide.matchAll(/\]\((?!https:)([^)#]+)/g))
    expect(existsSync(join(PROJECT, "docs", link!)), link).toBe(true);
  for (const item of [
    "Binary-Artifacts",
    "Dangerous-Workflow",
    "Pinned-Dependencies",
    "Signed-Releases",
    "Token-Permissions",
  ])
    expect(guide).toContain(`| ${item} |`);
});
