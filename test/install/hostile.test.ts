/** Configurations, servers and archives that want more than a module. */
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Header } from "tar";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parseModuleSource } from "../../src/evaluate/terraform/configuration/module-source.ts";
import { install } from "../../src/install/install.ts";
import { makeDirectory, Site, tarball } from "./served.ts";

const site = new Site();
const other = new Site();
let root = "";

beforeAll(() => Promise.all([site.open(), other.open()]));
afterAll(() => Promise.all([site.close(), other.close()]));
beforeEach(() => {
  root = makeDirectory();
  site.asked.length = 0;
  other.asked.length = 0;
  return () => rmSync(root, { recursive: true, force: true });
});

/** The messages about a root with one module. */
async function installed(
  source: string,
  name = "m",
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const top = makeDirectory({ ".git/HEAD": "", "r/main.tf": `module "${name}" {\n  source = "${source}"\n}\n` });
  rmSync(root, { recursive: true, force: true });
  root = top;
  const { diagnostics } = await install({
    workingDirectory: top,
    paths: ["r"],
    exclude: [],
    environment: { PATH: process.env.PATH, ...environment },
  });
  return diagnostics
    .map(({ message, span }) => `${span === undefined ? "" : `${span.file.path} `}${message}`)
    .join("\n");
}

interface Entry {
  readonly path: string;
  readonly type?: "File" | "SymbolicLink" | "Link" | "CharacterDevice";
  readonly linkpath?: string;
  readonly text?: string;
}

function archive(...entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ path, type = "File", linkpath, text = "" }) => {
    const header = new Header({
      path,
      type,
      mode: 0o644,
      size: text.length,
      ...(linkpath === undefined ? {} : { linkpath }),
    });
    header.encode();
    return [header.block!, Buffer.from(text.padEnd(Math.ceil(text.length / 512) * 512, "\0"))];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

describe("an archive", () => {
  const cases: readonly (readonly [string, readonly Entry[]])[] = [
    ["a path that leads out", [{ path: "../evil.tf", text: "x" }]],
    ["a path that leads out in its midst", [{ path: "a/../../evil.tf", text: "x" }]],
    ["an absolute path", [{ path: "/evil.tf", text: "x" }]],
    ["a link that leads out", [{ path: "l", type: "SymbolicLink", linkpath: "../../.." }]],
    ["an absolute link", [{ path: "l", type: "SymbolicLink", linkpath: "/etc/passwd" }]],
    [
      "a link through a link",
      [
        { path: "d", type: "SymbolicLink", linkpath: "." },
        { path: "d/e", type: "SymbolicLink", linkpath: ".." },
      ],
    ],
    ["a hard link", [{ path: "l", type: "Link", linkpath: "/etc/passwd" }]],
    ["a device", [{ path: "d", type: "CharacterDevice" }]],
  ];
  for (const [name, entries] of cases)
    test(`with ${name} is refused, and leaves nothing`, async () => {
      site.answers.set("/x.tar.gz", { body: archive({ path: "main.tf", text: "# x" }, ...entries) });
      expect(await installed(`${site.url}/x.tar.gz`)).toMatch(/^r\/main\.tf .*archive/);
      expect(readdirSync(join(root, "r/.terraform/modules"))).toEqual(["modules.json"]);
      expect(existsSync(join(root, "r/evil.tf"))).toBe(false);
    });

  test("that writes through its own link writes nothing elsewhere", async () => {
    const entries: readonly Entry[] = [
      { path: "d", type: "SymbolicLink", linkpath: "e" },
      { path: "d/f.tf", text: "x" },
    ];
    site.answers.set("/x.tar.gz", { body: archive(...entries) });
    expect(await installed(`${site.url}/x.tar.gz`)).toContain("archive");
  });

  test("that is none, or is cut off, is refused", async () => {
    const whole = archive({ path: "main.tf", text: "x".repeat(5000) });
    for (const [path, body] of [
      ["/x.zip", "no"],
      ["/x.tar.gz", "no"],
      ["/y.tar.gz", whole.subarray(0, 40)],
    ] as const) {
      site.answers.set(path, { body });
      expect(await installed(`${site.url}${path}`), path).toContain("cannot be installed");
    }
  });

  test("with links inside of it keeps them", async () => {
    site.answers.set("/x.tar.gz", {
      body: archive({ path: "main.tf", text: "# x" }, { path: "a/l.tf", type: "SymbolicLink", linkpath: "../main.tf" }),
    });
    expect(await installed(`${site.url}/x.tar.gz`)).toBe("");
    expect(lstatSync(join(root, "r/.terraform/modules/m/a/l.tf")).isSymbolicLink()).toBe(true);
  });
});

describe("a server", () => {
  /** The token of the registry, which is never sent to another host. */
  const registry = (): Readonly<Record<string, string>> => {
    const rc = makeDirectory({
      rc: `host "tf.example.com" {\n  services = { "modules.v1" = "${site.url}/v1/modules/" }\n}\n`,
    });
    return { TF_CLI_CONFIG_FILE: join(rc, "rc"), TF_TOKEN_tf_example_com: "SECRET" };
  };

  test("gets its token, and no other host does, whereto it may redirect", async () => {
    const body = JSON.stringify({ modules: [{ versions: [{ version: "1.0.0" }] }] });
    site.answers.set("/v1/modules/a/b/aws/versions", { status: 302, headers: { location: `${other.url}/versions` } });
    other.answers.set("/versions", { body });
    site.answers.set("/v1/modules/a/b/aws/1.0.0/download", {
      body: JSON.stringify({ location: `${other.url}/x.tar.gz` }),
    });
    other.answers.set("/x.tar.gz", { body: await tarball({ "main.tf": "# x" }) });
    expect(await installed("tf.example.com/a/b/aws", "m", registry())).toBe("");
    expect(site.asked.map(({ authorization }) => authorization)).toEqual(["Bearer SECRET", "Bearer SECRET"]);
    expect(other.asked.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
  });

  for (const location of [
    "file:///etc",
    "/../../etc",
    "./x",
    "ext::sh -c id",
    "git::file:///etc",
    "git::ext::sh",
    "a/b/aws",
  ])
    test(`that says the module is at ${location} is not followed`, async () => {
      site.module("a/c/aws", { "1.0.0": { status: 204, headers: { "x-terraform-get": location } } });
      const said = await installed("tf.example.com/a/c/aws", "m", registry());
      expect(said).toContain("cannot be installed");
      expect(said).not.toContain("SECRET");
    });

  test("that redirects to a file, or for ever, is not followed", async () => {
    site.answers.set("/f.zip", { status: 302, headers: { location: "file:///etc/passwd" } });
    site.answers.set("/loop.zip", { status: 302, headers: { location: "/loop.zip" } });
    expect(await installed(`${site.url}/f.zip`)).toContain("redirects to something that is not fetched by HTTP");
    expect(await installed(`${site.url}/loop.zip`)).toContain("redirects more than");
  });

  test("that leads on and on is left", async () => {
    site.answers.set("/p", { headers: { "x-terraform-get": `${site.url}/p` } });
    expect(await installed(`${site.url}/p`)).toContain("leads further and further");
  });
});

describe("a configuration", () => {
  for (const source of [
    "git::ext::sh -c touch% /tmp/evil",
    "git::file:///etc",
    "git::https://127.0.0.1:9/x.git?ref=--upload-pack=touch",
    "git::https://127.0.0.1:9/x.git?ref=a..b",
    "git::ssh://-oProxyCommand=touch/x.git",
    "/etc",
    "file:///etc",
    "acme/x/aws//../../y",
    "../../..",
  ])
    test(`with the source ${source} installs nothing`, async () => {
      expect(await installed(source)).toMatch(/^r\/main\.tf /);
      expect(readdirSync(join(root, "r/.terraform/modules"))).toEqual(["modules.json"]);
    });

  for (const name of ["../x", "a/b", "..", "a.b", "x y"])
    test(`with a module called ${name} installs nothing`, async () => {
      expect(await installed("./y", name)).toContain("is no name of a module");
    });

  test("whose .terraform is a link is not written through", async () => {
    const top = makeDirectory({
      ".git/HEAD": "",
      "r/main.tf": 'module "m" {\n  source = "./x"\n}\n',
      "r/x/main.tf": "",
    });
    mkdirSync(join(top, "victim"));
    symlinkSync("../victim", join(top, "r/.terraform"));
    const { diagnostics } = await install({ workingDirectory: top, paths: ["r"], exclude: [], environment: {} });
    expect(diagnostics[0]?.message).toContain("r/.terraform is no directory");
    expect(readdirSync(join(top, "victim"))).toEqual([]);
    rmSync(top, { recursive: true });
  });
});

test("addresses in short forms", () => {
  expect(parseModuleSource("github.com/a/b//c?ref=v1")).toMatchObject({
    address: "git::https://github.com/a/b.git?ref=v1",
    inside: "c",
  });
  expect(parseModuleSource("github.com/a/b/c/d")).toMatchObject({
    address: "git::https://github.com/a/b.git",
    inside: "c/d",
  });
  expect(parseModuleSource("bitbucket.org/a/b")).toMatchObject({ address: "git::https://bitbucket.org/a/b.git" });
  expect(parseModuleSource("git@github.com:a/b.git//c?ref=x")).toMatchObject({
    address: "git::ssh://git@github.com/a/b.git?ref=x",
    inside: "c",
  });
  expect(parseModuleSource("Registry.Example.com/a/b/aws")).toMatchObject({
    kind: "registry",
    host: "registry.example.com",
  });
  for (const refused of [
    "s3::https://s3.amazonaws.com/b/x.zip",
    "gcs::https://www.googleapis.com/storage/v1/b/x.zip",
    "hg::http://h/x",
    "foo",
    "",
  ])
    expect(parseModuleSource(refused), refused).toMatchObject({ kind: "refused" });
});
