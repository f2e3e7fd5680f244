/** What reachlint get lays out is what terraform get lays out, of the same roots and from the same servers. */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { install } from "../../src/install/install.ts";
import { GitSite, MADE, makeDirectory, Site, type Texts, tarball, writeFiles } from "./served.ts";

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
  site.module("acme/nested/aws", { "3.0.0": at("../../../../../../nested.tar.gz") });
  gits.commit("repo", { "main.tf": "# one", "modules/g/main.tf": "# g one", "data.txt": "1" });
  gits.git("repo", "tag", "v1.0.0");
  tagged = gits.commit("repo", { "main.tf": "# two" });
  gits.git("repo", "tag", "-a", "-m", "x", "v2.0.0");
  gits.git("repo", "branch", "feature/x");
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
  readonly modules: unknown;
  readonly files: Texts;
}

/** Without what begins with a dot: Terraform leaves it out where it copies, and keeps git's history where it clones. */
function laidOut(root: string): Laid {
  const files: Record<string, string> = {};
  const visit = (directory: string, name: string): void => {
    for (const entry of readdirSync(directory)) {
      if (entry.startsWith(".") || entry === "modules.json") continue;
      const path = join(directory, entry);
      if (lstatSync(path).isDirectory()) visit(path, `${name}/${entry}`);
      else files[`${name}/${entry}`] = readFileSync(path, "utf8");
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
      const environment = {
        PATH: process.env.PATH,
        HOME: configuration,
        TF_CLI_CONFIG_FILE: join(configuration, "rc"),
        GIT_CONFIG_GLOBAL: "/dev/null",
      };
      const terraform = await terraformGet(theirs, environment);
      const result = await install({ workingDirectory: ours, paths: ["."], exclude: [], environment });
      const problems = result.diagnostics.map(({ message }) => message);
      if (terraform.status === 0) {
        expect(problems).toEqual([]);
        expect(laidOut(ours)).toEqual(laidOut(theirs));
      } else expect(problems, terraform.error).not.toEqual([]);
    }, 60_000);
  }

  test("a second time: what fits stays, what does not is replaced", async () => {
    const [theirs, ours] = [makeDirectory(versioned("~> 1.2.0")), makeDirectory(versioned("~> 1.2.0"))];
    made.push(theirs, ours);
    const environment = { PATH: process.env.PATH, HOME: configuration, TF_CLI_CONFIG_FILE: join(configuration, "rc") };
    for (const constraint of ["~> 1.2.0", "~> 1.0", "2.0.0", "< 2"]) {
      for (const one of [theirs, ours]) {
        writeFiles(one, versioned(constraint));
        const marker = join(one, ".terraform/modules/m/main.tf");
        if (constraint !== "~> 1.2.0") writeFileSync(marker, "# changed");
      }
      expect(await terraformGet(theirs, environment)).toMatchObject({ status: 0 });
      await install({ workingDirectory: ours, paths: ["."], exclude: [], environment });
      expect(laidOut(ours), constraint).toEqual(laidOut(theirs));
    }
  }, 60_000);
});
