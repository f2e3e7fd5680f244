/** What a scan evaluates for its own sake, and what it leaves alone. */
import { expect, test } from "vitest";
import { evaluateTerraform } from "../../../src/evaluate/terraform/evaluate.ts";
import { ParsedFiles } from "../../../src/parse/parsed-files.ts";
import { inMemory } from "../../normalize/sources.ts";

function evaluated(texts: Readonly<Record<string, string>>, types: readonly string[] | undefined) {
  const directories = [
    ...new Set(Object.keys(texts).map((path) => (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "."))),
  ];
  return evaluateTerraform({
    directories: directories.sort(),
    named: ["."],
    files: inMemory(texts),
    parse: new ParsedFiles(),
    options: { assignments: [], environment: new Map(), workspace: "default", strict: false },
    ...(types === undefined ? {} : { reads: (_, type) => types.includes(type) }),
  });
}

const addresses = (result: ReturnType<typeof evaluated>): readonly string[] =>
  result.groups.flatMap(({ worlds }) => worlds[0]!.resources.map(({ address }) => address));

const TEXTS = {
  "main.tf": `
    module "app" {\n source = "./app"\n name = x_bucket.b.name\n}
    module "idle" {\n source = "./idle"\n count = nonsense()\n}
    module "remote" {\n source = "example/remote/x"\n}
    resource "x_bucket" "b" {\n name = "b-\${x_key.k.name}"\n}
    resource "x_key" "k" {\n name = "k"\n}
    resource "x_broken" "b" {\n name = nonsense()\n}`,
  "app/main.tf": `variable "name" {}\nresource "x_service" "s" {\n name = var.name\n}`,
  "idle/main.tf": `resource "x_key" "k" {\n name = "idle"\n}\nmodule "again" {\n source = "../idle"\n}`,
};

test("everything, where nothing says otherwise", () => {
  const all = evaluated(TEXTS, undefined);
  expect(addresses(all)).toEqual(
    expect.arrayContaining(["x_bucket.b", "x_key.k", "x_broken.b", "module.app.x_service.s"]),
  );
  expect(all.diagnostics.map(({ message }) => message).join()).toContain("nonsense");
});

test("of what is not read only what the read resources refer to, and modules that cannot be looked into are said", () => {
  const some = evaluated(TEXTS, ["x_service"]);
  expect(addresses(some)).toEqual(["module.app.x_service.s"]);
  const [service] = some.groups[0]!.worlds[0]!.resources;
  expect(service!.body.attributes.get("name")?.value).toMatchObject({ kind: "string", value: "b-k" });
  expect(some.diagnostics).toEqual([]);
  expect(some.notEvaluated.map(({ address }) => address)).toEqual(["module.remote"]);
});
