import { describe, expect, test } from "vitest";
import { evaluateFiles, messages, plain, plainResources, valueAt } from "./support.ts";

const CHILD =
  'variable "n" { default = 0 }\nresource "r" "r" { n = var.n }\noutput "id" { value = r.r.id }\noutput "n" { value = var.n }';

describe("local modules", () => {
  test("with count and for_each, and their outputs through index, splat and for", () => {
    const result = evaluateFiles({
      "main.tf": `
        module "c" {
          source = "./child"
          count  = 2
          n      = count.index
        }
        module "f" {
          source   = "./child"
          for_each = { a = 5 }
          n        = each.value
        }
        resource "x" "x" {
          index = module.c[1].n
          splat = module.c[*].n
          for   = { for k, m in module.f : k => m.n }
          id    = module.f["a"].id
        }`,
      "child/main.tf": CHILD,
    });
    expect(plainResources(result)).toEqual({
      "x.x": { index: 1, splat: [0, 1], for: { a: 5 }, id: '<module.f["a"].r.r.id>' },
      "module.c[0].r.r": { n: 0 },
      "module.c[1].r.r": { n: 1 },
      'module.f["a"].r.r': { n: 5 },
    });
    expect(messages(result)).toEqual([]);
  });

  test("a bare path of Terraform 0.11 is a local module where there is one", () => {
    const result = evaluateFiles({
      "main.tf": 'module "m" { source = "modules/child" }',
      "modules/child/main.tf": CHILD,
    });
    expect(Object.keys(plainResources(result))).toEqual(["module.m.r.r"]);
  });

  test("a directory that another one calls is no root, unless it is named", () => {
    const files = { "live/main.tf": 'module "m" { source = "../child" }', "child/main.tf": CHILD };
    const roots = (named: readonly string[]) =>
      evaluateFiles(files, {}, named).groups.flatMap((group) => group.roots.map((root) => root.path));
    expect(roots([])).toEqual(["live"]);
    expect(roots(["child"])).toEqual(["child", "live"]);
  });

  describe("called by a source that has to be evaluated, as OpenTofu does", () => {
    const roots = (files: Record<string, string>, named: readonly string[] = []) =>
      evaluateFiles(files, {}, named).groups.flatMap((group) => group.roots.map((root) => root.path));
    const child = { "modules/app/main.tf": CHILD };

    test.each([
      ["a local", 'locals { at = "../modules/app" }\nmodule "m" { source = local.at }'],
      ["a variable", 'variable "at" { default = "../modules/app" }\nmodule "m" { source = var.at }'],
      ["a template", 'variable "name" { default = "app" }\nmodule "m" { source = "../modules/${var.name}" }'],
    ])("%s: it is no root", (_, text) => {
      const files = { "live/main.tofu": text, ...child };
      expect(roots(files)).toEqual(["live"]);
      expect(Object.keys(plainResources(evaluateFiles(files, {}, [])))).toEqual(["module.m.r.r"]);
      expect(roots(files, ["modules/app"])).toEqual(["live", "modules/app"]);
    });

    test("from a module that is called so: neither is a root", () => {
      const files = {
        "live/main.tf": 'module "m" {\n source = "../modules/${"mid"}"\n leaf = "app"\n}',
        "modules/mid/main.tf": 'variable "leaf" {}\nmodule "leaf" { source = "../${var.leaf}" }',
        ...child,
      };
      expect(roots(files)).toEqual(["live"]);
      expect(Object.keys(plainResources(evaluateFiles(files, {}, [])))).toEqual(["module.m.module.leaf.r.r"]);
    });

    test("not known: all stay roots, and the call is said", () => {
      const files = { "live/main.tf": 'variable "at" {}\nmodule "m" { source = var.at }', ...child };
      expect(roots(files)).toEqual(["live", "modules/app"]);
      const because = evaluateFiles(files, {}, []).notEvaluated.map(({ because, hint }) => [because, hint]);
      expect(because).toEqual([
        [
          "the source of module.m is not known: var.at has no value",
          "give it with --var at=… or in a terraform.tfvars file",
        ],
      ]);
    });

    test("in a circle: one of them stays", () => {
      const files = {
        "a/main.tf": 'module "b" { source = "../${"b"}" }',
        "b/main.tf": 'module "a" { source = "../${"a"}" }',
      };
      expect(roots(files)).toEqual(["a"]);
    });
  });

  test("paths are those that Terraform gives", () => {
    const result = evaluateFiles(
      {
        "live/main.tf": 'module "m" { source = "../child" }',
        "child/main.tf": 'resource "x" "x" { p = [path.module, path.root] }',
      },
      {},
      [],
    );
    expect(plain(valueAt(result, "module.m.x.x", "p"))).toEqual(["../child", "."]);
  });

  test("a module that calls itself ends, directly or through another", () => {
    const direct = evaluateFiles({
      "main.tf": 'module "m" { source = "./m" }',
      "m/main.tf": 'module "m" { source = "../m" }',
    });
    expect(direct.notEvaluated.at(-1)?.because).toBe("module.m.module.m calls m, in which it is itself");
    const twice = evaluateFiles({
      "main.tf": 'module "m" { source = "./a" }',
      "a/main.tf": 'module "b" { source = "../b" }',
      "b/main.tf": 'module "x" { source = "../a" }\nmodule "y" { source = "../a" }',
    });
    expect(twice.notEvaluated.map(({ because }) => because)).toEqual([
      "module.m.module.b.module.x calls a, in which it is itself",
      "module.m.module.b.module.y calls a, in which it is itself",
    ]);
  });

  test("calls deeper than anyone has them are not followed", () => {
    const levels = Array.from({ length: 50 }, (_, at) => [`m${at}/main.tf`, `module "m" { source = "../m${at + 1}" }`]);
    const result = evaluateFiles({
      ...Object.fromEntries(levels),
      "m50/main.tf": 'resource "x" "x" {}',
      "main.tf": 'module "m" { source = "./m0" }',
    });
    expect(result.notEvaluated.at(-1)?.because).toMatch(/nested more than 40 modules deep/);
  });

  test("calls in calls are counted as instances", () => {
    const fan = (to: string) => Array.from({ length: 5 }, (_, at) => `module "m${at}" { source = "${to}" }\n`).join("");
    const levels = Array.from({ length: 12 }, (_, at) => [`m${at}/main.tf`, fan(`../m${at + 1}`)]);
    const result = evaluateFiles({
      ...Object.fromEntries(levels),
      "m12/main.tf": 'resource "x" "x" {}',
      "main.tf": fan("./m0"),
    });
    expect(result.notEvaluated.at(-1)?.because).toMatch(/more than the 10000 instances/);
  });
});

describe("modules that are not in the tree", () => {
  const main =
    'module "vpc" {\n source = "terraform-aws-modules/vpc/aws"\n cidr = "10.0.0.0/16"\n}\nresource "x" "x" { v = module.vpc.vpc_id }';

  test("are unknown, with cause and hint", () => {
    const result = evaluateFiles(main);
    expect(valueAt(result, "x.x", "v")).toMatchObject({
      symbol: "module.vpc.vpc_id",
      cause: { kind: "missing-source", hint: "run reachlint get, or terraform init" },
    });
    expect(result.notEvaluated).toMatchObject([
      {
        address: "module.vpc",
        because: expect.stringContaining("is not "),
        hint: "run reachlint get, or terraform init",
      },
    ]);
  });

  test("say what helps: a path that is not there is no matter for terraform get", () => {
    const result = evaluateFiles(
      'module "far" {\n source = "a/b/c"\n count = 1\n depends_on = []\n}\nmodule "near" {\n source = "./missing"\n}\nmodule "beside" {\n source = "../beside"\n}',
    );
    expect(result.notEvaluated.map(({ because, hint }) => [because, hint])).toEqual([
      ["module.far (a/b/c) is not installed", "run reachlint get, or terraform init"],
      ["module.near (./missing) is not in the scanned files", "scan a directory that holds it too"],
      ["module.beside (../beside) is outside of what is scanned", "scan a directory that holds both"],
    ]);
    // It is there for all that is known, and services may stand in it: the exit code says so too.
    const unread = result.diagnostics.filter(({ notAnalysed }) => notAnalysed === true);
    expect(unread.map(({ code }) => code)).toEqual(["module-outside"]);
  });

  test("say so where the path goes up one level too many", () => {
    const call = (source: string) => `module "ecr" {\n source = "${source}"\n}`;
    const hints = (source: string) =>
      evaluateFiles({ "main.tf": call(source), "ecr/main.tf": 'resource "x" "x" {}' }).notEvaluated.map(
        ({ hint }) => hint,
      );
    const nearer = "write the source as ./ecr: with one level less it leads to a module";
    expect(hints("../ecr")).toEqual([nearer]);
    expect(hints(".././ecr")).toEqual([nearer]);
    expect(hints("../../ecr")).toEqual(["scan a directory that holds both"]);
    const inside = evaluateFiles({ "app/main.tf": call("../ecr"), "app/ecr/main.tf": 'resource "x" "x" {}' });
    expect(inside.notEvaluated.map(({ hint }) => hint)).toEqual([nearer]);
    expect(inside.diagnostics).toMatchObject([{ code: "module-not-found", hint: nearer }]);
  });

  test("are found where terraform get put them", () => {
    const result = evaluateFiles({
      "main.tf": main,
      ".terraform/modules/modules.json":
        '{"Modules":[{"Key":"","Dir":"."},{"Key":"vpc","Source":"x","Dir":".terraform/modules/vpc"}]}',
      ".terraform/modules/vpc/main.tf":
        'variable "cidr" {}\nresource "aws_vpc" "this" { cidr_block = var.cidr }\noutput "vpc_id" { value = aws_vpc.this.id }',
    });
    expect(plainResources(result)).toEqual({
      "x.x": { v: "<module.vpc.aws_vpc.this.id>" },
      "module.vpc.aws_vpc.this": { cidr_block: "10.0.0.0/16" },
    });
    expect(result.notEvaluated).toEqual([]);
  });

  test("a local module without a configuration is an error", () => {
    expect(messages(evaluateFiles('module "m" { source = "./nowhere" }'))).toEqual([
      'module-not-found: Module "m" has the source "./nowhere", but there is no configuration in nowhere.',
    ]);
  });
});

describe("a module in a git submodule", () => {
  const MODULES = '[submodule "shared modules"]\n\tpath = infra/shared\n\turl = https://git.example.org/shared.git\n';
  const CALL = 'module "m" { source = "./shared/m" }';
  const evaluated = (more: Readonly<Record<string, string>>, directory = "infra/") =>
    evaluateFiles({ [`${directory}main.tf`]: CALL, ...more }, {}, [directory === "" ? "." : "infra"]);

  test.each([
    ["beside the root", { ".gitmodules": MODULES }, "infra/", "infra/shared", " infra/shared"],
    [
      "of a repository below",
      { "infra/.gitmodules": 'path="shared"\r\n' },
      "infra/",
      "infra/shared",
      " shared",
      " -C infra",
    ],
    [
      "with a name that no shell takes",
      { ".gitmodules": "path = shared; x\npath = $(x)/shared\n path = shared " },
      "",
      "shared",
      " shared",
    ],
  ])("that is not checked out is asked for, %s", (_, files, directory, path, named, where = "") => {
    const result = evaluated(files, directory);
    expect(messages(result)).toEqual([]);
    expect(result.notEvaluated).toMatchObject([
      {
        address: "module.m",
        because: `module.m (./shared/m) is in ${path}, a git submodule that is not checked out`,
        hint: `check it out: git${where} submodule update --init${named}`,
      },
    ]);
  });

  test("that is checked out is read, and its lack of the module is a mistake", () => {
    const there = evaluated({ ".gitmodules": MODULES, "infra/shared/m/main.tf": 'resource "x" "x" {}' });
    expect(Object.keys(plainResources(there))).toEqual(["module.m.x.x"]);
    const lacking = evaluated({ ".gitmodules": MODULES, "infra/shared/README.md": "" });
    expect(messages(lacking)).toEqual([expect.stringContaining("module-not-found")]);
    expect(messages(evaluated({ ".gitmodules": "path = infra/other" }))).toEqual([
      expect.stringContaining("module-not-found"),
    ]);
  });

  test("is not named in a command where a shell would read more than a name", () => {
    const { notEvaluated } = evaluated(
      { ".gitmodules": 'path = "$(touch x)"\n', "main.tf": 'module "m" { source = "./$(touch x)/m" }' },
      "",
    );
    expect(notEvaluated[0]?.hint).toBe("check it out: git submodule update --init");
  });
});

describe("files of a module", () => {
  test("override files change what others declare", () => {
    const result = evaluateFiles({
      "main.tf": 'locals { a = 1 }\nresource "x" "x" {\n a = local.a\n b = 1\n block { c = 1 }\n}',
      "x_override.tf": 'locals { a = 2 }\nresource "x" "x" {\n b = 2\n block { c = 2 }\n}',
    });
    expect(plainResources(result)).toEqual({ "x.x": { a: 2, b: 2, block: [{ c: 2 }] } });
  });

  test("JSON syntax says the same as native syntax", () => {
    const result = evaluateFiles({
      "main.tf.json": JSON.stringify({
        variable: { n: { default: 2 } },
        resource: { x: { x: { count: "${var.n}", name: "x-${count.index}", ports: [1, "${var.n}"] } } },
      }),
    });
    expect(plainResources(result)).toEqual({
      "x.x[0]": { name: "x-0", ports: [1, 2] },
      "x.x[1]": { name: "x-1", ports: [1, 2] },
    });
  });

  test("a .tofu file takes the place of the .tf file of its name", () => {
    const result = evaluateFiles({ "main.tf": 'resource "x" "tf" {}', "main.tofu": 'resource "x" "tofu" {}' });
    expect(Object.keys(plainResources(result))).toEqual(["x.tofu"]);
  });

  test("blocks that change nothing are read without harm", () => {
    const result = evaluateFiles(`
      moved {
        from = a.b
        to   = c.d
      }
      removed { from = a.b }
      import {
        to = x.x
        id = "1"
      }
      check "c" {
        assert {
          condition     = data.y.y.ok
          error_message = "no"
        }
      }
      ephemeral "e" "e" {}
      provider "aws" { region = "eu-west-1" }
      terraform { required_version = ">= 1.0" }
      resource "x" "x" {
        lifecycle {
          precondition {
            condition     = self.nothing
            error_message = "no"
          }
        }
        provisioner "local-exec" { command = self.id }
        depends_on = [c.d]
      }`);
    expect(plainResources(result)).toEqual({ "x.x": {} });
    expect(messages(result)).toEqual([]);
  });

  test("a second declaration of a name is a diagnostic", () => {
    expect(messages(evaluateFiles("locals { a = 1 }\nlocals { a = 2 }"))).toEqual([
      "duplicate-declaration: local.a is declared twice.",
    ]);
  });
});
