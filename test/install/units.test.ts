/** What units of Terragrunt need is installed: what their modules call, and the modules themselves where they are elsewhere. */
import { existsSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type InstallResult, install } from "../../src/install/install.ts";
import { scan } from "../../src/pipeline.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { scanRequest } from "../../src/request.ts";
import { app } from "../service-source.ts";
import { GitSite, makeDirectory, Site, type Texts, tarball, writeFiles } from "./served.ts";

const site = new Site();
const gits = new GitSite();
const made: string[] = [];
let configuration = "";

beforeAll(async () => {
  await Promise.all([site.open(), gits.open()]);
  configuration = directory({
    rc: `host "registry.terraform.io" {\n  services = { "modules.v1" = "${site.url}/v1/modules/" }\n}\n`,
  });
});
afterAll(async () => {
  gits.close();
  await site.close();
  for (const one of made) rmSync(one, { recursive: true, force: true });
});
afterEach(() => {
  site.asked.length = 0;
});

function directory(files: Texts): string {
  made.push(makeDirectory(files));
  return made.at(-1)!;
}

/** As `reachlint get .` would. */
function get(
  workingDirectory: string,
  more: { readonly cache?: string; readonly offline?: boolean } = {},
): Promise<InstallResult> {
  const environment = {
    PATH: process.env.PATH,
    HOME: configuration,
    TF_CLI_CONFIG_FILE: join(configuration, "rc"),
    GIT_CONFIG_GLOBAL: "/dev/null",
  };
  return install({ workingDirectory, paths: ["."], exclude: [], environment, ...more });
}

function scanned(workingDirectory: string): Promise<ScanResult> {
  return scan(scanRequest(workingDirectory, ["."], {}));
}

const unit = (source: string, more = ""): string => `terraform {\n  source = "${source}"\n}\n${more}`;
const messages = ({ diagnostics }: Pick<InstallResult, "diagnostics">): readonly string[] =>
  diagnostics.map(({ span, message }) => `${span?.file.path}: ${message}`);
const HINT = "run reachlint get, or terragrunt run --all init, which lay modules out in .terragrunt-cache";

/** A service whose hosts admit the ports from one that the unit passes. */
const MODULE = `variable "port" {\n  type = number\n}\n${app("var.port")}`;

test("what the module of a unit calls is installed, though it is no root by itself", async () => {
  const top = directory({
    "live/app/terragrunt.hcl": unit("../../modules/app"),
    // It is called too, so that it is no root.
    "other/main.tf": 'module "app" {\n  source = "../modules/app"\n}\n',
    "modules/app/main.tf": 'module "net" {\n  source = "acme/net/aws"\n  version = "1.0.0"\n}\n',
  });
  const told = await scanned(top);
  expect(told.coverage.notEvaluated.map(({ address, hint }) => `${address}: ${hint}`).sort()).toEqual([
    "module.app.module.net: run reachlint get, or terraform init",
    "module.net: run reachlint get, or terraform init",
  ]);
  const { roots } = await get(top, { offline: true });
  expect(roots.map(({ path }) => path)).toEqual(["modules/app", "other"]);
});

describe("the module of a unit that is elsewhere", () => {
  /** Each as the address that a unit has it from. */
  async function serve(): Promise<Readonly<Record<string, string>>> {
    gits.commit("catalog", { "modules/app/main.tf": MODULE, "modules/app/note.txt": "1" });
    gits.git("catalog", "tag", "-f", "v1.0.0");
    const body = await tarball({ "modules/app/main.tf": MODULE });
    site.answers.set("/app.tar.gz", { body });
    site.module("acme/app/aws", { "1.2.3": { status: 204, headers: { "x-terraform-get": "/app.tar.gz" } } });
    site.module("acme/inner/aws", {
      "1.0.0": { status: 204, headers: { "x-terraform-get": "/app.tar.gz//modules?archive=tar.gz" } },
    });
    return {
      git: `git::${gits.url("catalog")}//modules/app?ref=v1.0.0`,
      archive: `${site.url}/app.tar.gz//modules/app`,
      registry: "tfr:///acme/app/aws//modules/app?version=1.2.3",
      "registry that names a directory": "tfr://registry.terraform.io/acme/inner/aws//app?version=1.0.0",
    };
  }

  for (const name of ["git", "archive", "registry", "registry that names a directory"])
    test(`by ${name}: who follows the hint of the scan finds it in the next one`, async () => {
      const source = (await serve())[name]!;
      const top = directory({ "live/app/terragrunt.hcl": unit(source, "inputs = {\n  port = 32768\n}\n") });
      const before = await scanned(top);
      expect(before.coverage.notEvaluated.map(({ address, hint }) => [address, hint])).toEqual([["live/app", HINT]]);
      expect(before.flows).toEqual([]);
      expect(before.coverage.notEvaluated[0]!.hint).toMatch(/^run reachlint get\b/);
      const { sources, diagnostics } = await get(top);
      expect(messages({ diagnostics })).toEqual([]);
      expect(sources).toMatchObject([{ text: source, isNew: true }]);
      const after = await scanned(top);
      expect(after.coverage.notEvaluated).toEqual([]);
      expect(after.flows.map(({ verdict, root }) => [root, verdict])).toEqual([
        ["live/app", "reachable"],
        ["live/app", "reachable"],
      ]);
      // A second time it is there.
      expect((await get(top)).sources).toMatchObject([{ text: source, isNew: false }]);
    });

  test("of another revision is not taken for the one that is wanted", async () => {
    const source = (await serve()).git!;
    const top = directory({ "live/app/terragrunt.hcl": unit(source, "inputs = {\n  port = 32768\n}\n") });
    await get(top);
    gits.commit("catalog", { "modules/app/main.tf": MODULE.replaceAll("65535", "32999") });
    gits.git("catalog", "tag", "-f", "v2.0.0");
    const changed = { "live/app/terragrunt.hcl": unit(source.replace("v1", "v2"), "inputs = {\n  port = 32768\n}\n") };
    writeFiles(top, changed);
    expect((await scanned(top)).coverage.notEvaluated.map(({ hint }) => hint)).toEqual([HINT]);
    await get(top);
    expect((await scanned(top)).flows.map(({ verdict }) => verdict)).toEqual(["partial", "partial"]);
  });

  test("has what it calls installed too", async () => {
    await serve();
    const calling = await tarball({
      "main.tf": 'module "app" {\n  source = "acme/app/aws//modules/app"\n  port = 32768\n}\n',
    });
    site.answers.set("/calling.tar.gz", { body: calling });
    const top = directory({ "live/app/terragrunt.hcl": unit(`${site.url}/calling.tar.gz`) });
    const { roots, diagnostics } = await get(top);
    expect(messages({ diagnostics })).toEqual([]);
    expect(roots.flatMap(({ modules }) => modules.map(({ key, version }) => [key, version]))).toEqual([
      ["app", "1.2.3"],
    ]);
    const { coverage, flows } = await scanned(top);
    expect([coverage.notEvaluated, flows.map(({ verdict }) => verdict)]).toEqual([[], ["reachable", "reachable"]]);
  });

  test("is fetched once for all units that have it, and from the cache without the network", async () => {
    const source = (await serve()).registry!;
    const files = {
      "a/terragrunt.hcl": unit(source),
      "b/terragrunt.hcl": unit(source.replace("//modules/app?", "//modules/app//?")),
    };
    const [top, again, cache] = [directory(files), directory(files), directory({})];
    expect(messages(await get(top, { cache }))).toEqual([]);
    expect(site.asked.map(({ path }) => path)).toEqual(["/v1/modules/acme/app/aws/1.2.3/download", "/app.tar.gz"]);
    const { sources, diagnostics } = await get(again, { cache, offline: true });
    expect(messages({ diagnostics })).toEqual([]);
    expect(sources.map(({ isNew }) => isNew)).toEqual([true, true]);
    expect(messages(await get(directory(files), { offline: true }))[0]).toContain("nothing is fetched");
  });

  test("is what Terragrunt laid out, where it did", async () => {
    const top = directory({
      "live/app/terragrunt.hcl": unit("git::https://127.0.0.1:9/x.git//m"),
      "live/app/.terragrunt-cache/a/b/m/main.tf": "",
    });
    expect(await get(top)).toMatchObject({ sources: [], diagnostics: [] });
  });

  test("is told where it cannot be had, at its source and without secrets, and nothing is left of it", async () => {
    await serve();
    for (const [source, said] of [
      ["tfr:///acme/app/aws", "it names no version"],
      ["tfr:///acme/app/aws?version=~> 1.0", "it names no version"],
      ["tfr:///acme?version=1.0.0", "it is no address of a registry's module"],
      ["tfr:///acme/gone/aws?version=1.0.0", "answers 404"],
      ["acme/app/aws", "it is no address that can be fetched"],
      ["s3::https://s3.amazonaws.com/b/x.zip", "not supported"],
      ["git::https://127.0.0.1:9/x.git?ref=--upload-pack=touch", "is no revision"],
      ["git::ext::sh -c id", "it is neither the address of a registry nor one that can be fetched"],
      ["ext::https://127.0.0.1:9/x", "nothing is fetched by ext"],
      [`${site.url.replace("//", "//me:SECRET@")}/gone.tar.gz?token=SECRET`, "answers 404"],
      [`${site.url}/app.tar.gz//modules/gone`, "the package has no directory modules/gone"],
    ] as const) {
      const top = directory({ "live/app/terragrunt.hcl": unit(source) });
      const [problem = "", ...others] = messages(await get(top));
      expect(problem, source).toMatch(/^live\/app\/terragrunt\.hcl: the source cannot be installed: /);
      expect(problem).toContain(said);
      expect(problem).not.toContain("SECRET");
      expect(others).toEqual([]);
      const folder = join(top, "live/app/.terragrunt-cache/reachlint");
      if (!said.includes("no directory")) expect(readdirSync(folder)).toEqual([]);
    }
  });

  test("in a store that is not read is left to Terragrunt", async () => {
    const top = directory({ "live/app/terragrunt.hcl": unit("s3::https://s3.amazonaws.com/b/x.zip") });
    expect((await get(top)).diagnostics).toMatchObject([{ hint: "let terragrunt run --all init lay it out" }]);
  });

  test("is not written through a link", async () => {
    const { archive = "" } = await serve();
    const top = directory({ ".git/HEAD": "", "live/app/terragrunt.hcl": unit(archive), "victim/x": "" });
    symlinkSync("../../victim", join(top, "live/app/.terragrunt-cache"));
    expect((await get(top)).diagnostics.map(({ message }) => message)).toEqual([
      "live/app/.terragrunt-cache is no directory: nothing is installed through it",
    ]);
    expect(readdirSync(join(top, "victim"))).toEqual(["x"]);
  });

  test("is not fetched for a unit that runs leave out", async () => {
    const top = directory({ "live/app/terragrunt.hcl": `skip = true\n${unit((await serve()).archive!)}` });
    expect(await get(top)).toMatchObject({ sources: [], diagnostics: [] });
    expect(existsSync(join(top, "live/app/.terragrunt-cache"))).toBe(false);
  });
});

test("units and stacks that a stack takes from elsewhere are laid out, with what these take", async () => {
  gits.commit("modules", { "app/main.tf": MODULE });
  gits.commit("catalog", {
    "units/app/terragrunt.hcl": unit(`git::${gits.url("modules")}//app`, "inputs = {\n  port = values.port\n}\n"),
    "stacks/all/terragrunt.stack.hcl": `unit "app" {\n  source = "git::${gits.url("catalog")}//units/app"\n  path = "app"\n  values = {\n    port = values.port\n  }\n}\n`,
  });
  const member = (kind: string, name: string, port: string): string =>
    `${kind} "${name}" {\n  source = "git::${gits.url("catalog")}//${kind}s/${name === "direct" ? "app" : "all"}"\n  path = "${name}"\n  values = {\n    port = ${port}\n  }\n}\n`;
  const top = directory({
    "live/terragrunt.stack.hcl": member("unit", "direct", "32768") + member("stack", "whole", "32768"),
  });
  const before = await scanned(top);
  expect(before.diagnostics.map(({ hint }) => hint)).toEqual(
    Array.from({ length: 2 }, () => "run reachlint get, or terragrunt stack generate in live"),
  );
  expect(messages(await get(top))).toEqual([]);
  const { flows, diagnostics, coverage } = await scanned(top);
  expect([diagnostics, coverage.notEvaluated]).toEqual([[], []]);
  expect([...new Set(flows.map(({ root, verdict }) => `${root}: ${verdict}`))].sort()).toEqual([
    "live/.terragrunt-stack/direct: reachable",
    "live/.terragrunt-stack/whole/.terragrunt-stack/app: reachable",
  ]);
});
