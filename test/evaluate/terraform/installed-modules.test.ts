/** Whether what `.terraform/modules` holds is what a call asks for: Terraform refuses it where it is not. */
import { expect, test } from "vitest";
import { staleness } from "../../../src/evaluate/terraform/configuration/installed-modules.ts";
import { evaluateFiles, plainResources } from "./support.ts";

const at = (source: string | undefined, version?: string) => ({ directory: "m", source, version });

test.each([
  ["registry.terraform.io/acme/shop/aws", "acme/shop/aws"],
  ["registry.opentofu.org/acme/shop/aws", "acme/shop/aws"],
  ["acme/shop/aws", "acme/shop/aws"],
  ["registry.terraform.io/acme/shop/aws//modules/a", "acme/shop/aws//modules/a/"],
  ["app.example.com/acme/shop/aws", "app.example.com/acme/shop/aws"],
  ["git::https://github.com/acme/shop.git?ref=v1", "github.com/acme/shop?ref=v1"],
  ["github.com/acme/shop?ref=v1", "github.com/acme/shop?ref=v1"],
  ["git::https://github.com/acme/shop.git//a?ref=v1", "github.com/acme/shop//a?ref=v1"],
  ["git::ssh://git@github.com/acme/shop.git", "git@github.com:acme/shop.git"],
  ["git::https://example.com/shop.git?ref=v1", "git::https://example.com/shop.git?ref=v1"],
  ["https://example.com/shop.zip", "https://example.com/shop.zip"],
  ["git::https://Example.com:443/the shop.git", "git::https://example.com/the%20shop.git"],
  // What is not fetched here is not compared.
  ["s3::https://s3-eu-west-1.amazonaws.com/b/shop.zip", "s3::https://s3.amazonaws.com/b/other.zip"],
  [undefined, "acme/shop/aws"],
])("%s is %s", (installed, wanted) => {
  expect(staleness(at(installed), wanted, undefined)).toBeUndefined();
});

test.each([
  ["registry.terraform.io/acme/shop/aws", "acme/store/aws"],
  ["registry.terraform.io/acme/shop/aws", "app.example.com/acme/shop/aws"],
  ["registry.terraform.io/acme/shop/aws", "acme/shop/aws//modules/a"],
  ["registry.terraform.io/acme/shop/aws", "github.com/acme/shop"],
  ["git::https://github.com/acme/shop.git?ref=v1", "github.com/acme/shop?ref=v2"],
  ["git::https://github.com/acme/shop.git?ref=v1", "github.com/acme/shop"],
  ["https://example.com/shop-1.zip", "https://example.com/shop-2.zip"],
])("%s is not %s", (installed, wanted) => {
  expect(staleness(at(installed), wanted, undefined)).toBe(installed);
});

test.each([
  ["1.2.3", "~> 1.0", undefined],
  ["1.2.3", ">= 1.0, < 2.0", undefined],
  ["1.2.3", "2.0.0", "version 1.2.3"],
  ["1.2.3", "~> 2.0", "version 1.2.3"],
  ["1.2.3", undefined, undefined],
  ["1.2.3", "not a constraint", undefined],
  [undefined, "2.0.0", undefined],
])("version %s, where %s is asked for", (version, constraint, stale) => {
  expect(staleness(at("acme/shop/aws", version), "acme/shop/aws", constraint)).toBe(stale);
});

test("a module that was installed for another source is not read, and said to be missing", () => {
  const files = (source: string) => ({
    "main.tf": `module "shop" {\n  source = "${source}"\n}\n`,
    ".terraform/modules/modules.json": JSON.stringify({
      Modules: [
        { Key: "shop", Source: "git::https://github.com/acme/shop.git?ref=v1", Dir: ".terraform/modules/shop" },
      ],
    }),
    ".terraform/modules/shop/main.tf": 'resource "x" "x" {}',
  });
  expect(plainResources(evaluateFiles(files("github.com/acme/shop?ref=v1")))).toEqual({ "module.shop.x.x": {} });
  const stale = evaluateFiles(files("github.com/acme/shop?ref=v2"));
  expect(plainResources(stale)).toEqual({});
  expect(stale.notEvaluated).toMatchObject([
    {
      address: "module.shop",
      because:
        "module.shop (github.com/acme/shop?ref=v2) is not installed: git::https://github.com/acme/shop.git?ref=v1 is",
      hint: "run reachlint get, or terraform init",
    },
  ]);
});
