/** What an index tells of a cloud assembly of the CDK is as if that were scanned too. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { indexOf, scanIn } from "./indexed.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

const OUT = join(import.meta.dirname, "..", "cdk", "bridge-service", "cdk.out");
const read = (name: string): string => readFileSync(join(OUT, name), "utf8");

/** An app of which the assembly has one of the stacks. */
function assembly(app: string, stack: string, templateText: string): Record<string, string> {
  const manifest = JSON.parse(read("manifest.json")) as { artifacts: Record<string, { type?: string }> };
  const artifacts = Object.entries(manifest.artifacts).filter(([name]) => name === stack);
  expect(artifacts.map(([, { type }]) => type)).toEqual(["aws:cloudformation:stack"]);
  return {
    [`${app}/cdk.out/cdk.out`]: read("cdk.out"),
    [`${app}/cdk.out/manifest.json`]: JSON.stringify({ ...manifest, artifacts: Object.fromEntries(artifacts) }),
    [`${app}/cdk.out/${stack}.template.json`]: templateText,
  };
}

async function withIndex(shared: string) {
  const at = makeDirectory({
    ...assembly("net", "Shared", shared),
    ...assembly("app", "Web", read("Web.template.json")),
  });
  made.push(at);
  const index = await indexOf(at, "net");
  const beside = makeDirectory({ ...assembly("app", "Web", read("Web.template.json")), "indexes/net.json": index });
  made.push(beside);
  const together = await scanIn(at, ["app", "net"]);
  const alone = await scanIn(beside, ["app"]);
  const indexed = await scanIn(beside, ["app"], { index: ["indexes"] });
  return { index, together, alone, indexed };
}

/** What is said of each flow: the group of the load balancer is in the app, that of the hosts is not. */
const told = ({ flows, findings }: Awaited<ReturnType<typeof scanIn>>) => ({
  flows: flows.map(({ verdict, purpose, requiredText }) => `${purpose} ${requiredText}: ${verdict}`),
  findings: findings.map(({ message }) => message).sort(),
});

test.each([
  ["names that are written", (text: string) => text],
  [
    "names with the name of the stack, which the manifest tells",
    (text: string) =>
      text
        .replaceAll('"Name": "Shared:', '"Name": {"Fn::Sub": "${AWS::StackName}:')
        .replaceAll(/(\{"Fn::Sub": "[^"]*")/g, "$1}"),
  ],
])("exports by %s are found", async (_, change) => {
  const { index, together, alone, indexed } = await withIndex(change(read("Shared.template.json")));
  expect(told(alone)).not.toEqual(told(together));
  expect(told(indexed)).toEqual(told(together));
  expect(indexed.diagnostics).toEqual([]);
  expect(index).not.toContain("Metadata");
});
