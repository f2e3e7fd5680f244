/** The script that writes facts: its calls only read, and what it writes is read, every file of it. */
import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ALL_KINDS } from "../../src/evaluate/deployed/kinds.ts";
import { scan } from "../../src/pipeline.ts";
import { scanRequest } from "../../src/request.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { account, BALANCER, CLUSTER, GROUP, LISTENER, SERVICE } from "../evaluate/deployed/account.ts";

const SCRIPT = fileURLToPath(new URL("../../recipes/facts.sh", import.meta.url));

/** What the AWS CLI prints as text, by the query. */
const LISTS: Readonly<Record<string, string>> = {
  "PrefixLists[].PrefixListId": "pl-0a1",
  "LaunchTemplates[].LaunchTemplateId": "lt-0a1",
  "LoadBalancers[].LoadBalancerArn": BALANCER,
  "Listeners[].ListenerArn": LISTENER,
  "TargetGroups[].TargetGroupArn": GROUP,
  "LoadBalancerDescriptions[].LoadBalancerName": "None",
  "clusterArns[]": CLUSTER,
  "serviceArns[]": SERVICE,
  "containerInstanceArns[]": "arn:aws:ecs:eu-west-1:123456789012:container-instance/web/0a1b",
  "services[].[taskDefinition, taskSets[].taskDefinition][]":
    "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7",
};

const MORE: Readonly<Record<string, object>> = {
  "describe-managed-prefix-lists.json": { PrefixLists: [{ PrefixListId: "pl-0a1", PrefixListName: "office" }] },
  "get-managed-prefix-list-entries.json": { Entries: [{ Cidr: "192.0.2.0/24" }] },
  "describe-launch-configurations.json": { LaunchConfigurations: [] },
  "describe-capacity-providers.json": { capacityProviders: [] },
  "list-exports.json": { Exports: [] },
  "describe-stacks.json": { Stacks: [] },
  "describe-load-balancer-attributes.json": { Attributes: [{ Key: "idle_timeout.timeout_seconds", Value: "60" }] },
  "describe-target-group-attributes.json": { Attributes: [{ Key: "stickiness.enabled", Value: "false" }] },
};

/** Answers as the AWS CLI does of the small account; `elb` may not be asked. */
const AWS = `#!/bin/sh
here=$(dirname "$0")
echo "$*" >>"$here/calls"
[ "$1" != elb ] || { echo "An error occurred (AccessDenied)" >&2; exit 254; }
operation=$2
while [ $# -gt 0 ]; do
  [ "$1" != --query ] || query=$2
  shift
done
case "\${query-}" in
${Object.entries(LISTS)
  .map(([query, text]) => `  '${query}') echo '${text}'; exit ;;`)
  .join("\n")}
esac
for file in "$here/answers/$operation.json" "$here/answers/$operation"-*.json; do
  [ ! -f "$file" ] || { cat "$file"; exit; }
done
exit 1
`;

let directory: string;
let told: string;
beforeAll(() => {
  const answers = Object.entries({ ...account(), ...MORE }).map(([name, content]) => [
    `answers/${name}`,
    JSON.stringify(content),
  ]);
  directory = makeDirectory({ aws: AWS, ...(Object.fromEntries(answers) as Record<string, string>) });
  chmodSync(join(directory, "aws"), 0o755);
  const shell = `sh ${SCRIPT} facts eu-west-1 2>&1`;
  const path = `${directory}:${process.env.PATH}`;
  told = execFileSync("sh", ["-c", shell], { cwd: directory, env: { PATH: path }, encoding: "utf8" });
});
afterAll(() => removeDirectory(directory));

const calls = (): readonly string[] => readFileSync(join(directory, "calls"), "utf8").trim().split("\n");

test("each call reads and does nothing else", () => {
  expect(calls().length).toBeGreaterThan(30);
  expect(calls().filter((call) => !/^[a-z0-9]+ (?:describe|list|get)-/.test(call))).toEqual([]);
  const written = readFileSync(SCRIPT, "utf8").matchAll(
    /\b(?:ec2|ecs|elb|elbv2|autoscaling|cloudformation) "?([a-z]+)-/g,
  );
  expect([...new Set([...written].map(([, verb]) => verb))].sort()).toEqual(["describe", "get", "list"]);
});

test("what may not be asked is told and left out, and no file is written in part", () => {
  expect(told).toContain("left out: aws elb describe-load-balancers");
  expect(readdirSync(join(directory, "facts")).filter((name) => !name.endsWith(".json"))).toEqual([]);
});

test("what it writes is all read, and is enough for a verdict", async () => {
  const result = await scan(scanRequest(directory, [], { facts: "facts" }));
  expect(result.diagnostics).toEqual([]);
  expect(result.flows.map(({ verdict }) => verdict)).toEqual(["reachable", "reachable"]);
});

test("it asks for every kind of thing that is read", () => {
  const asked = new Set(calls().map((call) => call.split(" ").slice(0, 2).join(" ")));
  const beside = new Set([
    "ec2 describe-security-group-rules",
    "elb describe-load-balancer-attributes",
    // Some may be secret.
    "ssm get-parameters",
  ]);
  expect(ALL_KINDS.map(([, { command }]) => command).filter((one) => !asked.has(one) && !beside.has(one))).toEqual([]);
});
