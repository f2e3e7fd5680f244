/** The functions here against those that Terraform and OpenTofu have; scripts/function-names.mjs asks them. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FUNCTIONS } from "../../../../src/evaluate/terraform/language/functions/call.ts";
import type { FunctionSpec } from "../../../../src/evaluate/terraform/language/functions/function-spec.ts";

interface Release {
  readonly version: string;
  readonly functions: Readonly<Record<string, string>>;
}

const { terraform, opentofu }: { readonly terraform: Release; readonly opentofu: Release } = JSON.parse(
  readFileSync(new URL("signatures.json", import.meta.url), "utf8"),
);

/** Their arguments are not evaluated beforehand: calls decide them. */
const BY_CALLS: Readonly<Record<string, string>> = { try: "0+", can: "1" };
/** Of the console only. */
const OF_CONSOLE: Readonly<Record<string, string>> = { type: "1" };

function signature({ parameters, variadic }: FunctionSpec): string {
  return `${parameters.length}${variadic === undefined ? "" : "+"}`;
}

test("every function of both is here with its parameters, and no other", () => {
  const own = Object.fromEntries([...FUNCTIONS].map(([name, spec]) => [name, signature(spec)]));
  expect({ ...own, ...BY_CALLS }).toEqual({ ...terraform.functions, ...opentofu.functions, ...OF_CONSOLE });
});

test("the list is that of a release", () => {
  expect(terraform.version).toMatch(/^1\.\d+\.\d+$/);
  expect(Object.keys(terraform.functions).length).toBeGreaterThan(110);
});
