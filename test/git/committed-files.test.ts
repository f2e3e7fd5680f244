/** A scan of a commit says what a scan of its checkout says. */
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { disk } from "../../src/discover/file-system.ts";
import { CommittedFiles } from "../../src/git/committed-files.ts";
import { localFiles } from "../../src/git/local-files.ts";
import { commitOf } from "../../src/git/revision.ts";
import { openGit } from "../../src/git/run-git.ts";
import { type ScanOptions, scan } from "../../src/index.ts";
import { reportJson } from "../../src/report/json/json.ts";
import { TERRAFORM } from "../adoption-samples.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { commit, GIT_ENVIRONMENT, git, makeRepository } from "./repository.ts";

const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));

const made: string[] = [];
afterEach(() => made.splice(0).forEach(removeDirectory));

function repository(files: Parameters<typeof makeRepository>[0]): string {
  const top = makeRepository(files);
  made.push(top);
  return top;
}

function filesOf(top: string, revision = "HEAD", named: readonly string[] = []): CommittedFiles {
  const opened = openGit(top, GIT_ENVIRONMENT);
  const id = commitOf(opened, revision);
  if (id === undefined) throw new Error(`there is no ${revision}`);
  return new CommittedFiles({
    git: opened,
    commit: id,
    local: localFiles(opened, named),
    environment: GIT_ENVIRONMENT,
  });
}

async function report(top: string, paths: readonly string[], options: ScanOptions = {}): Promise<object> {
  return reportJson(await scan(top, paths, options));
}

/** Checks that both scans say the same, and something; what they say. */
async function same(top: string, paths: readonly string[], options: ScanOptions = {}): Promise<object> {
  const before = await report(top, paths, options);
  expect(await report(top, paths, { ...options, system: filesOf(top) })).toEqual(before);
  return before;
}

test("the fixtures, as they lie there and from git", async () => {
  const top = repository({});
  const some = readdirSync(FIXTURES).filter((_, at) => at % 12 === 0);
  for (const name of some) cpSync(join(FIXTURES, name), join(top, "infra", name), { recursive: true });
  commit(top, {});
  expect(await same(top, ["infra"])).toMatchObject({ diagnostics: expect.anything() });
  // Nothing is read from the disk, so it may be gone.
  const files = filesOf(top);
  const before = await report(top, ["infra"]);
  rmSync(join(top, "infra"), { recursive: true });
  expect(await report(top, ["infra"], { system: files })).toEqual(before);
});

test("links, modules beside the root, ignored files, names with blanks and letters of any kind", async () => {
  const top = repository({
    ".gitignore": "ignored/\n*.tfvars\n",
    "modules/app/main.tf": TERRAFORM,
    "live/pröd – 1/main.tf": 'module "app" { source = "../../modules/app" }\n',
    "live/linked/readme.md": "",
    "ignored/main.tf": TERRAFORM,
  });
  symlinkSync("../../modules/app/main.tf", join(top, "live/linked/main.tf"));
  symlinkSync("linked", join(top, "live/again"));
  symlinkSync("nowhere", join(top, "live/broken.tf"));
  symlinkSync("itself.tf", join(top, "live/itself.tf"));
  symlinkSync("/etc/passwd", join(top, "live/out.tf"));
  commit(top, {});
  expect(await same(top, ["live"])).toMatchObject({
    roots: [{ path: "live" }, { path: "live/linked" }, { path: "live/pröd – 1" }],
  });
  await same(top, ["."]);
  await same(top, ["live/again/main.tf"]);
  await same(top, ["nothing", "live/broken.tf"]);
});

test("what no commit holds is the same before and after: installed modules, ignored values, named files", async () => {
  const variables = 'variable "port" {}\nvariable "other" {}\n';
  const root = TERRAFORM.replace(/(from|to)_port( +)= 80\n/g, "$1_port$2= var.port\n");
  expect(root).not.toBe(TERRAFORM);
  const call = 'module "far" { source = "example/far/aws" }\n';
  const top = repository({ ".gitignore": "*.tfvars\n", "infra/main.tf": root + variables + call });
  commit(top, { "infra/new.tf": "" });
  const module = { Key: "far", Source: "registry.terraform.io/example/far/aws", Dir: ".terraform/modules/far" };
  for (const [path, text] of Object.entries({
    "infra/terraform.tfvars": "port = 80\n",
    "infra/named.tfvars.json": '{ "other": 1 }',
    "infra/.terraform/modules/modules.json": JSON.stringify({ Modules: [module] }),
    "infra/.terraform/modules/far/main.tf": 'resource "aws_vpc" "far" {}\n',
  })) {
    mkdirSync(join(top, path, ".."), { recursive: true });
    writeFileSync(join(top, path), text);
  }
  const options = { assignments: [{ kind: "var-file", path: "infra/named.tfvars.json" }] } as const;
  const before = await report(top, ["infra"], options);
  const system = filesOf(top, "HEAD~1", [join(top, "infra/named.tfvars.json")]);
  expect(system.target(join(top, "infra/new.tf"))).toBeUndefined();
  const after = await report(top, ["infra"], { ...options, system });
  expect(after).toMatchObject({ findings: (before as { findings: unknown }).findings, diagnostics: [] });
  expect(before).toMatchObject({ coverage: { notEvaluated: [] }, findings: [{ verdict: "violated" }] });
});

test("a submodule is what its commit holds, and empty where it is not cloned", async () => {
  const inner = repository({ "main.tf": TERRAFORM });
  const top = repository({ "readme.md": "" });
  git(top, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "infra/inner");
  commit(top, {});
  expect(await same(top, ["infra"])).toMatchObject({ findings: [{ verdict: "violated" }] });

  const clone = makeDirectory();
  made.push(clone);
  git(clone, "clone", "--quiet", top, ".");
  expect(await same(clone, ["."])).toMatchObject({ roots: [] });
});

test("a work tree beside the repository, objects that another repository lends, and one that is packed", async () => {
  const top = repository({ "infra/main.tf": TERRAFORM });
  git(top, "gc", "--quiet");
  await same(top, ["infra"]);
  const [beside, borrower] = [makeDirectory(), makeDirectory()];
  made.push(beside, borrower);
  rmSync(beside, { recursive: true });
  git(top, "worktree", "add", "--quiet", "--detach", beside);
  await same(beside, ["infra"]);
  git(borrower, "clone", "--quiet", "--shared", top, ".");
  await same(borrower, ["infra"]);
});

test("outside of the repository the disk says what there is", () => {
  const files = filesOf(repository({ "a/b.tf": "x" }));
  const outside = makeDirectory({ "c.tf": "y" });
  made.push(outside);
  for (const path of [outside, join(outside, "c.tf"), join(outside, "d.tf"), "/"]) {
    expect(files.realPath(path)).toEqual(disk.realPath(path));
    expect(files.target(path)?.kind).toEqual(disk.target(path)?.kind);
  }
  expect(new TextDecoder().decode(files.read(join(outside, "c.tf")))).toBe("y");
});
