/** Git repositories that hold others, and those that want something to be run. */
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { install } from "../../src/install/install.ts";
import { GitSite, makeDirectory } from "./served.ts";

const gits = new GitSite();
const made: string[] = [];

beforeAll(() => gits.open());
afterAll(() => gits.close());
afterEach(() => {
  for (const one of made.splice(0)) rmSync(one, { recursive: true, force: true });
});

function directory(files: Readonly<Record<string, string>> = {}): string {
  made.push(makeDirectory(files));
  return made.at(-1)!;
}

/** The messages about a root with one module, and where it is. */
async function installed(source: string, configuration = ""): Promise<{ readonly said: string; readonly at: string }> {
  const root = directory({ "main.tf": `module "m" {\n  source = "git::${source}"\n}\n`, ".git/HEAD": "" });
  const global = join(directory({ gitconfig: configuration }), "gitconfig");
  const environment = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: global, GIT_CONFIG_NOSYSTEM: "1" };
  const { diagnostics } = await install({ workingDirectory: root, paths: ["."], exclude: [], environment });
  return { said: diagnostics.map(({ message }) => message).join("\n"), at: join(root, ".terraform/modules/m") };
}

/** Makes the last commit of a repository hold another as a submodule at `inner`, by that address. */
function withSubmodule(name: string, address: string): void {
  gits.commit("inner", { "main.tf": "# inner" });
  const commit = gits.git("inner", "rev-parse", "HEAD");
  gits.commit(name, {
    "main.tf": "# outer",
    ".gitmodules": `[submodule "inner"]\n\tpath = inner\n\turl = ${address}\n`,
  });
  gits.git(name, "update-index", "--add", "--cacheinfo", `160000,${commit},inner`);
  gits.git(name, "commit", "--quiet", "--message=submodule");
}

test("submodules are laid out, by an address that is whole or relative", async () => {
  for (const [name, address] of [
    ["whole", gits.url("inner")],
    ["relative", "../inner"],
  ] as const) {
    withSubmodule(name, address);
    const { said, at } = await installed(gits.url(name));
    expect(said).toBe("");
    expect(readFileSync(join(at, "inner/main.tf"), "utf8")).toBe("# inner");
    expect(readdirSync(at).sort()).toEqual([".gitmodules", "inner", "main.tf"]);
    expect(readdirSync(join(at, "inner"))).toEqual(["main.tf"]);
  }
});

test("a submodule on the disk, or of a helper that is a program, is not fetched", async () => {
  const evil = join(directory(), "evil");
  for (const [name, address] of [
    ["disk", "file:///etc"],
    ["helper", `ext::sh -c touch% ${evil}`],
    ["option", "-uevil"],
  ] as const) {
    withSubmodule(name, address);
    const { said, at } = await installed(gits.url(name));
    expect(said, name).toContain("cannot be installed");
    expect(existsSync(at), name).toBe(false);
  }
  expect(existsSync(evil)).toBe(false);
});

test("a submodule of another host is fetched, as Terraform does, and its submodules too", async () => {
  const other = await new GitSite().open();
  try {
    other.commit("deep", { "main.tf": "# deep" });
    const deep = other.git("deep", "rev-parse", "HEAD");
    other.commit("there", {
      "main.tf": "# there",
      ".gitmodules": '[submodule "deep"]\n\tpath = deep\n\turl = ../deep\n',
    });
    other.git("there", "update-index", "--add", "--cacheinfo", `160000,${deep},deep`);
    other.git("there", "commit", "--quiet", "--message=submodule");
    const there = other.git("there", "rev-parse", "HEAD");
    gits.commit("afar", {
      "main.tf": "# afar",
      ".gitmodules": `[submodule "there"]\n\tpath = there\n\turl = ${other.url("there")}\n`,
    });
    gits.git("afar", "update-index", "--add", "--cacheinfo", `160000,${there},there`);
    gits.git("afar", "commit", "--quiet", "--message=submodule");
    const { said, at } = await installed(gits.url("afar"));
    expect(said).toBe("");
    expect(readFileSync(join(at, "there/deep/main.tf"), "utf8")).toBe("# deep");
  } finally {
    other.close();
  }
});

test("what a commit comes to is counted before it is written, with that of its submodules", async () => {
  gits.commit("bomb", { "main.tf": "# bomb" });
  const blob = gits.git("bomb", "rev-parse", "HEAD:main.tf");
  const tree = (entry: string, times: number): string =>
    gits.make("bomb", Array.from({ length: times }, (_, at) => `${entry}\tx${at}\n`).join(""), "mktree");
  let nested = tree(`100644 blob ${blob}`, 12);
  for (let depth = 0; depth < 5; depth++) nested = tree(`040000 tree ${nested}`, 12);
  const large = gits.make("bomb", Buffer.alloc(40_000_000), "hash-object", "-w", "--stdin");
  for (const [name, content, said] of [
    ["many", nested, /says more than is read|more than 100000 files/],
    ["large", tree(`100644 blob ${large}`, 30), /the repository holds more than 1024 MiB/],
  ] as const) {
    gits.git("bomb", "branch", name, gits.git("bomb", "commit-tree", content, "-m", name));
    const { said: direct, at } = await installed(`${gits.url("bomb")}?ref=${name}`);
    expect(direct, name).toMatch(said);
    expect(existsSync(at), name).toBe(false);
    gits.commit(`around-${name}`, {
      "main.tf": "",
      ".gitmodules": '[submodule "b"]\n\tpath = b\n\turl = ../bomb\n\tbranch = main\n',
    });
    gits.git(
      `around-${name}`,
      "update-index",
      "--add",
      "--cacheinfo",
      `160000,${gits.git("bomb", "rev-parse", name)},b`,
    );
    gits.git(`around-${name}`, "commit", "--quiet", "--message=submodule");
    const around = await installed(gits.url(`around-${name}`));
    expect(around.said, name).toMatch(said);
    expect(existsSync(around.at), name).toBe(false);
  }
});

test("a submodule that is not to be updated, or is only written down, is left out", async () => {
  const inner = gits.commit("inner", { "main.tf": "# inner" });
  gits.commit("left-out", {
    "main.tf": "",
    ".gitmodules":
      '[submodule "i"]\n\tpath = i\n\turl = ../inner\n\tupdate = none\n[submodule "gone"]\n\tpath = gone\n\turl = ../gone\n',
  });
  gits.git("left-out", "update-index", "--add", "--cacheinfo", `160000,${inner},i`);
  gits.git("left-out", "commit", "--quiet", "--message=submodule");
  const { said, at } = await installed(gits.url("left-out"));
  expect(said).toBe("");
  expect(readdirSync(join(at, "i"))).toEqual([]);
});

test("a submodule that wants to be updated by a command, or to lie elsewhere, is refused", async () => {
  const evil = join(directory(), "evil");
  const inner = gits.commit("inner", { "main.tf": "# inner" });
  for (const [name, written] of [
    ["command", `[submodule "inner"]\n\tpath = inner\n\turl = ../inner\n\tupdate = !touch ${evil}\n`],
    ["name", `[submodule "../../../evil"]\n\tpath = inner\n\turl = ../inner\n`],
    ["hook", `[submodule "inner"]\n\tpath = inner\n\turl = --upload-pack=touch ${evil}\n`],
  ] as const) {
    gits.commit(`by-${name}`, { "main.tf": "# outer", ".gitmodules": written });
    gits.git(`by-${name}`, "update-index", "--add", "--cacheinfo", `160000,${inner},inner`);
    gits.git(`by-${name}`, "commit", "--quiet", "--message=submodule");
    const { said, at } = await installed(gits.url(`by-${name}`));
    expect(said, name).toContain("cannot be installed");
    expect(existsSync(at), name).toBe(false);
  }
  expect(existsSync(evil)).toBe(false);
});

test("nothing in an address or a revision becomes an option of git, of ssh or of a helper", async () => {
  const scripts = directory();
  const evil = join(scripts, "evil");
  gits.commit("plain", { "main.tf": "# plain" });
  const { port } = new URL(gits.url("plain"));
  for (const source of [
    `git::${gits.url("plain")}?ref=--upload-pack=touch%20${evil}`,
    `git::${gits.url("plain")}?ref=-utouch%20${evil}`,
    `git::${gits.url("plain")}?ref=main%20--upload-pack=touch%20${evil}`,
    `git::${gits.url("plain")}?ref=%2Brefs/heads/*:refs/heads/*`,
    `git::${gits.url("plain")}?ref=main:refs/heads/evil`,
    `git::${gits.url("plain")}?ref=main%0Aevil`,
    `git::${gits.url("plain")}?ref=ext::sh%20-c%20touch%25%20${evil}`,
    `git::git://-oProxyCommand=touch%20${evil}:${port}/plain`,
    `git::git://127.0.0.1:${port}/--upload-pack=touch%20${evil}`,
    `git::ssh://-oProxyCommand=touch%20${evil}/x`,
    `git::ssh://127.0.0.1:1/-oProxyCommand=touch%20${evil}`,
    `git::git@-oProxyCommand=touch${evil}:x`,
    `git@-oProxyCommand=touch%20${evil}:x/y`,
    `git::ext::sh -c touch% ${evil}`,
    `ext::sh -c touch% ${evil}`,
    `ext::https://127.0.0.1:1/x`,
    `git::file://${scripts}`,
    `git::${scripts}`,
    `file::${scripts}`,
    `file://${scripts}`,
    `git::../../${scripts}`,
  ]) {
    const root = directory({ "main.tf": `module "m" {\n  source = ${JSON.stringify(source)}\n}\n`, ".git/HEAD": "" });
    const environment = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
    const { diagnostics } = await install({ workingDirectory: root, paths: ["."], exclude: [], environment });
    expect(
      diagnostics.map(({ span }) => span?.file.path),
      source,
    ).toEqual(["main.tf"]);
    expect(existsSync(join(root, ".terraform/modules/m")), source).toBe(false);
    expect(readdirSync(scripts), source).toEqual([]);
  }
  // An address is read as it is written, and a depth is passed over.
  const { said } = await installed(`${gits.url("plain")}?ref=main&depth=--upload-pack=touch%20${evil}`);
  expect(said).toBe("");
  expect(readdirSync(scripts)).toEqual([]);
});

test("hooks, monitors of files and filters of the user's configuration are not run", async () => {
  const scripts = directory();
  const mark = (name: string): string => join(scripts, `${name}.ran`);
  const templates = directory({ "hooks/post-checkout": `#!/bin/sh\ntouch '${mark("template")}'\n` });
  const hooks = directory({ "post-checkout": `#!/bin/sh\ntouch '${mark("hook")}'\n` });
  for (const path of [join(templates, "hooks/post-checkout"), join(hooks, "post-checkout")]) chmodSync(path, 0o755);
  const configuration = [
    `[core]\n\thooksPath = ${hooks}\n\tfsmonitor = touch '${mark("monitor")}'`,
    `[init]\n\ttemplateDir = ${templates}`,
    `[filter "evil"]\n\tsmudge = sh -c "touch '${mark("smudge")}'; cat"\n\trequired = true`,
    `[filter "worse"]\n\tprocess = touch '${mark("process")}'\n\trequired = true`,
    "",
  ].join("\n");
  gits.commit("filtered", {
    ".gitattributes": "*.tf filter=evil\n*.txt filter=worse\n",
    "main.tf": "# f",
    "a.txt": "a",
  });
  const inner = gits.commit("inner", { ".gitattributes": "*.tf filter=evil\n", "main.tf": "# i" });
  gits.commit("filtered", { ".gitmodules": '[submodule "i"]\n\tpath = i\n\turl = ../inner\n' });
  gits.git("filtered", "update-index", "--add", "--cacheinfo", `160000,${inner},i`);
  gits.git("filtered", "commit", "--quiet", "--message=submodule");
  const { said, at } = await installed(gits.url("filtered"), configuration);
  expect(said).toBe("");
  expect(readFileSync(join(at, "main.tf"), "utf8")).toBe("# f");
  expect(readFileSync(join(at, "a.txt"), "utf8")).toBe("a");
  expect(readFileSync(join(at, "i/main.tf"), "utf8")).toBe("# i");
  expect(readdirSync(scripts)).toEqual([]);
});

test("a link out of the repository is not kept, and one inside of it is", async () => {
  gits.commit("links", { "main.tf": "# l", "in/x.tf": "# x" });
  const top = gits.git("links", "rev-parse", "--show-toplevel");
  symlinkSync("/etc/passwd", join(top, "out"));
  symlinkSync("in/x.tf", join(top, "x.tf"));
  gits.commit("links", {});
  const { said, at } = await installed(gits.url("links"));
  expect(said).toBe("");
  expect(readdirSync(at).sort()).toEqual(["in", "main.tf", "x.tf"]);
});

test("a repository that is not there, and a revision that it has not, are told without a user", async () => {
  expect((await installed(gits.url("gone").replace("//", "//me:SECRET@"))).said).toMatch(/^(?!.*SECRET).*cannot fetch/);
  gits.commit("here", { "main.tf": "" });
  expect((await installed(`${gits.url("here")}?ref=v9`)).said).toContain("has no tag, branch or commit v9");
});
