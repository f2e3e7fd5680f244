/** What is told of units of Terragrunt does not depend on how a scan is divided, and those that are passed outputs are in one part. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { asOne, inParts } from "./told.ts";

const SERVICE = readFileSync(
  join(
    import.meta.dirname,
    "../../fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only/main.tf",
  ),
  "utf8",
);
const vpc =
  'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\noutput "vpc" {\n  value = aws_vpc.main.id\n}\n';
const group = 'variable "vpc" {\n  type = string\n}\nresource "aws_security_group" "one" {\n  vpc_id = var.vpc\n}\n';
const source = (name: string): string => `terraform {\n  source = "\${get_repo_root()}/modules//${name}"\n}\n`;
const passed = (path: string): string =>
  `dependency "net" {\n  config_path = "${path}"\n}\ninputs = { vpc = dependency.net.outputs.vpc }\n`;
const ROOT = {
  "root.hcl": 'remote_state {\n  backend = "s3"\n  config = { bucket = "b", key = path_relative_to_include() }\n}\n',
};
const include = 'include "root" {\n  path = find_in_parent_folders("root.hcl")\n}\n';

const CASES: Readonly<Record<string, { readonly files: Readonly<Record<string, string>>; readonly parts: number }>> = {
  "units of one module": {
    files: {
      "modules/app/main.tf": SERVICE,
      "live/a/terragrunt.hcl": source("app"),
      "live/b/terragrunt.hcl": source("app"),
    },
    parts: 2,
  },
  "a unit that is passed outputs of another": {
    files: {
      "modules/net/main.tf": vpc,
      "modules/app/main.tf": group,
      "live/net/terragrunt.hcl": source("net"),
      "live/other/terragrunt.hcl": source("net"),
      "live/app/terragrunt.hcl": source("app") + passed("../net"),
    },
    parts: 2,
  },
  "a configuration that others include": {
    files: {
      "terragrunt.hcl": 'terraform {\n  source = "${get_repo_root()}/modules//app"\n}\n',
      "modules/app/main.tf": SERVICE,
      "live/a/terragrunt.hcl": "include {\n  path = find_in_parent_folders()\n}\n",
    },
    parts: 1,
  },
  "the state of a unit that another root reads": {
    files: {
      ...ROOT,
      "modules/net/main.tf": vpc,
      "live/net/terragrunt.hcl": include + source("net"),
      "app/main.tf":
        'data "terraform_remote_state" "n" {\n  backend = "s3"\n  config = { bucket = "b", key = "live/net" }\n}\nresource "aws_security_group" "one" {\n  vpc_id = data.terraform_remote_state.n.outputs.vpc\n}\n',
    },
    parts: 1,
  },
  "a stack": {
    files: {
      "modules/net/main.tf": vpc,
      "modules/app/main.tf": group,
      "catalog/net/terragrunt.hcl": `${source("net")}locals {\n  x = values.x\n}\n`,
      "catalog/app/terragrunt.hcl": source("app") + passed("../net"),
      "live/terragrunt.stack.hcl": ["net", "app"]
        .map(
          (name) => `unit "${name}" {\n  source = "../catalog/${name}"\n  path = "${name}"\n  values = { x = 1 }\n}\n`,
        )
        .join(""),
      "other/terragrunt.hcl": source("app") + passed("../live/.terragrunt-stack/net"),
      "alone/main.tf": vpc,
    },
    parts: 2,
  },
  "a mistake, a unit that is left out, and a module that is not there": {
    files: {
      "live/a/terragrunt.hcl": `${source("none")}inputs = { x = local.none }\n`,
      "live/b/terragrunt.hcl": `${source("app")}skip = true\n`,
      "live/c/terragrunt.hcl": source("app") + passed("../a"),
      "modules/app/main.tf": group,
    },
    parts: 2,
  },
};

let directory = "";
beforeAll(() => {
  directory = makeDirectory();
});
afterAll(() => {
  removeDirectory(directory);
});

describe.each(Object.entries(CASES))("%s", (name, { files, parts }) => {
  test("is told alike, and divided as far as can be", async () => {
    const top = join(directory, name.replaceAll(" ", "-"));
    mkdirSync(join(top, ".git"), { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(top, path)), { recursive: true });
      writeFileSync(join(top, path), text);
    }
    const divided = await inParts(top, ["."]);
    const whole = await asOne(top, ["."]);
    expect(divided.told).toEqual(whole.told);
    expect(divided.parts).toBe(parts);
  });
});
