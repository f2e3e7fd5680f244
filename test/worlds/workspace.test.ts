/** A verdict says that it is of the workspace "default" where nobody says another, and where it would be another in one; nothing else does. */
import { afterEach, describe, expect, test } from "vitest";
import { type ScanOptions, scan } from "../../src/index.ts";
import { statedIn } from "../assume/told.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { app } from "../service-source.ts";

let directory: string;
afterEach(() => removeDirectory(directory));

type Files = Readonly<Record<string, string>>;

async function judged(source: string | Files, options: ScanOptions = {}) {
  directory = makeDirectory(typeof source === "string" ? { "main.tf": source } : source);
  const { flows, coverage } = await scan(directory, ["."], options);
  return {
    verdicts: [...new Set(flows.map(({ verdict }) => verdict))],
    assumed: texts(flows.flatMap(({ assumptions }) => assumptions)),
    hints: [...new Set(flows.flatMap(({ because }) => because.map(({ cause }) => cause.hint)))],
    withoutFlow: coverage.withoutFlow.map(({ address, because, assumption }) => [address, because, assumption?.text]),
  };
}

function texts(assumptions: readonly { readonly kind: string; readonly text: string }[]): readonly string[] {
  return [...new Set(assumptions.flatMap(({ kind, text }) => (kind === "workspace" ? [text] : [])))];
}

const AS_DEFAULT = (flags: string): string => `the workspace is default, and ${flags} judges another`;
const PORTS = "locals {\n  ports = { dev = 32768, prod = 32768 }\n  here = terraform.workspace\n}\n";

describe("a port that the workspace chooses", () => {
  const source = app("lookup(local.ports, local.here, 40000)", PORTS);
  test("is that of default, which the verdict says", async () => {
    const { verdicts, assumed } = await judged(source);
    expect(verdicts).toEqual(["partial"]);
    expect(assumed).toEqual([AS_DEFAULT("--workspace dev or --workspace prod")]);
  });

  test.each(["dev", "default"])("is that of %s, which is given", async (workspace) => {
    const { verdicts, assumed } = await judged(source, { workspace });
    expect(verdicts).toEqual([workspace === "dev" ? "reachable" : "partial"]);
    expect(assumed).toEqual([]);
  });

  test("is not known under --strict, with the workspaces to be tried", async () => {
    const { verdicts, hints } = await judged(source, { strict: true });
    expect(verdicts).toEqual(["undetermined"]);
    expect(hints).toContain("scan with --workspace dev or --workspace prod");
    const followed = await judged(source, { strict: true, workspace: "dev" });
    expect(followed.hints.join()).not.toContain("--workspace");
  });
});

test.each([
  ["a name", app("32768", PORTS).replace('"front"', '"front-${terraform.workspace}"')],
  ["tags", app("32768").replace('"front"', '"front"\n  tags = { Stage = terraform.workspace }')],
  ["the same in each", app("{ default = 32768, dev = 32768 }[terraform.workspace]")],
  ["the same either way", app('terraform.workspace == "prod" ? 32768 : 1024')],
  ["nothing", app("32768", "locals {\n  here = terraform.workspace\n}")],
])("nothing is said where no verdict rests on the workspace: %s", async (_, source) => {
  const { verdicts, assumed } = await judged(source);
  expect([verdicts, assumed]).toEqual([["reachable"], []]);
});

test.each<readonly [string, string, string]>([
  ["a comparison", 'terraform.workspace == "live" ? 32768 : 40000', "--workspace live"],
  ["the other way", '"live" != "${terraform.workspace}" ? 40000 : 32768', "--workspace live"],
  ["names", 'contains(["a", "b"], terraform.workspace) ? 32768 : 40000', "--workspace a or --workspace b"],
  ["a map with default", "{ default = 40000, a = 1 }[terraform.workspace]", "--workspace a"],
  ["no name", "length(terraform.workspace) == 7 ? 40000 : 1", "--workspace NAME"],
  [
    "many names",
    "merge({ default = 40000, a = 1, b = 1 }, { c = 1, d = 1 })[terraform.workspace]",
    "--workspace a or --workspace b or --workspace c or another of 4",
  ],
])("the workspaces are offered of which the source speaks: %s", async (_, port, flags) => {
  expect((await judged(app(port))).assumed).toEqual([AS_DEFAULT(flags)]);
});

test("what a called module is given and hands out rests on it too", async () => {
  const files = {
    "main.tf": app(
      "module.settings.port",
      'module "settings" {\n  source = "./settings"\n  stage = terraform.workspace\n}\n',
    ),
    "settings/main.tf": 'variable "stage" {}\noutput "port" { value = var.stage == "prod" ? 32768 : 40000 }\n',
  };
  expect((await judged(files)).assumed).toEqual([AS_DEFAULT("--workspace prod")]);
  expect((await judged(files, { workspace: "prod" })).verdicts).toEqual(["reachable"]);
});

test("so does what is read of another root", async () => {
  const files = {
    "net/main.tf": `terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "k"\n  }\n}\noutput "port" { value = terraform.workspace == "prod" ? 32768 : 40000 }\n`,
    "app/main.tf": app(
      "data.terraform_remote_state.net.outputs.port",
      'data "terraform_remote_state" "net" {\n  backend = "s3"\n  workspace = terraform.workspace\n  config = {\n    bucket = "b"\n    key = "k"\n  }\n}\n',
    ),
  };
  const { verdicts, assumed } = await judged(files);
  expect(verdicts).toEqual(["partial"]);
  expect(assumed).toEqual([AS_DEFAULT("--workspace prod")]);
  const same = { ...files, "net/main.tf": files["net/main.tf"].replace("40000", "32768") };
  expect(await judged(same)).toMatchObject({ verdicts: ["reachable"], assumed: [] });
});

describe("a service that is not made in default", () => {
  const made = (count: string): string =>
    app("32768").replace(
      'resource "aws_ecs_service" "web" {',
      `resource "aws_ecs_service" "web" {\n  count = ${count}`,
    );
  test("says that others have it", async () => {
    const { withoutFlow } = await judged(made('contains(["dev", "prod"], terraform.workspace) ? 1 : 0'));
    const flags = "--workspace dev or --workspace prod";
    expect(withoutFlow).toEqual([["aws_ecs_service.web", "count-0", AS_DEFAULT(flags)]]);
  });

  test("is not made in any other either", async () => {
    const { withoutFlow } = await judged(`${made("0")}\noutput "here" { value = terraform.workspace }\n`);
    expect(withoutFlow).toEqual([["aws_ecs_service.web", "count-0", undefined]]);
  });

  test("is made where others are not", async () => {
    const { verdicts, assumed } = await judged(made('terraform.workspace == "default" ? 1 : 0'));
    expect(verdicts).toEqual(["reachable"]);
    // That is how it ends wherever there is one.
    expect(assumed).toEqual([]);
  });

  test("or has no load balancer there", async () => {
    const source = app("32768")
      .replace(
        "  load_balancer {",
        '  dynamic "load_balancer" {\n    for_each = terraform.workspace == "prod" ? [1] : []\n    content {',
      )
      .replace("container_port   = 8080\n  }", "container_port   = 8080\n  }\n  }");
    const { withoutFlow } = await judged(source);
    expect(withoutFlow).toEqual([["aws_ecs_service.web", "no-load-balancer", AS_DEFAULT("--workspace prod")]]);
  });
});

test("what assume says of it is taken in its place, root by root", async () => {
  const port = app('terraform.workspace == "prod" ? 32768 : 40000');
  const stated = statedIn("live#terraform.workspace: prod\n");
  directory = makeDirectory({ "live/main.tf": port, "test/main.tf": port });
  const { flows } = await scan(directory, ["."], { stated });
  const of = (path: string) => flows.filter(({ root, purpose }) => root === path && purpose === "traffic");
  expect(of("live")).toMatchObject([{ verdict: "reachable" }]);
  expect(texts(of("live").flatMap(({ assumptions }) => assumptions))).toEqual([]);
  expect(of("test")).toMatchObject([{ verdict: "partial" }]);
  expect(texts(of("test").flatMap(({ assumptions }) => assumptions))).toEqual([AS_DEFAULT("--workspace prod")]);
});
