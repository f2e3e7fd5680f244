/** Which registry is asked, and who it is told that asks. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type InstallResult, install } from "../../src/install/install.ts";
import { makeDirectory, Site, type Texts, tarball } from "./served.ts";

const site = new Site();
const HOSTS = ["registry.terraform.io", "registry.opentofu.org", "tf.example.com"];
let configuration = "";
const made: string[] = [];

beforeAll(async () => {
  await site.open();
  site.answers.set("/x.tar.gz", { body: await tarball({ "main.tf": "# x" }) });
  configuration = makeDirectory({
    rc: HOSTS.map(
      (one) => `host "${one}" {\n  services = { "modules.v1" = "${site.url}/${one}/v1/modules/" }\n}\n`,
    ).join(""),
    helped: `credentials_helper "vault" {\n  args = ["x"]\n}\nhost "tf.example.com" {\n  services = { "modules.v1" = "${site.url}/tf.example.com/v1/modules/" }\n}\n`,
  });
});
afterAll(async () => {
  await site.close();
  rmSync(configuration, { recursive: true, force: true });
});
beforeEach(() => {
  site.asked.length = 0;
  for (const host of HOSTS) {
    const at = `/${host}/v1/modules/acme/net/aws`;
    site.answers.set(`${at}/versions`, { body: JSON.stringify({ modules: [{ versions: [{ version: "1.0.0" }] }] }) });
    site.answers.set(`${at}/1.0.0/download`, { status: 204, headers: { "x-terraform-get": `${site.url}/x.tar.gz` } });
  }
});
afterEach(() => {
  for (const one of made.splice(0)) rmSync(one, { recursive: true, force: true });
});

async function installed(files: Texts, environment: Texts = {}): Promise<InstallResult & { readonly root: string }> {
  const root = makeDirectory(files);
  made.push(root);
  const rc = join(configuration, "rc");
  const result = await install({
    workingDirectory: root,
    paths: ["."],
    exclude: [],
    environment: { TF_CLI_CONFIG_FILE: rc, ...environment },
  });
  return { ...result, root };
}

const CALL = 'module "m" {\n  source = "acme/net/aws"\n}\n';
const lock = (host: string): string => `provider "${host}/hashicorp/aws" {\n  version = "5.0.0"\n}\n`;

test("an address without a host means OpenTofu's registry where the root is certainly one of OpenTofu", async () => {
  for (const [files, host] of [
    [{ "main.tf": CALL }, "registry.terraform.io"],
    [{ "main.tofu": CALL }, "registry.opentofu.org"],
    [{ "main.tf": CALL, "extra.tofu": "" }, "registry.opentofu.org"],
    [{ "main.tf": CALL, ".terraform.lock.hcl": lock("registry.opentofu.org") }, "registry.opentofu.org"],
    [{ "main.tf": CALL, ".terraform.lock.hcl": lock("registry.terraform.io") }, "registry.terraform.io"],
  ] as const satisfies readonly (readonly [Texts, string])[]) {
    const { root, diagnostics } = await installed(files);
    expect(diagnostics).toEqual([]);
    const { Modules } = JSON.parse(readFileSync(join(root, ".terraform/modules/modules.json"), "utf8"));
    expect(Modules[1]).toMatchObject({ Key: "m", Source: `${host}/acme/net/aws`, Version: "1.0.0" });
  }
});

test("a registry that wants a token is told with the variable for it, and a helper for credentials is not run", async () => {
  site.answers.set("/tf.example.com/v1/modules/acme/net/aws/versions", { status: 401 });
  const files = { "main.tf": CALL.replace("acme", "tf.example.com/acme") };
  const hintOf = async (environment: Texts): Promise<string | undefined> => {
    const { diagnostics } = await installed(files, environment);
    expect(diagnostics[0]?.message).toContain("answers 401");
    return diagnostics[0]?.hint;
  };
  expect(await hintOf({})).toContain("terraform login");
  const helped = { TF_CLI_CONFIG_FILE: join(configuration, "helped") };
  const hint = await hintOf(helped);
  expect(hint).toContain("the credentials helper vault is not run: give its token as TF_TOKEN_");
  // As the hint says.
  const variable = /TF_TOKEN_\w+/.exec(hint!)![0];
  site.answers.set("/tf.example.com/v1/modules/acme/net/aws/versions", () =>
    site.asked.at(-1)?.authorization === "Bearer T"
      ? { body: JSON.stringify({ modules: [{ versions: [{ version: "1.0.0" }] }] }) }
      : { status: 401 },
  );
  expect((await installed(files, { ...helped, [variable]: "T" })).diagnostics).toEqual([]);
});
