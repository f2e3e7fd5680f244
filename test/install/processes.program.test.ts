/** The program as users start it: several at the same time with one cache, and with the certificate of an authority of their own. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildProgram } from "../../scripts/build/bundles.mjs";
import { buildInto, makeDirectory, removeDirectory } from "../built-program.ts";
import { makeCertificate, ProxySite, Site, tarball } from "./served.ts";

const site = new Site();
const made: string[] = [];
let program = "";

beforeAll(async () => {
  program = await buildInto(buildProgram, true);
  await site.open();
});
afterAll(async () => {
  await site.close();
  [program, ...made].forEach(removeDirectory);
});

interface Ended {
  readonly code: number | null;
  readonly error: string;
}

function get(cwd: string, more: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const args = [join(program, "dist/cli.js"), "get", ".", ...more];
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: cwd, ...environment };
    const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
    let error = "";
    child.stderr.on("data", (text) => {
      error += text;
    });
    child.on("close", (code) => resolve({ code, error }));
  });
}

test("three processes with the same modules leave each package once, and nothing half made", async () => {
  const names = ["a", "b", "c", "d"];
  for (const name of names)
    site.answers.set(`/${name}.tar.gz`, {
      body: await tarball({ "main.tf": `# ${name}`, "big.txt": name.repeat(500_000) }),
    });
  const calls = names.map((name) => `module "${name}" {\n  source = "${site.url}/${name}.tar.gz"\n}\n`).join("");
  const cache = makeDirectory();
  const roots = [1, 2, 3].map(() => makeDirectory({ "main.tf": calls }));
  made.push(cache, ...roots);
  const ended = await Promise.all(roots.map((root) => get(root, ["--cache", cache])));
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
  for (const root of roots)
    for (const name of names)
      expect(readFileSync(join(root, `.terraform/modules/${name}/main.tf`), "utf8")).toBe(`# ${name}`);
  expect(readdirSync(cache).sort()).toEqual(["names", "packages"]);
  expect(readdirSync(join(cache, "packages"))).toHaveLength(names.length);
});

const HOST = "registry.example.test";
const certificate = makeCertificate(HOST);

test.runIf(certificate !== undefined)(
  "a registry whose certificate an authority of the user's own has signed is asked",
  async () => {
    const secure = await new Site((listener) => createServer(certificate!, listener)).open();
    const proxy = await new ProxySite().open();
    secure.answers.set("/.well-known/terraform.json", { body: JSON.stringify({ "modules.v1": "/modules/" }) });
    secure.answers.set("/modules/acme/net/aws/versions", {
      body: JSON.stringify({ modules: [{ versions: [{ version: "1.0.0" }] }] }),
    });
    secure.answers.set("/modules/acme/net/aws/1.0.0/download", {
      status: 204,
      headers: { "x-terraform-get": `https://${HOST}:${new URL(secure.url).port}/net.tar.gz` },
    });
    secure.answers.set("/net.tar.gz", { body: await tarball({ "main.tf": "# net" }) });
    const source = `${HOST}:${new URL(secure.url).port}/acme/net/aws`;
    const root = makeDirectory({ "main.tf": `module "net" {\n  source = "${source}"\n}\n` });
    made.push(root);
    // The name is of no machine: the proxy leads it to this one.
    const environment = { HTTPS_PROXY: proxy.url };
    const before = await get(root, [], environment);
    expect(before).toMatchObject({ code: 3, error: expect.stringContaining("NODE_EXTRA_CA_CERTS=FILE") });
    expect(secure.asked).toEqual([]);
    // Who follows the hint.
    writeFileSync(join(root, "authority.pem"), certificate!.cert);
    const after = await get(root, [], { ...environment, NODE_EXTRA_CA_CERTS: join(root, "authority.pem") });
    expect(after).toEqual({ code: 0, error: "" });
    expect(readFileSync(join(root, ".terraform/modules/net/main.tf"), "utf8")).toBe("# net");
    expect(new Set(proxy.led)).toEqual(new Set([`${HOST}:${new URL(secure.url).port}`]));
    await secure.close();
    await proxy.close();
  },
);
