/** What reachlint get lays out is what terraform get lays out, of the same roots and from the same servers. */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { install } from "../../src/install/install.ts";
import { GitSite, MADE, makeDirectory, Site, type Texts, tarball, writeFiles } from "./served.ts";
import { zip } from "./zip.ts";

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
const main = (text: string): Texts => ({ "main.tf": text });
const call = (name: string, source: string, more = ""): string =>
  `module "${name}" {\n  source = "${source}"\n${more}}\n`;
const versioned = (constraint: string): Texts => main(call("m", "acme/net/aws", `  version = "${constraint}"\n`));

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

const site = new Site();
const gits = new GitSite();
const made: string[] = [];
let configuration = "";
let tagged = "";

beforeAll(async () => {
  await Promise.all([site.open(), gits.open()]);
  site.answers.set("/a.tar.gz", {
    body: await tarball({ "main.tf": "# a", "modules/x/main.tf": "# x", "modules/x/t.txt": "t" }),
  });
  site.answers.set("/a.tar.xz", { body: MADE.xz });
  site.answers.set("/a.tar.bz2", { body: MADE.bz2 });
  site.answers.set("/deep.tgz", {
    body: await tarball({ "top-1/main.tf": "# deep", "top-1/modules/y/main.tf": "# y" }),
  });
  site.answers.set("/a.zip", {
    body: zip([
      { name: "main.tf", text: "# a" },
      { name: "modules/" },
      { name: "modules/x/main.tf", text: call("y", "../y") },
      { name: "modules/y/main.tf", text: "# y" },
      { name: "run.sh", text: "#!/bin/sh\n", mode: 0o100755 },
    ]),
  });
  site.answers.set("/out.tar.gz", { body: await tarball({ "modules/x/main.tf": call("out", "../../../../../w") }) });
  site.answers.set("/bare.tar.gz", { body: await tarball({ "README.md": "" }) });
  site.answers.set("/page", { headers: { "x-terraform-get": `${site.url}/a.tar.gz` } });
  site.answers.set("/meta", {
    body: `<html><head><meta name="terraform-get" content="${site.url}/a.tar.gz//modules/x"></head></html>`,
  });
  const nested = await tarball({
    "main.tf": call("inner", "acme/net/aws", '  version = "~> 1.2"\n') + call("beside", "./modules/z"),
    "modules/z/main.tf": call("up", "../w"),
    "modules/w/main.tf": "# w",
  });
  site.answers.set("/nested.tar.gz", { body: nested });
  for (const version of [
    "0.9.0",
    "1.0.0",
    "1.2.0",
    "1.2.3",
    "1.10.0",
    "2.0.0-beta.1",
    "2.0.0-beta.2",
    "2.0.0",
    "2.1.0-rc1",
  ])
    site.answers.set(`/net-${version}.tar.gz`, { body: await tarball(main(`# net ${version}`)) });
  const versions = ["1.0.0", "0.9.0", "1.10.0", "1.2.0", "1.2.3", "2.0.0-beta.1", "2.0.0-beta.2", "2.0.0", "2.1.0-rc1"];
  const at = (path: string) => ({ status: 204, headers: { "x-terraform-get": path } });
  site.module("acme/net/aws", Object.fromEntries(versions.map((one) => [one, at(`/net-${one}.tar.gz`)])));
  const nestedBefore = await tarball({
    "main.tf": call("inner", "acme/net/aws", '  version = "1.2.0"\n') + call("beside", "./modules/z"),
    "modules/z/main.tf": "# z before",
  });
  site.answers.set("/nested-before.tar.gz", { body: nestedBefore });
  site.module("acme/nested/aws", {
    "2.0.0": at("/nested-before.tar.gz"),
    "3.0.0": at("../../../../../../nested.tar.gz"),
  });
  gits.commit("repo", { "main.tf": "# one", "modules/g/main.tf": "# g one", "data.txt": "1" });
  gits.git("repo", "tag", "v1.0.0");
  tagged = gits.commit("repo", { "main.tf": "# two" });
  gits.git("repo", "tag", "-a", "-m", "x", "v2.0.0");
  gits.git("repo", "branch", "feature/x");
  gits.git("repo", "branch", "both");
  gits.git("repo", "tag", "both", "v1.0.0");
  gits.commit("repo", { "main.tf": "# three" });
  site.module("acme/bygit/aws", {
    "1.0.0": at(`git::${gits.url("repo")}?ref=v1.0.0`),
    "1.1.0": at(`git::${gits.url("repo")}//modules?ref=v2.0.0`),
  });
  const held = gits.git("repo", "rev-parse", "HEAD");
  gits.commit("with-submodule", { "main.tf": "# s", ".gitmodules": '[submodule "r"]\n\tpath = r\n\turl = ../repo\n' });
  gits.git("with-submodule", "update-index", "--add", "--cacheinfo", `160000,${held},r`);
  gits.git("with-submodule", "commit", "--quiet", "--message=submodule");
  configuration = makeDirectory({
    rc: `disable_checkpoint = true\nhost "registry.terraform.io" {\n  services = { "modules.v1" = "${site.url}/v1/modules/" }\n}\nhost "tf.example.com" {\n  services = { "modules.v1" = "${site.url}/v1/modules/" }\n}\n`,
  });
});

afterAll(async () => {
  await site.close();
  gits.close();
  for (const one of [configuration, ...made]) rmSync(one, { recursive: true, force: true });
});

/** Each with the files of its root; a function where addresses of servers are in it. */
const ROOTS: Readonly<Record<string, Texts | (() => Texts)>> = {
  "no constraint": main(call("m", "acme/net/aws")),
  ...Object.fromEntries(
    [
      "1.0.0",
      "= 1.2.0",
      "v1.2.0",
      "1.2",
      "!= 2.0.0",
      "> 1.2.0, < 2.0.0",
      ">= 1.0, != 1.10.0, < 2",
      "< 1.0.0",
      "<= 1.2.3",
      "~> 1.0",
      "~> 1.2.0",
      "~> 1",
      "2.0.0-beta.1",
      "= 2.1.0-rc1",
      "=2.1.0-rc1",
      "=2.0.0-beta.2,>=2.0.0-beta.1",
      "2.1.0-rc1, > 2.0.0-a, != 3.0.0",
      "~> 2.0.0-beta.1",
      ">= 2.0.0-beta.1",
      "> 2.0.0-beta.1, < 2.0.0",
      "= 2.0.0-beta.2, >= 2.0.0-beta.1",
      "2.0.0-beta.2, >= 2.0.0-beta.1",
      "> 2.0.0",
      "9.9.9",
      "~> 0.9.0, ~> 0.9",
    ].map((one) => [`version ${one}`, versioned(one)]),
  ),
  "a host that is named": main(call("m", "tf.example.com/acme/net/aws", '  version = "~> 1.0"\n')),
  "a directory behind a star": () =>
    main(call("m", `${site.url}/deep.tgz//*`) + call("n", `${site.url}/deep.tgz//*/modules/y?archive=tgz`)),
  "modules in modules": main(call("m", "acme/nested/aws")),
  "a registry that leads to git": main(
    call("m", "acme/bygit/aws", '  version = "1.0.0"\n') + call("n", "acme/bygit/aws//g", '  version = "1.1.0"\n'),
  ),
  "the same module twice": main(call("a", "acme/net/aws") + call("b", "acme/net/aws")),
  "for_each and count": main(
    call("a", "acme/net/aws", '  for_each = toset(["x", "y"])\n') + call("b", "./b", "  count = 2\n"),
  ),
  "local modules": {
    ...main(call("a", "./modules/a") + call("b", "./modules//a/../b/")),
    "modules/a/main.tf": call("b", "../b"),
    "modules/b/main.tf": "# b",
  },
  "a git repository": () => main(call("m", `git::${gits.url("repo")}`)),
  "a tag": () => main(call("m", `git::${gits.url("repo")}?ref=v1.0.0`)),
  "an annotated tag": () => main(call("m", `git::${gits.url("repo")}?ref=v2.0.0`)),
  "a branch": () => main(call("m", `git::${gits.url("repo")}?ref=feature/x`)),
  "a commit": () => main(call("m", `git::${gits.url("repo")}?ref=${tagged}`)),
  "a short commit": () => main(call("m", `git::${gits.url("repo")}?ref=${tagged.slice(0, 8)}`)),
  "a shallow branch": () => main(call("m", `git::${gits.url("repo")}?ref=main&depth=1`)),
  "a directory of a repository": () => main(call("m", `git::${gits.url("repo")}//modules/g?ref=v1.0.0`)),
  "a tag by its whole name": () => main(call("m", `git::${gits.url("repo")}?ref=refs/tags/v1.0.0`)),
  "a tag as one of tags": () => main(call("m", `git::${gits.url("repo")}?ref=tags/v1.0.0`)),
  "a branch of the origin": () => main(call("m", `git::${gits.url("repo")}?ref=origin/feature/x`)),
  "a branch as one of heads": () => main(call("m", `git::${gits.url("repo")}?ref=heads/main`)),
  "a tag and a branch of one name": () => main(call("m", `git::${gits.url("repo")}?ref=both`)),
  "the head of a repository": () => main(call("m", `git::${gits.url("repo")}?ref=HEAD`)),
  "a revision that is empty": () => main(call("m", `git::${gits.url("repo")}?ref=`)),
  "a revision that is not there": () => main(call("m", `git::${gits.url("repo")}?ref=v9`)),
  "a directory that is not there": () => main(call("m", `git::${gits.url("repo")}//modules/none?ref=v1.0.0`)),
  "a directory with more than it needs": () =>
    main(call("m", `git::${gits.url("repo")}//./modules/../modules/g/?ref=v1.0.0`)),
  "a repository twice, by directories of it": () =>
    main(
      call("a", `git::${gits.url("repo")}//modules/g?ref=v1.0.0`) + call("b", `git::${gits.url("repo")}?ref=v1.0.0`),
    ),
  "a zip": () => main(call("a", `${site.url}/a.zip`) + call("b", `${site.url}/a.zip//modules/x?archive=zip`)),
  "a module of the root that a package calls": () => ({
    ...main(call("m", `${site.url}/out.tar.gz//modules/x`)),
    "w/main.tf": "# w",
  }),
  "a package without a module": () => main(call("m", `${site.url}/bare.tar.gz`)),
  "a host in capitals": main(call("m", "TF.Example.com/acme/net/aws", '  version = "1.0.0"\n')),
  "a directory of a registry's module that is not there": main(call("m", "acme/net/aws//modules/none")),
  "a module that the registry has not": main(call("m", "acme/none/aws")),
  "a module that the registry has, beside one that it has not": main(
    call("a", "acme/net/aws") + call("b", "acme/none/aws"),
  ),
  JSON: { "main.tf.json": JSON.stringify({ module: { m: { source: "acme/net/aws", version: "~> 1.2.0" } } }) },
  "a file that overrides": {
    ...versioned("1.0.0"),
    "main_override.tf": 'module "m" {\n  version = "1.2.0"\n}\n',
    "override.tf": 'module "m" {\n  source = "tf.example.com/acme/net/aws"\n}\n',
  },
  "a version of a local module": { ...main(call("m", "./a", '  version = "1.0.0"\n')), "a/main.tf": "# a" },
  "a version of a git repository": () => main(call("m", `git::${gits.url("repo")}`, '  version = "1.0.0"\n')),
  "a version that is empty": versioned(""),
  "a version that is none": versioned("newest"),
  "a version between blanks": versioned("  ~>   1.2.0  ,  < 1.3 "),
  "no source": main('module "m" {\n}\n'),
  "a source that is empty": main(call("m", "")),
  "a source that is a variable": main('variable "s" {}\nmodule "m" {\n  source = var.s\n}\n'),
  "a source without ./": { ...main(call("m", "modules/a")), "modules/a/main.tf": "# a" },
  "a local module that is not there": main(call("m", "./none")),
  "a local module above the root": { "r/main.tf": "", ...main(call("m", "./../x")) },
  "a name twice": main(call("m", "acme/net/aws") + call("m", "acme/nested/aws")),
  "an archive": () => main(call("m", `${site.url}/a.tar.gz`)),
  "archives of xz and bzip2": () =>
    main(
      call("a", `${site.url}/a.tar.xz`) +
        call("b", `${site.url}/a.tar.bz2//modules/x`) +
        call("c", `${site.url}/a.tar.xz?archive=txz`) +
        call("d", `${site.url}/a.tar.bz2?archive=tar.tbz2`),
    ),
  "an archive of bzip2 that is said to be of xz": () => main(call("m", `${site.url}/a.tar.bz2?archive=tar.xz`)),
  "a checksum": () => main(call("m", `${site.url}/a.tar.xz?checksum=sha256:${sha256(MADE.xz)}`)),
  "a checksum of its length": () => main(call("m", `${site.url}/a.tar.xz?checksum=${sha256(MADE.xz)}`)),
  "a checksum of something else": () => main(call("m", `${site.url}/a.tar.xz?checksum=sha256:${sha256(MADE.bz2)}`)),
  "a directory by a detour": {
    ...main(call("m", "./a/b")),
    "a/b/main.tf": call("c", "../../a/../a/c"),
    "a/c/main.tf": "# c",
  },
  "the directory above": {
    ...main(call("m", "./modules/a")),
    "modules/a/main.tf": call("up", "../") + call("here", "./b"),
    "modules/b/main.tf": "# b",
    "modules/main.tf": "# above",
    "modules/a/b/main.tf": "# b",
  },
  submodules: () => main(call("m", `git::${gits.url("with-submodule")}`)),
  "a directory of an archive": () => main(call("m", `${site.url}/a.tar.gz//modules/x`)),
  "a directory by a star": () => main(call("m", `${site.url}/a.tar.gz//mod*/x`)),
  "a page with a header": () => main(call("m", `${site.url}/page`)),
  "a page with a meta element": () => main(call("m", `${site.url}/meta`)),
};

interface Step {
  /** Written over those that are there. */
  readonly files?: () => Texts;
  /** Done to what was laid out before. */
  readonly meddle?: (modules: string) => void;
}

const mark = (modules: string): void => writeFileSync(join(modules, "m/main.tf"), "# changed by hand");

/** Of one root what it is in time: what fits stays, with what was done to it by hand, and what does not is replaced. */
const SEQUENCES: Readonly<Record<string, readonly Step[]>> = {
  "a constraint that changes": [
    { files: () => versioned("~> 1.2.0") },
    { files: () => versioned("~> 1.0"), meddle: mark },
    { files: () => versioned("2.0.0"), meddle: mark },
    { files: () => versioned("< 2"), meddle: mark },
    { files: () => main(call("m", "acme/net/aws")), meddle: mark },
    { files: () => versioned("2.0.0-beta.1"), meddle: mark },
    { files: () => versioned(">= 2.0.0-beta.1"), meddle: mark },
  ],
  "a call by another name": [
    { files: () => versioned("1.0.0") },
    { files: () => main(call("n", "acme/net/aws", '  version = "1.0.0"\n')) },
    { files: () => versioned("1.0.0") },
  ],
  "a source that changes": [
    { files: () => ({ ...versioned("1.0.0"), "local/main.tf": "# local" }) },
    { files: () => main(call("m", `git::${gits.url("repo")}?ref=v1.0.0`)), meddle: mark },
    { files: () => main(call("m", `git::${gits.url("repo")}?ref=v2.0.0`)), meddle: mark },
    { files: () => main(call("m", `git::${gits.url("repo")}//modules/g?ref=v2.0.0`)), meddle: mark },
    { files: () => main(call("m", `${site.url}/a.tar.gz`)), meddle: mark },
    { files: () => main(call("m", "./local")), meddle: mark },
    { files: () => versioned("1.0.0") },
  ],
  "a source that is spelled otherwise": [
    { files: () => versioned("1.0.0") },
    { files: () => main(call("m", "registry.terraform.io/acme/net/aws", '  version = "1.0.0"\n')), meddle: mark },
    { files: () => main(call("m", "tf.example.com/acme/net/aws", '  version = "1.0.0"\n')), meddle: mark },
  ],
  "a branch that moves on": [{ files: () => main(call("m", `git::${gits.url("repo")}?ref=main`)) }, { meddle: mark }],
  "a module with others in it": [
    { files: () => main(call("m", "acme/nested/aws", '  version = "2.0.0"\n')) },
    { meddle: mark },
    { files: () => main(call("m", "acme/nested/aws", '  version = "3.0.0"\n')) },
    { files: () => main(call("m", "acme/nested/aws", '  version = "~> 2.0"\n')) },
  ],
  "a local module that calls others later": [
    { files: () => ({ ...main(call("a", "./a")), "a/main.tf": "# a" }) },
    { files: () => ({ "a/main.tf": call("net", "acme/net/aws", '  version = "1.0.0"\n') }) },
    {
      files: () => ({
        "a/main.tf": call("net", "acme/net/aws", '  version = "1.2.0"\n') + call("b", "./b"),
        "a/b/main.tf": "# b",
      }),
    },
    { files: () => main(call("a", "./a//")) },
    { files: () => ({ ...main(call("a", "./c")), "c/main.tf": call("net", "acme/net/aws", '  version = "1.2.0"\n') }) },
  ],
  "a module that somebody deleted": [
    { files: () => versioned("1.0.0") },
    { meddle: (modules) => rmSync(join(modules, "m"), { recursive: true }) },
    { meddle: (modules) => rmSync(join(modules, "modules.json")) },
    { meddle: (modules) => rmSync(modules, { recursive: true }) },
  ],
  "a manifest of an older Terraform": [
    { files: () => versioned("1.0.0") },
    {
      meddle: (modules) => {
        const entries = [
          { Key: "", Source: "", Dir: "." },
          { Key: "m", Source: "acme/net/aws", Version: "1.0.0", Dir: ".terraform/modules/m" },
        ];
        writeFileSync(join(modules, "modules.json"), JSON.stringify({ Modules: entries }));
        mark(modules);
      },
    },
  ],
};

function environment(): Readonly<Record<string, string | undefined>> {
  return {
    PATH: process.env.PATH,
    HOME: configuration,
    TF_CLI_CONFIG_FILE: join(configuration, "rc"),
    GIT_CONFIG_GLOBAL: "/dev/null",
  };
}

/** What reachlint tells of though it lays out the same: Terraform finds nothing wrong with it before a plan. */
const TOLD: ReadonlySet<string> = new Set(["a package without a module"]);

/** Without waiting for it in place: the servers that it asks are in this process. */
function terraformGet(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ status: number | null; error: string }> {
  return new Promise((resolve) => {
    const child = spawn("terraform", ["get", "-no-color"], { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
    let error = "";
    child.stderr.on("data", (text) => {
      error += text;
    });
    child.on("close", (status) => resolve({ status, error }));
  });
}

interface Laid {
  readonly modules: readonly { readonly Key: string }[];
  readonly files: Texts;
}

/** Without what begins with a dot: Terraform leaves it out where it copies, and keeps git's history where it clones. */
function laidOut(root: string): Laid {
  const files: Record<string, string> = {};
  const visit = (directory: string, name: string): void => {
    for (const entry of readdirSync(directory)) {
      if (entry.startsWith(".") || entry === "modules.json") continue;
      const path = join(directory, entry);
      const found = lstatSync(path);
      if (found.isDirectory()) visit(path, `${name}/${entry}`);
      else files[`${name}/${entry}`] = `${found.mode & 0o100 ? "executable " : ""}${readFileSync(path, "latin1")}`;
    }
  };
  const top = join(root, ".terraform/modules");
  visit(top, "");
  const { Modules }: { Modules: readonly { Key: string }[] } = JSON.parse(
    readFileSync(join(top, "modules.json"), "utf8"),
  );
  return { modules: [...Modules].sort((a, b) => (a.Key < b.Key ? -1 : 1)), files };
}

describe.runIf(hasTerraform)("terraform get (where it is on PATH) and reachlint get make the same of", () => {
  for (const [name, files] of Object.entries(ROOTS)) {
    test(name, async () => {
      const texts = typeof files === "function" ? files() : files;
      const [theirs, ours] = [makeDirectory(texts), makeDirectory(texts)];
      made.push(theirs, ours);
      const terraform = await terraformGet(theirs, environment());
      const result = await install({ workingDirectory: ours, paths: ["."], exclude: [], environment: environment() });
      const problems = result.diagnostics.map(({ message }) => message);
      if (terraform.status === 0) {
        expect(problems).toHaveLength(TOLD.has(name) ? 1 : 0);
        expect(laidOut(ours)).toEqual(laidOut(theirs));
      } else expect(problems, terraform.error).not.toEqual([]);
    }, 60_000);
  }

  test("modules by way of their own directory, and through a link", async () => {
    const files = {
      ".git/HEAD": "",
      "service/ingest/main.tf": call("base", "../../service/base") + call("linked", "../linked"),
      "service/base/main.tf": call("deep", "../../service/base/deep"),
      "service/base/deep/main.tf": "# deep",
      "elsewhere/real/main.tf": call("beside", "../base"),
      "elsewhere/base/main.tf": "# base",
    };
    const roots = [makeDirectory(files), makeDirectory(files)];
    made.push(...roots);
    for (const one of roots) symlinkSync("../elsewhere/real", join(one, "service/linked"));
    const [theirs, ours] = roots.map((one) => join(one, "service/ingest"));
    expect(await terraformGet(theirs!, environment())).toMatchObject({ status: 0 });
    const request = { workingDirectory: roots[1]!, paths: ["."], exclude: [], environment: environment() };
    expect((await install(request)).diagnostics).toEqual([]);
    expect(laidOut(ours!)).toEqual(laidOut(theirs!));
  });

  describe("one after the other:", () => {
    for (const [name, steps] of Object.entries(SEQUENCES))
      test(name, async () => {
        const [theirs, ours] = [makeDirectory(), makeDirectory()];
        made.push(theirs, ours);
        for (const [at, step] of steps.entries()) {
          for (const one of [theirs, ours]) {
            writeFiles(one, step.files?.() ?? {});
            step.meddle?.(join(one, ".terraform/modules"));
          }
          expect(await terraformGet(theirs, environment())).toMatchObject({ status: 0 });
          const { diagnostics } = await install({
            workingDirectory: ours,
            paths: ["."],
            exclude: [],
            environment: environment(),
          });
          expect(diagnostics.map(({ message }) => message)).toEqual([]);
          expect(laidOut(ours), `step ${at + 1}`).toEqual(withoutGone(laidOut(theirs), laidOut(ours)));
        }
      }, 60_000);
  });
});

/** Terraform leaves calls that are gone in the manifest; what lies there stays for both. */
function withoutGone(theirs: Laid, ours: Laid): Laid {
  const keys = new Set(ours.modules.map(({ Key }) => Key));
  return { ...theirs, modules: theirs.modules.filter(({ Key }) => keys.has(Key)) };
}
