/** Two services in nested stacks, as a main template that takes its parts by URL makes them, and one rule of theirs changed. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { scan } from "../../src/pipeline.ts";
import { scanRequest } from "../../src/request.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";

const TEMPLATES = join(import.meta.dirname, "templates");
const GROUPS = "network/groups.yaml";
const ALL_TRAFFIC = "          IpProtocol: -1\n";
const DYNAMIC = "          IpProtocol: tcp\n          FromPort: 32768\n          ToPort: 65535\n";
const PORT_80 = "          IpProtocol: tcp\n          FromPort: 80\n          ToPort: 80\n";

let directory: string | undefined;
afterEach(() => {
  if (directory !== undefined) removeDirectory(directory);
  directory = undefined;
});

/** The scan of the templates, with a change of the one of the security groups. */
async function scanWith(change: (groups: string) => string) {
  const paths = readdirSync(TEMPLATES, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".yaml"));
  const files = Object.fromEntries(paths.map((path) => [path, readFileSync(join(TEMPLATES, path), "utf8")]));
  directory = makeDirectory({ ...files, [GROUPS]: change(files[GROUPS]!) });
  const result = await scan(scanRequest(directory, ["."], {}));
  return {
    verdicts: result.flows.map(({ service, purpose, verdict }) => `${service.address} ${purpose} ${verdict}`).sort(),
    findings: result.findings.map(({ ruleId, flows, span }) => {
      const [start, end] = [span.file.position(span.start), span.file.position(span.end)];
      return `${ruleId} of ${flows.map(({ service }) => service.address).join(" and ")} at ${span.file.path}:${start.line}-${end.line}`;
    }),
    diagnostics: result.diagnostics,
  };
}

test("both services are reachable through all their stacks", async () => {
  const { verdicts, findings, diagnostics } = await scanWith((groups) => groups);
  expect(diagnostics).toEqual([]);
  expect(verdicts).toEqual([
    "Orders.Service health-check reachable",
    "Orders.Service traffic reachable",
    "Shop.Service health-check reachable",
    "Shop.Service traffic reachable",
  ]);
  expect(findings).toEqual([]);
});

test("the hosts' rule for port 80 only blocks exactly the two services, and that rule is where it is told", async () => {
  const { verdicts, findings, diagnostics } = await scanWith((groups) => groups.replace(DYNAMIC, PORT_80));
  expect(diagnostics).toEqual([]);
  expect(verdicts).toEqual([
    "Orders.Service health-check blocked",
    "Orders.Service traffic blocked",
    "Shop.Service health-check blocked",
    "Shop.Service traffic blocked",
  ]);
  expect(findings).toEqual([
    `dynamic-ports-blocked-by-target-security-group of Orders.Service and Shop.Service at ${GROUPS}:13-14`,
  ]);
});

test("the load balancer's own rule for port 80 only changes nothing behind it", async () => {
  const anywhere = "        - CidrIp: 0.0.0.0/0\n";
  const narrowed = (groups: string): string => groups.replace(anywhere + ALL_TRAFFIC, anywhere + PORT_80);
  const { verdicts, findings } = await scanWith(narrowed);
  expect(new Set(verdicts.map((line) => line.split(" ").at(-1)))).toEqual(new Set(["reachable"]));
  expect(findings).toEqual([]);
});
