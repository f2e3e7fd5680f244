/** A unit is a root: its module is the source, and its inputs are the variables of that. */
import { describe, expect, test } from "vitest";
import { definition } from "../../../src/base/value.ts";
import { startConsole } from "../../../src/evaluate/terraform/console.ts";
import { placeFor } from "../../../src/evaluate/terragrunt/elsewhere.ts";
import { terragruntUnits } from "../../../src/evaluate/terragrunt/units.ts";
import { plain } from "../terraform/support.ts";
import { echo, evaluateUnits, given, inputOf, messagesOf, outputsOf } from "./support.ts";

describe("inputs", () => {
  test("go through the environment: a variable takes a text as it is, and reads all else as an expression", () => {
    expect(given('inputs = {\n  text = 80\n  number = "80"\n  list = [1, 2]\n  x = { a = [1] }\n}')).toEqual({
      text: "80",
      number: 80,
      list: ["1", "2"],
      x: { a: [1] },
    });
    const untyped = { "modules/app/main.tf": 'variable "x" {}\noutput "x" {\n  value = var.x\n}\n' };
    expect(given('inputs = { x = [1, "a"] }', untyped)).toEqual({ x: '[1,"a"]' });
  });

  test("a text is read as an expression where the variable is of no simple type", () => {
    const inputs = `inputs = {
  list = get_env("HOSTS", "[\\"a:3000\\", \\"b\\"]")
  x    = <<-EOT
    { ports = [80, 443] }
  EOT
}`;
    const module = { "modules/app/main.tf": echo({ x: "any", list: "list(string)" }) };
    expect(given(inputs, module)).toEqual({ list: ["a:3000", "b"], x: { ports: [80, 443] } });
  });

  test("such a text is refused where Terraform refuses it, at the place where it is written", () => {
    const ofAny = (x: string) =>
      evaluateUnits({
        "live/app/terragrunt.hcl": `inputs = {\n  x = ${x}\n}\n`,
        "live/app/main.tf": echo({ x: "any" }),
      });
    expect(messagesOf(ofAny('"something"'))).toEqual([
      'live/app/terragrunt.hcl:2 evaluation: The value of a variable refers to nothing, and "something" is no value.',
    ]);
    const unreadable = ofAny('"{ a = 1"');
    expect(messagesOf(unreadable)).toEqual([expect.stringMatching(/^live\/app\/terragrunt\.hcl:2 hcl-syntax: /)]);
    expect(outputsOf(unreadable)["live/app"]!.x).toMatch(/^</);
  });

  test("of a text that is partly known the JSON is read, and of others nothing is known", () => {
    const files = (x: string): Record<string, string> => ({
      "live/net/terragrunt.hcl": "",
      "live/net/main.tf": 'resource "aws_subnet" "a" {}\noutput "id" {\n  value = aws_subnet.a.id\n}\n',
      "live/app/terragrunt.hcl": `dependency "net" {\n  config_path = "../net"\n}\ninputs = { x = ${x} }\n`,
      "live/app/main.tf": echo({ x: "list(string)" }),
    });
    const x = (given: string): unknown => outputsOf(evaluateUnits(files(given)))["live/app"]!.x;
    const id = "live/net:aws_subnet.a.id";
    expect(x("jsonencode([dependency.net.outputs.id])")).toEqual([`<${id}>`]);
    expect(x('"[\\"${dependency.net.outputs.id}\\"]"')).toEqual([`<${id}>`]);
    expect(x("dependency.net.outputs.id")).toMatch(/^<.*expression\(.*aws_subnet/);
    expect(x('"[for x in [1] : ${dependency.net.outputs.id}]"')).toMatch(/^<.*expression\(/);
  });

  test("that the module does not declare are passed over, and files of values win over them", () => {
    const files = { "live/app/terraform.tfvars": 'y = "file"\n' };
    expect(given('inputs = { x = "input", y = "input", other = 1 }', files)).toEqual({ x: "input", y: "file" });
  });

  test("know where they are written", () => {
    const result = evaluateUnits({
      "live/app/terragrunt.hcl": 'terraform {\n  source = "../../modules/app"\n}\ninputs = {\n  x = "a"\n}\n',
      "modules/app/main.tf": echo({ x: "string" }),
    });
    const value = result.groups[0]!.worlds[0]!.outputs!.get("live/app")!.get("x")!;
    const { span } = definition(value.origin!);
    expect([span.file.path, span.file.position(span.start).line]).toEqual(["live/app/terragrunt.hcl", 5]);
  });

  test("extra arguments for plans add values and files of them", () => {
    const terraform = (commands: string): string => `
terraform {
  extra_arguments "more" {
    commands           = ${commands}
    arguments          = ["-lock=false", "-var-file=\${get_terragrunt_dir()}/../a.tfvars", "-var", "number=3", "--var=text=t"]
    required_var_files = ["\${get_parent_terragrunt_dir()}/b.tfvars"]
    optional_var_files = ["\${get_terragrunt_dir()}/none.tfvars"]
  }
}
inputs = { x = "input" }`;
    const files = { "live/a.tfvars": 'x = "a"\ny = "a"\n', "live/app/b.tfvars": 'y = "b"\n' };
    expect(given(terraform("get_terraform_commands_that_need_vars()"), files)).toEqual({
      x: "a",
      y: "b",
      text: "t",
      number: 3,
    });
    expect(given(terraform('["destroy"]'), files)).toEqual({ x: "input" });
  });
});

test("an extra argument that gives what is not known is told", () => {
  const given = (argument: string) => `terraform {
  extra_arguments "e" {
    commands  = ["plan"]
    arguments = [${argument}]
  }
}`;
  const said = (argument: string) =>
    messagesOf(
      evaluateUnits({ "live/app/terragrunt.hcl": given(argument), "live/app/main.tf": echo({ x: "string" }) }),
    );
  expect(said('"-var", "x=${timestamp()}"')).toEqual([
    expect.stringContaining("live/app/terragrunt.hcl:4 unit-argument"),
  ]);
  expect(said('"-lock-timeout=${timestamp()}", "-no-color", "-var"')).toEqual([
    expect.stringContaining("live/app/terragrunt.hcl:4 unit-argument"),
  ]);
  expect(said('"-lock-timeout=${timestamp()}", "-parallelism=2", "-var", "x=1"')).toEqual([]);
});

test("what extra arguments set in the environment wins over inputs", () => {
  const terraform =
    'terraform {\n  extra_arguments "e" {\n    commands = ["plan"]\n    env_vars = { TF_VAR_text = "env", TF_VAR_list = "[\\"a\\"]" }\n  }\n}\n';
  expect(given(`${terraform}inputs = { text = "input", x = 1 }`)).toEqual({ text: "env", list: ["a"], x: 1 });
});

describe("the module of a unit", () => {
  const unit = (source: string): string => `terraform {\n  source = ${source}\n}\ninputs = { x = "a" }\n`;

  test.each([
    ['"../../modules/app"'],
    ['"../../modules//app"'],
    ['"${get_terragrunt_dir()}/../../modules//app"'],
    ['"${get_repo_root()}/modules//app"'],
    ['"${get_path_to_repo_root()}//modules/app"'],
    ['"${dirname(find_in_parent_folders("root.hcl"))}/modules//${basename(get_terragrunt_dir())}"'],
    ['"git::git@github.com:acme/infra.git//modules/app?ref=v1.2.3"'],
  ])("is found at %s, and is no root itself", (source) => {
    const files = {
      "root.hcl": "",
      "live/app/terragrunt.hcl": unit(source),
      "modules/app/main.tf": echo({ x: "untyped" }),
    };
    expect(outputsOf(evaluateUnits(files))).toEqual({ "live/app": { x: "a" } });
  });

  test("lies beside it where no source is written", () => {
    const files = { "live/app/terragrunt.hcl": 'inputs = { x = "a" }', "live/app/main.tf": echo({ x: "untyped" }) };
    expect(outputsOf(evaluateUnits(files))).toEqual({ "live/app": { x: "a" } });
  });

  test("is there with the files that lie beside the unit", () => {
    const files = {
      "live/app/terragrunt.hcl": unit('"../../modules/app"'),
      "live/app/more.tf":
        'output "more" {\n  value = file("text.txt")\n}\noutput "path" {\n  value = "${path.module}/${path.root}"\n}\n',
      "live/app/text.txt": "of the unit",
      "modules/app/main.tf": echo({ x: "untyped" }),
      "modules/app/text.txt": "of the module",
    };
    expect(outputsOf(evaluateUnits(files))).toEqual({ "live/app": { x: "a", more: "of the unit", path: "./." } });
  });

  test("was laid out by Terragrunt", () => {
    const files = {
      "live/app/terragrunt.hcl": unit('"tfr:///acme/app/aws//modules/one?version=1.0.0"'),
      "live/app/.terragrunt-cache/a/b/modules/one/main.tf": echo({ x: "untyped" }),
    };
    expect(outputsOf(evaluateUnits(files))).toEqual({ "live/app": { x: "a" } });
  });

  test("was laid out by reachlint get, for this address and no other", () => {
    const source = "git::https://example.com/x.git//app?ref=v1";
    const place = placeFor(source, "live/app");
    const files = (written: string): Readonly<Record<string, string>> => ({
      "live/app/terragrunt.hcl": unit(`"${written}"`),
      [`${place}/app/main.tf`]: echo({ x: "untyped" }),
      [`${place}/other/main.tf`]: echo({ x: "untyped", y: "any" }),
    });
    expect(outputsOf(evaluateUnits(files(source)))).toEqual({ "live/app": { x: "a" } });
    expect(outputsOf(evaluateUnits(files(source.replace("//app", "//other"))))).toMatchObject({
      "live/app": { x: "a" },
    });
    for (const [other, because] of [
      [source.replace("v1", "v2"), "is not laid out"],
      [source.replace("//app", "//none"), "has no such directory"],
    ] as const)
      expect(evaluateUnits(files(other)).notEvaluated.map((one) => one.because)).toEqual([
        expect.stringContaining(because),
      ]);
  });

  test.each([
    [
      '"git::https://example.com/x.git//app?ref=v1"',
      "is not laid out",
      "run reachlint get, or terragrunt run --all init",
    ],
    ['"../../modules/none"', "there is no such directory", "correct the source"],
    ['"../../../elsewhere/app"', "is outside of what is scanned", "scan a directory that holds both"],
    ['"${run_cmd("./where")}"', "is not known: a scan starts no program", "write a constant"],
  ])("is missing: %s", (source, because, hint) => {
    const files = { "live/app/terragrunt.hcl": unit(source), "modules/app/main.tf": echo({ x: "untyped" }) };
    const [told, ...others] = evaluateUnits(files).notEvaluated;
    expect([told!.address, told!.because, told!.hint, others]).toEqual([
      "live/app",
      expect.stringContaining(because),
      expect.stringContaining(hint),
      [],
    ]);
  });
});

describe("a file that is the text of a generate block belongs to the units in which it is written", () => {
  const NETWORK = 'resource "aws_subnet" "a" {\n  availability_zone = var.zone\n}\n';
  const files = {
    "env/terragrunt.hcl": `
generate "variables" {
  path      = "common.tf"
  if_exists = "overwrite"
  contents  = file("variables.tf")
}
generate "network" {
  path      = "network.tf"
  if_exists = "overwrite"
  contents  = file("\${get_parent_terragrunt_dir()}/../mod/.dev/network.tf")
}
inputs = { zone = "eu-west-1a" }
`,
    "env/variables.tf": 'variable "zone" {\n  type = string\n}\n',
    "env/dev/app/terragrunt.hcl":
      'include {\n  path = find_in_parent_folders()\n}\nterraform {\n  source = "../../../mod"\n}\n',
    "mod/main.tf": 'output "zone" {\n  value = var.zone\n}\n',
    "mod/.dev/network.tf": NETWORK,
  };
  const rootsOf = (result: ReturnType<typeof evaluateUnits>): readonly string[] =>
    result.groups.flatMap(({ roots }) => roots.map(({ path }) => path));

  test("so that neither it nor the configuration beside it is judged by itself", () => {
    const result = evaluateUnits(files);
    expect([rootsOf(result), messagesOf(result)]).toEqual([["env/dev/app"], []]);
    expect(outputsOf(result)).toEqual({ "env/dev/app": { zone: "eu-west-1a" } });
  });

  test("so it is with one that is written in another environment", () => {
    const choice =
      'get_env("STAGE", "dev") == "dev" ? file("../mod/.dev/network.tf") : file("../mod/.prod/network.tf")';
    const configuration = files["env/terragrunt.hcl"].replace(/file\("\$.*"\)/, choice);
    const result = evaluateUnits({ ...files, "env/terragrunt.hcl": configuration, "mod/.prod/network.tf": NETWORK });
    expect([rootsOf(result), messagesOf(result)]).toEqual([["env/dev/app"], []]);
  });

  test("but what lies beside it and is not written anywhere is", () => {
    const beside = evaluateUnits({ ...files, "mod/.dev/more.tf": 'resource "aws_vpc" "v" {}\n' });
    expect(rootsOf(beside)).toEqual(["env/dev/app", "mod/.dev"]);
    const unit = evaluateUnits({ ...files, "env/main.tf": 'resource "aws_vpc" "v" {}\n' });
    expect(rootsOf(unit)).toEqual(["env", "env/dev/app"]);
  });
});

test("a module that a unit may have, of which the source is not known, is judged by no other", () => {
  const files = (source: string): Record<string, string> => ({
    "live/app/terragrunt.hcl": `terraform {\n  source = ${source}\n}\n`,
    "modules/app/main.tf": 'output "x" {\n  value = var.generated\n}\n',
  });
  const path = '"${get_env("STAGE") == "prod" ? "git::https://example.com/x.git//modules/app" : "../../modules//app"}"';
  const result = evaluateUnits(files(path));
  expect([messagesOf(result), result.notEvaluated.map(({ address }) => address)]).toEqual([[], ["live/app"]]);
  expect(messagesOf(evaluateUnits(files('get_env("MODULE")')))).toEqual([
    "modules/app/main.tf:2 undeclared-reference: var.generated is not declared in modules/app.",
  ]);
});

describe("what is no unit", () => {
  test("a configuration that others include", () => {
    const files = {
      "terragrunt.hcl": 'terraform {\n  source = "./modules/${path_relative_to_include()}"\n}\ninputs = { x = "a" }\n',
      "app/terragrunt.hcl": "include {\n  path = find_in_parent_folders()\n}\n",
      "app/modules/app/main.tf": echo({ x: "untyped" }),
    };
    expect(outputsOf(evaluateUnits(files))).toEqual({ app: { x: "a" } });
  });

  test.each([["skip = true"], ['exclude {\n  if = true\n  actions = ["all"]\n}']])(
    "one that is left out of runs: %s",
    (said) => {
      const files = {
        "live/app/terragrunt.hcl": `terraform {\n  source = "../../modules/app"\n}\n${said}\n`,
        "modules/app/main.tf": echo({ x: "untyped" }),
      };
      const result = evaluateUnits(files);
      expect(outputsOf(result)).toEqual({});
      expect(messagesOf(result)).toEqual([
        "live/app/terragrunt.hcl:1 excluded-unit: The unit live/app is left out of runs, and is not judged.",
      ]);
    },
  );
});

test("the console of a unit has what the unit passes, and what others pass to it", () => {
  const files = {
    "modules/app/main.tf": echo({ x: "string" }),
    "live/net/terragrunt.hcl": 'terraform {\n  source = "../../modules/app"\n}\ninputs = { x = "a" }\n',
    "live/app/terragrunt.hcl":
      'terraform {\n  source = "../../modules/app"\n}\ndependency "net" {\n  config_path = "../net"\n}\ninputs = { x = "${dependency.net.outputs.x}b" }\n',
  };
  const ask = (directory: string): unknown => {
    const answer = startConsole(inputOf(files), directory, terragruntUnits).answer("var.x");
    return answer.ok ? plain(answer.value) : answer.errors;
  };
  expect([ask("live/net"), ask("live/app"), ask("modules/app")]).toEqual(["a", "ab", null]);
});
