/** What a unit of Terragrunt needs is installed for its module, though that is no root by itself. */
import { afterAll, expect, test } from "vitest";
import { install } from "../../src/install/install.ts";
import { scan } from "../../src/pipeline.ts";
import { scanRequest } from "../../src/request.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";

const directory = makeDirectory({
  "live/app/terragrunt.hcl": 'terraform {\n  source = "../../modules/app"\n}\n',
  // It is called too, so that it is no root.
  "other/main.tf": 'module "app" {\n  source = "../modules/app"\n}\n',
  "modules/app/main.tf": 'module "net" {\n  source = "acme/net/aws"\n  version = "1.0.0"\n}\n',
});
afterAll(() => removeDirectory(directory));

test("the hint at a module that is not there leads to the command, and that asks for it", async () => {
  const told = await scan(scanRequest(directory, ["."], {}));
  const missing = told.coverage.notEvaluated.map(({ address, hint }) => `${address}: ${hint}`).sort();
  expect(missing).toEqual([
    "module.app.module.net: run reachlint get, or terraform init",
    "module.net: run reachlint get, or terraform init",
  ]);
  const { roots } = await install({
    workingDirectory: directory,
    paths: ["."],
    exclude: [],
    environment: {},
    offline: true,
  });
  expect(roots.map(({ path }) => path)).toEqual(["modules/app", "other"]);
});
