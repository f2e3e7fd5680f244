/** The workspace belongs to what a remote state is: two of one root are two deployments. */
import { describe, expect, test } from "vitest";
import { mayRead, stateAt } from "../../../src/evaluate/terraform/survey.ts";
import { evaluateFiles, plain, valueAt } from "./support.ts";

const S3 = 'backend "s3" {\n bucket = "b"\n key = "k"\n }';
const ASKING = "locals {\n here = terraform.workspace\n}\n";

/** A root that hands out a security group and a port. */
function writer(kept = S3, more = ""): string {
  return `terraform {\n ${kept}\n}\n${more}resource "aws_security_group" "g" {}\noutput "g" { value = aws_security_group.g.id }\n`;
}

/** The group that each of some data sources reads. */
function read(files: Readonly<Record<string, string>>, workspace: string | undefined, ...sources: readonly string[]) {
  const data = sources.map((source, at) => `data "terraform_remote_state" "s${at}" {\n${source}\n}\n`);
  const values = sources.map((_, at) => ` v${at} = data.terraform_remote_state.s${at}.outputs.g\n`);
  const app = `variable "env" {}\n${data.join("")}resource "x" "x" {\n${values.join("")}}\n`;
  const result = evaluateFiles({ ...files, "app/main.tf": app }, { workspace }, []);
  return {
    groups: sources.map((_, at) => plain(valueAt(result, "x.x", `v${at}`))),
    causes: sources.map((_, at) => {
      const value = valueAt(result, "x.x", `v${at}`);
      return value?.kind === "unknown" ? value.cause : undefined;
    }),
    assumed: result.groups.flatMap(({ worlds }) =>
      worlds.flatMap((world) => world.assumptions.map(({ text }) => text)),
    ),
  };
}

const GROUP = "<net:aws_security_group.g.id>";
const s3 = (more = "", key = '"k"') => `backend = "s3"\n${more}\nconfig = { bucket = "b", key = ${key} }`;

describe("of a root that asks for the workspace", () => {
  const files = { "net/main.tf": writer(S3, ASKING) };
  test.each([
    ["none, where none is given", undefined, s3(), GROUP],
    ["none, where another is given", "prod", s3(), "<data.terraform_remote_state.s0.outputs.g>"],
    ["the one that is given", "prod", s3('workspace = "prod"'), GROUP],
    ["terraform.workspace", "prod", s3("workspace = terraform.workspace"), GROUP],
    ["another one", undefined, s3('workspace = "prod"'), "<data.terraform_remote_state.s0.outputs.g>"],
    ["one that is not known", undefined, s3("workspace = var.env"), "<data.terraform_remote_state.s0.outputs.g>"],
    ["the one that is given, by the key", "prod", s3("", '"env:/prod/k"'), GROUP],
    ["another one, by the key", "prod", s3("", '"env:/stage/k"'), "<data.terraform_remote_state.s0.outputs.g>"],
  ])("only the one in which it is evaluated is read: %s", (_, workspace, source, expected) => {
    expect(read(files, workspace, source).groups).toEqual([expected]);
  });

  test("another one says how to read it", () => {
    const asIndex = "write an index of net with reachlint index --workspace prod, and give it with --index";
    const said = (workspace: string | undefined) => read(files, workspace, s3('workspace = "prod"')).causes;
    expect(said(undefined)).toMatchObject([
      {
        kind: "external",
        text: "the remote state that data.terraform_remote_state.s0 reads is that of the workspace prod, and net is taken for what is in default",
        hint: `scan with --workspace prod, or ${asIndex}`,
      },
    ]);
    expect(said("stage")).toMatchObject([{ hint: asIndex }]);
  });

  test("one that is not known waits for what is not known of it", () => {
    expect(read(files, undefined, s3("workspace = var.env")).causes).toMatchObject([
      {
        text: expect.stringContaining("the workspace of the remote state"),
        hint: expect.stringContaining("--var env="),
      },
    ]);
  });

  test("a module that it calls asks too", () => {
    const calling = { "net/main.tf": writer(S3, 'module "m" { source = "../m" }\n'), "m/main.tf": ASKING };
    expect(read(calling, "prod", s3()).groups).toEqual(["<data.terraform_remote_state.s0.outputs.g>"]);
  });
});

describe("of a root that asks for none", () => {
  const files = { "net/main.tf": writer() };
  test.each([
    ["none, where another is given", "prod", s3()],
    ["the one that is given", "prod", s3('workspace = "prod"')],
    ["another one", undefined, s3('workspace = "prod"')],
  ])("any is read: %s", (_, workspace, source) => {
    expect(read(files, workspace, source).groups).toEqual([GROUP]);
  });

  test("that it is the same there is an assumption", () => {
    expect(read(files, undefined, s3('workspace = "prod"')).assumed).toContain(
      "net is the same in the workspace prod, which data.terraform_remote_state.s0 reads",
    );
    expect(read(files, undefined, s3()).assumed.join()).not.toContain("is the same");
  });

  test("two are never one and the same deployment", () => {
    for (const [first, second] of [
      ['workspace = "blue"', 'workspace = "green"'],
      ["", 'workspace = "green"'],
      ["", "workspace = var.env"],
    ]) {
      const { groups } = read(files, undefined, s3(first), s3(second), s3(first));
      expect(groups).toEqual([GROUP, "<app:data.terraform_remote_state.s1.outputs.g>", GROUP]);
    }
  });
});

describe("where the backend keeps the states of other workspaces", () => {
  const kept = (more: string) => writer(`backend "s3" {\n bucket = "b"\n key = "k"\n ${more}\n}`, ASKING);
  const NETWORK = { "net/main.tf": kept('workspace_key_prefix = "network"') };
  const reading = (more: string) =>
    `backend = "s3"\nworkspace = terraform.workspace\nconfig = { bucket = "b", key = "k", ${more} }`;
  const NONE = "<data.terraform_remote_state.s0.outputs.g>";
  const ofLocal = (path: string) => `backend = "local"\nconfig = { path = "${path}/terraform.tfstate" }`;
  const STATES = { "net/main.tf": writer('backend "local" {\n workspace_dir = "states"\n}', ASKING) };
  test.each<readonly [what: string, files: Readonly<Record<string, string>>, source: string, expected: string]>([
    ["S3, with its prefix", NETWORK, reading('workspace_key_prefix = "network"'), GROUP],
    ["S3, with another prefix", NETWORK, reading('workspace_key_prefix = "database"'), NONE],
    ["S3, with the usual prefix", NETWORK, reading(""), NONE],
    ["S3, by its key", NETWORK, s3("", '"network/prod/k"'), GROUP],
    ["S3, by the key of another workspace", NETWORK, s3("", '"network/stage/k"'), NONE],
    ["S3, by the usual key", NETWORK, s3("", '"env:/prod/k"'), NONE],
    ["local, in its directory", STATES, ofLocal("../net/states/prod"), GROUP],
    ["S3, with a prefix that is null", { "net/main.tf": kept("") }, reading("workspace_key_prefix = null"), GROUP],
    ["local, in the usual directory", STATES, ofLocal("../net/terraform.tfstate.d/prod"), NONE],
  ])("%s", (_, files, source, expected) => {
    expect(read(files, "prod", source).groups).toEqual([expected]);
  });

  test("the state of the default workspace has no prefix", () => {
    const source = 'backend = "s3"\nconfig = { bucket = "b", key = "k", workspace_key_prefix = "database" }';
    expect(read(NETWORK, undefined, source).groups).toEqual([GROUP]);
  });

  test.each([
    ["one service", "https://a.example", "https://a.example", GROUP],
    ["two services", "https://a.example", "https://b.example", NONE],
    ["AWS and another one", "https://s3.eu-west-1.amazonaws.com", "https://b.example", NONE],
  ])("S3 of %s", (_, written, wanted, expected) => {
    const files = { "net/main.tf": kept(`endpoints = { s3 = "${written}" }`) };
    expect(read(files, "prod", reading(`endpoints = { s3 = "${wanted}" }`)).groups).toEqual([expected]);
    expect(
      read({ "net/main.tf": kept(`endpoint = "${written}"`) }, "prod", reading(`endpoint = "${wanted}"`)).groups,
    ).toEqual([expected]);
  });

  test("S3 of AWS, by its name or without", () => {
    const files = { "net/main.tf": kept("") };
    expect(read(files, "prod", reading('endpoint = "s3.eu-west-1.amazonaws.com"')).groups).toEqual([GROUP]);
  });

  test.each([
    ["one", "tfe.a.example", "tfe.a.example", GROUP],
    ["the usual one, which one names", "app.terraform.io", undefined, GROUP],
    ["two", "tfe.a.example", "tfe.b.example", NONE],
    ["two, of which one is the usual one", "tfe.a.example", undefined, NONE],
  ])("organizations of %s", (_, written, wanted, expected) => {
    const at = (host: string | undefined) => (host === undefined ? "" : `hostname = "${host}"\n`);
    const of = `${at(written)}organization = "o"\nworkspaces {\n name = "net"\n}\n`;
    const source = `backend = "remote"\nconfig = {\n${at(wanted)}organization = "o"\nworkspaces = { name = "net" }\n}`;
    for (const block of ['backend "remote"', "cloud"])
      expect(read({ "net/main.tf": writer(`${block} {\n${of}}`, ASKING) }, "prod", source).groups).toEqual([expected]);
  });
});

test.each([
  ["the key of a workspace", "s3", { key: "network/prod/k" }, { key: "k" }, undefined, true],
  ["another key", "s3", { key: "network/prod/other" }, { key: "k" }, undefined, false],
  ["the key of a workspace of Azure", "azurerm", { key: "kenv:prod" }, { key: "k" }, undefined, true],
  ["a directory of states", "local", { path: "../net/states/prod/t" }, { path: "t" }, "states", true],
  ["another directory of states", "local", { path: "../net/more/prod/t" }, { path: "t" }, "states", false],
  ["one that is not written", "local", { path: "../net/more/prod/t" }, { path: "t" }, undefined, true],
])("a scan that is divided keeps together what may be one state: %s", (_, backend, read, written, workspaces, may) => {
  const writes = stateAt("net", { backend, parts: written, workspaces });
  expect(mayRead(stateAt("app", { backend, parts: read }), writes)).toBe(may);
});

describe("in other backends", () => {
  const remote = (workspaces: string, more = "") =>
    `backend = "remote"\n${more}\nconfig = { organization = "o", workspaces = { ${workspaces} } }`;
  const NONE = "<data.terraform_remote_state.s0.outputs.g>";
  test.each([
    [
      "remote, by its name",
      'backend "remote" {\n organization = "o"\n workspaces {\n name = "net" \n}\n }',
      remote('name = "net"'),
      GROUP,
    ],
    [
      "remote, by another name",
      'backend "remote" {\n organization = "o"\n workspaces {\n name = "net" \n}\n }',
      remote('name = "other"'),
      NONE,
    ],
    [
      "cloud, by its name",
      'cloud {\n organization = "o"\n workspaces {\n name = "net" \n}\n }',
      remote('name = "net"'),
      GROUP,
    ],
    [
      "remote, by a prefix",
      'backend "remote" {\n organization = "o"\n workspaces {\n prefix = "net-" \n}\n }',
      remote('name = "net-prod"'),
      GROUP,
    ],
    [
      "remote, by another prefix",
      'backend "remote" {\n organization = "o"\n workspaces {\n prefix = "net-" \n}\n }',
      remote('name = "app-prod"'),
      NONE,
    ],
    [
      "remote, by a prefix on both sides",
      'backend "remote" {\n organization = "o"\n workspaces {\n prefix = "net-" \n}\n }',
      remote('prefix = "net-"', "workspace = terraform.workspace"),
      GROUP,
    ],
    [
      "remote, by a prefix and another workspace",
      'backend "remote" {\n organization = "o"\n workspaces {\n prefix = "net-" \n}\n }',
      remote('name = "net-stage"'),
      NONE,
    ],
    [
      "cloud, by tags",
      'cloud {\n organization = "o"\n workspaces {\n tags = ["net"] \n}\n }',
      remote('name = "prod"'),
      GROUP,
    ],
    [
      "local, by the path of a workspace",
      "",
      'backend = "local"\nconfig = { path = "../net/terraform.tfstate.d/prod/terraform.tfstate" }',
      GROUP,
    ],
    [
      "local, by the path of another workspace",
      "",
      'backend = "local"\nconfig = { path = "../net/terraform.tfstate.d/stage/terraform.tfstate" }',
      NONE,
    ],
    [
      "azurerm, by the key of a workspace",
      'backend "azurerm" {\n storage_account_name = "a"\n container_name = "c"\n key = "k"\n }',
      'backend = "azurerm"\nconfig = { storage_account_name = "a", container_name = "c", key = "kenv:prod" }',
      GROUP,
    ],
  ])("%s", (_, kept, source, expected) => {
    expect(read({ "net/main.tf": writer(kept, ASKING) }, "prod", source).groups).toEqual([expected]);
  });
});
