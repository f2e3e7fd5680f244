/** What AWS CLI commands tell of an account is judged as its source would be; what they leave out is not known, and a command tells it. */
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { scan } from "../../../src/pipeline.ts";
import type { ScanResult } from "../../../src/report/scan-result.ts";
import { causesOf } from "../../../src/report/words.ts";
import { scanRequest } from "../../../src/request.ts";
import { makeDirectory, removeDirectory } from "../../built-program.ts";
import { account, filesOf } from "./account.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

async function scanFacts(files: Readonly<Record<string, object | string>>, directory = "facts"): Promise<ScanResult> {
  const objects = Object.entries(files).filter((one): one is [string, object] => typeof one[1] === "object");
  const texts = Object.entries(files).filter((one): one is [string, string] => typeof one[1] === "string");
  const at = makeDirectory({
    ...filesOf(Object.fromEntries(objects), directory),
    ...Object.fromEntries(texts.map(([name, text]) => [`${directory}/${name}`, text])),
  });
  made.push(at);
  return scan(scanRequest(at, [], { facts: directory }));
}

const verdicts = ({ flows }: ScanResult): readonly string[] => [...new Set(flows.map(({ verdict }) => verdict))];
const hints = ({ flows }: ScanResult): readonly string[] => [
  ...new Set(flows.flatMap(({ because }) => [...causesOf(because).values()].map(({ cause }) => cause.hint))),
];
const codes = ({ diagnostics }: ScanResult): readonly string[] => diagnostics.map(({ code }) => code);

/** A change in one of the files. */
function changed(name: string, change: (text: string) => string): Record<string, object> {
  const files = account();
  return { ...files, [name]: JSON.parse(change(JSON.stringify(files[name]))) as object };
}

describe("an account", () => {
  test("in which the hosts admit the dynamic ports is reachable, and nothing is found", async () => {
    const result = await scanFacts(account());
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(result.findings).toEqual([]);
    expect(result.diagnostics).toEqual([]);
    expect(result.roots).toEqual([{ path: "facts", kind: "deployed" }]);
  });

  test("in which they admit the container's port is blocked, by the rule where AWS tells it", async () => {
    const result = await scanFacts(account({ from: 80, to: 80 }));
    expect(verdicts(result)).toEqual(["blocked"]);
    const [finding] = result.findings;
    expect(finding?.ruleId).toBe("dynamic-ports-blocked-by-target-security-group");
    expect(finding?.message).toContain("sg-0405 admits tcp 80 from sg-0a1b");
    expect(finding?.span.file.path).toBe("facts/describe-security-groups.json");
  });

  test("in which they admit a part of the ports is partial", async () => {
    expect(verdicts(await scanFacts(account({ from: 32768, to: 61000 })))).toEqual(["partial"]);
  });

  test("has the network ACL of each subnet as AWS tells it, and no default one that lets everything through", async () => {
    const denied = changed("describe-network-acls.json", (text) =>
      text.replace(
        '"RuleNumber":100,"Egress":false,"Protocol":"-1","RuleAction":"allow"',
        '"RuleNumber":100,"Egress":false,"Protocol":"-1","RuleAction":"deny"',
      ),
    );
    expect(verdicts(await scanFacts(denied))).toEqual(["blocked"]);
    const result = await scanFacts(account());
    const kinds = result.flows.flatMap(({ assumptions }) => assumptions.map(({ kind }) => kind));
    expect([...new Set(kinds)]).toEqual(["deployed-facts"]);
  });

  test("is judged by an instance that has other groups than its auto scaling group gives to new ones", async () => {
    const moved = changed("describe-instances.json", (text) => text.replace("sg-0405", "sg-0def"));
    const result = await scanFacts(moved);
    expect(verdicts(result)).not.toContain("reachable");
    expect(result.findings.map(({ message }) => message).join()).toContain("sg-0def");
  });

  test("has rules of a listener beside its default action", async () => {
    const away = changed("describe-listeners-50dc6c495c0c9188.json", (text) =>
      text.replaceAll("targetgroup/web/73e2d6bc24d8a067", "targetgroup/other/0000000000000000"),
    );
    const rule = away["describe-rules-f2f7dc8efc522ab2.json"] as {
      Rules: { Priority: string; IsDefault: boolean; RuleArn: string }[];
    };
    rule.Rules.push({
      ...rule.Rules[0]!,
      Priority: "1",
      IsDefault: false,
      RuleArn: rule.Rules[0]!.RuleArn.replace(/[^/]+$/, "1111111111111111"),
    });
    expect(verdicts(await scanFacts(away))).toEqual(["reachable"]);
  });

  test("may have machines outside of AWS in its cluster, of which nothing is asked", async () => {
    const files = account();
    const { containerInstances } = files["describe-container-instances-web.json"] as { containerInstances: object[] };
    const outside = {
      containerInstanceArn: "arn:aws:ecs:eu-west-1:123456789012:container-instance/web/0c1d",
      ec2InstanceId: "mi-0a1",
    };
    const clusters = JSON.stringify(files["describe-clusters-web.json"]).replace(
      'InstancesCount":1',
      'InstancesCount":2',
    );
    const result = await scanFacts({
      ...files,
      "describe-clusters-web.json": JSON.parse(clusters) as object,
      "describe-container-instances-web.json": { containerInstances: [...containerInstances, outside] },
    });
    expect(verdicts(result)).toEqual(["reachable"]);
  });

  test("of many things is read at once", async () => {
    const files = account();
    const { SecurityGroups } = files["describe-security-groups.json"] as { SecurityGroups: object[] };
    const more = Array.from({ length: 5_000 }, (_, at) => ({
      GroupId: `sg-1${at.toString(16)}`,
      GroupName: `g${at}`,
      VpcId: "vpc-0a1",
      IpPermissions: [],
      IpPermissionsEgress: [],
    }));
    const result = await scanFacts({
      ...files,
      "describe-security-groups.json": { SecurityGroups: [...SecurityGroups, ...more] },
    });
    expect(verdicts(result)).toEqual(["reachable"]);
  }, 20_000);

  test("has the rules of a group that are told one by one", async () => {
    const files = account();
    const { SecurityGroups } = files["describe-security-groups.json"] as { SecurityGroups: { GroupId: string }[] };
    const rule = (egress: boolean, more: object) => ({
      SecurityGroupRuleId: `sgr-0${egress}`,
      GroupId: "sg-0405",
      IsEgress: egress,
      IpProtocol: "tcp",
      FromPort: 0,
      ToPort: 65535,
      ...more,
    });
    const told = (from: number) => ({
      ...files,
      "describe-security-groups.json": {
        SecurityGroups: SecurityGroups.filter(({ GroupId }) => GroupId !== "sg-0405"),
      },
      "describe-security-group-rules.json": {
        SecurityGroupRules: [
          rule(false, { FromPort: from, ReferencedGroupInfo: { GroupId: "sg-0a1b" } }),
          rule(true, { CidrIpv4: "0.0.0.0/0" }),
        ],
      },
    });
    expect(verdicts(await scanFacts(told(32768)))).toEqual(["reachable"]);
    expect(verdicts(await scanFacts(told(50000)))).toEqual(["undetermined"]);
  });

  test("takes the version of a launch template that its auto scaling group names", async () => {
    const versions = changed("describe-launch-template-versions-lt-0a1.json", (text) => {
      const told = JSON.parse(text) as { LaunchTemplateVersions: object[] };
      const closed = JSON.parse(JSON.stringify(told.LaunchTemplateVersions[0]).replace("sg-0405", "sg-0def")) as object;
      return JSON.stringify({
        LaunchTemplateVersions: [{ ...closed, VersionNumber: 4 }, ...told.LaunchTemplateVersions],
      });
    });
    const named = (version: string) => ({
      ...versions,
      "describe-auto-scaling-groups.json": JSON.parse(
        JSON.stringify(versions["describe-auto-scaling-groups.json"]).replace("$Latest", version),
      ) as object,
    });
    expect(verdicts(await scanFacts(named("3")))).toEqual(["reachable"]);
    expect(verdicts(await scanFacts(named("$Latest")))).not.toContain("reachable");
  });

  test("is told to be as old as its oldest file", async () => {
    const at = makeDirectory(filesOf(account()));
    made.push(at);
    const day = (text: string): Date => new Date(`${text}T12:00:00Z`);
    for (const name of Object.keys(account()))
      utimesSync(join(at, "facts", name), day("2026-11-28"), day("2026-11-28"));
    utimesSync(join(at, "facts", "describe-vpcs.json"), day("2026-11-20"), day("2026-11-20"));
    const { flows } = await scan(scanRequest(at, [], { facts: "facts" }));
    expect(flows[0]?.assumptions.map(({ text }) => text)).toEqual([
      "what is deployed is as facts tells it in files written on 2026-11-20 and later",
    ]);
  });

  test("of another region has a directory of its own", async () => {
    const at = makeDirectory({
      ...filesOf(account(), "facts/one"),
      ...Object.fromEntries(
        Object.entries(filesOf(account({ from: 80, to: 80 }), "facts/other")).map(([path, text]) => [
          path,
          text.replaceAll("eu-west-1", "us-east-1"),
        ]),
      ),
    });
    made.push(at);
    const result = await scan(scanRequest(at, [], { facts: "facts" }));
    expect(result.roots.map(({ path }) => path)).toEqual(["facts/one", "facts/other"]);
    expect(verdicts(result)).toEqual(["reachable", "blocked"]);
  });
});

/** Without these a verdict still rests on what the others tell. */
const NOT_NEEDED = new Set([
  // The instance tells its groups itself.
  "describe-auto-scaling-groups.json",
  "describe-internet-gateways.json",
  "describe-nat-gateways.json",
  "describe-route-tables.json",
  "describe-rules-f2f7dc8efc522ab2.json",
  "describe-subnets.json",
  "describe-vpcs.json",
  "describe-vpc-endpoints.json",
  // Nothing is known to be there.
  "describe-services-web.json",
]);

describe("without one of its files", () => {
  test.each(Object.keys(account()).filter((name) => !NOT_NEEDED.has(name)))(
    "%s, nothing is taken for granted, and the command that writes it is told",
    async (name) => {
      const { [name]: content, ...others } = account();
      const result = await scanFacts(others);
      expect(verdicts(result)).toEqual(["undetermined"]);
      expect(result.findings.filter(({ verdict }) => verdict === "violated")).toEqual([]);
      const commands = hints(result).map((hint) => /^run (aws .*) > facts\/(\S+)$/.exec(hint));
      const file = commands.find((command) => command?.[2] === name)?.[2];
      expect(file).toBe(name);
      expect(verdicts(await scanFacts({ ...others, [file!]: content! }))).toEqual(["reachable"]);
    },
  );

  test.each([...NOT_NEEDED])("%s, nothing is found that is not so", async (name) => {
    const { [name]: _, ...others } = account();
    const { findings } = await scanFacts(others);
    expect(findings.filter(({ verdict }) => verdict === "violated")).toEqual([]);
  });

  test("the subnets of which are told by nothing else, their network ACLs are not known", async () => {
    const { "describe-subnets.json": _, "describe-network-acls.json": __, ...others } = account();
    expect(verdicts(await scanFacts(others))).toEqual(["undetermined"]);
  });
});

describe("files", () => {
  test("may come in pages, and the same thing may be told twice", async () => {
    const files = account();
    const { SecurityGroups } = files["describe-security-groups.json"] as { SecurityGroups: object[] };
    const pages = {
      ...files,
      "describe-security-groups.json": { SecurityGroups: SecurityGroups.slice(0, 2) },
      "page-two.json": { SecurityGroups: SecurityGroups.slice(1) },
    };
    const result = await scanFacts(pages);
    expect(verdicts(result)).toEqual(["reachable"]);
    expect(result.diagnostics).toEqual([]);
  });

  test("that contradict each other prove nothing", async () => {
    const result = await scanFacts({
      ...account(),
      "older.json": account({ from: 80, to: 80 })["describe-security-groups.json"]!,
    });
    expect(verdicts(result)).toEqual(["undetermined"]);
    expect(codes(result)).toEqual(["facts-contradict"]);
    expect(result.diagnostics[0]?.message).toContain(
      "sg-0405 is told otherwise at facts/describe-security-groups.json:",
    );
  });

  test("that were cut off are told", async () => {
    const result = await scanFacts({ ...account(), "more.json": { Vpcs: [], NextToken: "abc" } });
    expect(codes(result)).toEqual(["facts-cut-off"]);
  });

  test("of several regions in one directory are told", async () => {
    const { "describe-clusters-web.json": clusters } = account();
    const other = JSON.parse(JSON.stringify(clusters).replaceAll("eu-west-1", "us-east-1")) as object;
    expect(codes(await scanFacts({ ...account(), "us.json": other }))).toEqual(["facts-of-several-places"]);
  });

  test.each([
    ["empty.json", "", "not-a-fact", /is empty/],
    ["text.json", "An error occurred (UnauthorizedOperation)", "json-syntax", /./],
    ["other.json", '{"Buckets": []}', "not-a-fact", /its keys are Buckets/],
    ["list.json", "[1]", "not-a-fact", /no JSON object/],
    ["scalar.json", '{"Vpcs": 3}', "not-a-fact", /its keys are Vpcs/],
    ["deep.json", `{"Vpcs":${"[".repeat(5000)}${"]".repeat(5000)}}`, "json-syntax", /./],
  ])("such as %s are no facts, and the rest is judged", async (name, text, code, message) => {
    const result = await scanFacts({ ...account(), [name]: text });
    expect(codes(result)).toEqual([code]);
    expect(result.diagnostics[0]?.message).toMatch(message);
    expect(verdicts(result)).toEqual(["reachable"]);
  });

  test("with things of the wrong shape are read as far as they have the right one", async () => {
    const shapes = [null, 1, "x", [], {}, [[]], [null], [{ VpcId: null }], [{ GroupId: "sg-1", IpPermissions: "all" }]];
    for (const name of Object.keys(account())) {
      const [key] = Object.keys(account()[name]!);
      for (const shape of shapes) await scanFacts({ [name]: { [key!]: shape as object } });
    }
  }, 60_000);

  test("show nothing of what may be secret", async () => {
    const result = await scanFacts(account({ from: 80, to: 80 }));
    const shown = result.findings.flatMap(({ span, related }) => [span, ...related.map((one) => one.span)]);
    const definition = shown.find(({ file }) => file.path.includes("task-definition"));
    expect(definition?.file.givesValues).toBe(true);
  });
});

test("a directory that is not there is told", async () => {
  const at = makeDirectory({ "readme.md": "" });
  made.push(at);
  expect(codes(await scan(scanRequest(at, [], { facts: "facts" })))).toEqual(["facts-not-found"]);
  expect(codes(await scan(scanRequest(at, [], { facts: "." })))).toEqual(["facts-not-found"]);
});

test("an id that somebody made up to run something in a shell is one word in a command", async () => {
  const evil = "vpc-1; rm -rf ~ '$(id)'";
  const files = changed("describe-services-web.json", (text) =>
    text.replaceAll("task-definition/web:7", `task-definition/${evil}`),
  );
  const told = hints(await scanFacts(files)).join("\n");
  expect(told).toContain(`'arn:aws:ecs:eu-west-1:123456789012:task-definition/vpc-1; rm -rf ~ '\\''$(id)'\\'''`);
});
