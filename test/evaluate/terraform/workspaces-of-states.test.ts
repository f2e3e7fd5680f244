/** The workspace belongs to what a remote state is: two of one root are two deployments. */
import { describe, expect, test } from "vitest";
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
