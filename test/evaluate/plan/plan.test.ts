/** Plans that the real terraform made of our own configurations, read alone and beside their configuration. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { SourceFile } from "../../../src/base/source-file.ts";
import type { UnknownValue, Value } from "../../../src/base/value.ts";
import { readPlan } from "../../../src/evaluate/plan/document.ts";
import { evaluatePlans } from "../../../src/evaluate/plan/evaluate.ts";
import type { Resource } from "../../../src/evaluate/resource.ts";
import { parseJson } from "../../../src/parse/json.ts";
import { scan } from "../../../src/pipeline.ts";
import { renderJson } from "../../../src/report/json/json.ts";
import { scanRequest } from "../../../src/request.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));

interface FlowSummary {
  readonly service: string;
  readonly purpose: string;
  readonly verdict: string;
  readonly blocked: string;
}

async function flowsOf(paths: readonly string[], plans: readonly string[], strict = false) {
  const result = await scan(scanRequest(HERE, paths, { plans, strict }));
  const report = JSON.parse(renderJson(result));
  const flows = report.flows.map((flow: Record<string, unknown> & { service: { address: string } }): FlowSummary => {
    const { purpose, verdict, blocked } = flow as unknown as FlowSummary;
    return { service: flow.service.address, purpose, verdict, blocked };
  });
  return { report, flows };
}

describe("a plan", () => {
  test("alone gives the flows that its configuration gives, with the references taken for values said as an assumption", async () => {
    const source = await flowsOf(["through-modules"], []);
    const plan = await flowsOf(["through-modules.plan.json"], []);
    expect(source.flows).toContainEqual({
      service: "module.service.aws_ecs_service.web",
      purpose: "traffic",
      verdict: "partial",
      blocked: "32768-49152",
    });
    expect(plan.flows).toEqual(source.flows);
    expect(plan.report.roots).toEqual([{ path: "through-modules.plan.json", kind: "terraform-plan" }]);
    expect(plan.report.flows[0].assumptions.join()).toContain("known only after apply");
    expect(plan.report.findings[0].location.path).toBe("through-modules.plan.json");
    expect(plan.report.findings[0].location.startLine).toBeGreaterThan(0);
  });

  test("alone under --strict proves no more than it tells", async () => {
    const { flows } = await flowsOf(["through-modules.plan.json"], [], true);
    for (const flow of flows) expect(flow.verdict).not.toBe("reachable");
  });

  test("beside its configuration points at the configuration's lines", async () => {
    const { report } = await flowsOf(["through-modules"], ["through-modules.plan.json"]);
    expect(report.roots).toEqual([{ path: "through-modules", kind: "terraform-plan" }]);
    const blocked = report.findings.find(({ flows }: { flows: readonly string[] }) => flows.length > 0);
    expect(blocked.location).toMatchObject({ path: "through-modules/service/main.tf", startLine: 21 });
  });
});

function evaluated(json: unknown): ReadonlyMap<string, Resource> {
  const { output } = parseJson(new SourceFile("plan.json", JSON.stringify(json)));
  const plan = output === undefined ? undefined : readPlan(output);
  expect(plan).toBeDefined();
  const { groups } = evaluatePlans([plan!], false);
  return new Map(groups[0]!.worlds[0]!.resources.map((resource) => [resource.address, resource]));
}

function attribute(resources: ReadonlyMap<string, Resource>, address: string, name: string): Value | undefined {
  return resources.get(address)?.body.attributes.get(name)?.value;
}

function refOf(value: Value | undefined): UnknownValue["ref"] {
  return value?.kind === "unknown" ? value.ref : undefined;
}

const HEAD = { format_version: "1.2", terraform_version: "1.11.4" };

function managed(type: string, name: string, values: object, module?: string): object {
  return { address: `${module === undefined ? "" : `${module}.`}${type}.${name}`, mode: "managed", type, name, values };
}

describe("a state", () => {
  const group = managed("aws_security_group", "alb", {
    id: "sg-0123456789abcdef0",
    arn: "arn:aws:ec2:sg/1",
    name: "alb",
  });
  const balancer = managed("aws_lb", "main", {
    security_groups: ["sg-0123456789abcdef0", "sg-00000000000000001"],
    subnets: [],
    name: "sg-0123456789abcdef0x",
  });
  const resources = evaluated({
    ...HEAD,
    values: { root_module: { resources: [balancer], child_modules: [{ address: "module.a", resources: [group] }] } },
  });

  test("tells by its id which resource a value means, and leaves other ids as they are", () => {
    const groups = attribute(resources, "aws_lb.main", "security_groups");
    expect(groups?.kind).toBe("list");
    const [own, other] = groups?.kind === "list" ? groups.elements : [];
    expect(refOf(own)).toEqual({ root: "plan.json", address: "aws_security_group.alb", attribute: "id" });
    expect(other).toMatchObject({ kind: "string", value: "sg-00000000000000001" });
    expect(attribute(resources, "aws_lb.main", "name")).toMatchObject({ kind: "string" });
  });
});

describe("a plan alone", () => {
  function change(address: string, after: object, unknown: object): object {
    const [type, name] = address.split(".");
    return { address, mode: "managed", type, name, change: { actions: ["create"], after, after_unknown: unknown } };
  }
  function configured(address: string, expressions: object): object {
    const [type, name] = address.split(".");
    return { address, mode: "managed", type, name, expressions };
  }

  test("does not take several references for one, nor a known value for an unknown one", () => {
    const resources = evaluated({
      ...HEAD,
      resource_changes: [
        change("aws_security_group.a", { name: "a" }, { id: true }),
        change("aws_security_group.b", { name: "b" }, { id: true }),
        change("aws_lb.x", {}, { security_groups: true, internal: true }),
        change("aws_instance.x", {}, { subnet_id: true }),
      ],
      configuration: {
        root_module: {
          resources: [
            configured("aws_lb.x", {
              security_groups: {
                references: [
                  "aws_security_group.a.id",
                  "aws_security_group.a",
                  "aws_security_group.b.id",
                  "aws_security_group.b",
                ],
              },
            }),
            configured("aws_instance.x", {
              subnet_id: {
                references: [
                  "aws_security_group.a.id",
                  "aws_security_group.a",
                  "aws_security_group.b.name",
                  "aws_security_group.b",
                  "var.x",
                ],
              },
            }),
          ],
        },
      },
    });
    const groups = attribute(resources, "aws_lb.x", "security_groups");
    expect(groups).toMatchObject({ kind: "unknown" });
    expect(refOf(groups)).toBeUndefined();
    expect(refOf(attribute(resources, "aws_instance.x", "subnet_id"))?.address).toBe("aws_security_group.a");
    expect(attribute(resources, "aws_lb.x", "internal"), "computed and not written").toBeUndefined();
  });

  describe("takes a list that is known only after apply", () => {
    const ids = (name: string) => [`aws_security_group.${name}.id`, `aws_security_group.${name}`];
    const group = (address: string) => change(address, {}, { id: true });
    function groupsGiven(
      references: readonly string[],
      more: readonly object[] = [],
      root: object = {},
      unknown: object = WHOLE,
    ): Value | undefined {
      const service = (given: readonly string[]) => ({
        network_configuration: [{ security_groups: { references: given } }],
      });
      const resources = evaluated({
        ...HEAD,
        resource_changes: [
          ...["a", "b", "c", "d", "e"].map((name) => group(`aws_security_group.${name}`)),
          ...more,
          change(
            "aws_ecs_service.x",
            {
              network_configuration: [
                { assign_public_ip: false, security_groups: unknown === WHOLE ? undefined : [null, null] },
              ],
            },
            unknown,
          ),
        ],
        configuration: { root_module: { resources: [configured("aws_ecs_service.x", service(references))], ...root } },
      });
      const network = attribute(resources, "aws_ecs_service.x", "network_configuration");
      const block = network?.kind === "list" ? network.elements[0] : undefined;
      return block?.kind === "map" ? block.entries.get("security_groups") : undefined;
    }
    const WHOLE = { network_configuration: [{ security_groups: true }] };
    function named(value: Value | undefined): unknown {
      if (value?.kind === "list") return value.elements.map(named);
      if (value?.kind !== "unknown") return value;
      return value.oneOf === undefined
        ? `${value.ref?.address}.${value.ref?.attribute}`
        : { oneOf: value.oneOf.map(named) };
    }

    test("of one reference for that", () => {
      expect(named(groupsGiven(ids("a")))).toEqual(["aws_security_group.a.id"]);
    });

    test("of two references for either or both", () => {
      const [a, b] = ["aws_security_group.a.id", "aws_security_group.b.id"];
      expect(named(groupsGiven([...ids("a"), ...ids("b"), "var.which"]))).toEqual({ oneOf: [[a], [b], [a, b]] });
    });

    test("of many for nothing", () => {
      const value = groupsGiven(["a", "b", "c", "d", "e"].flatMap(ids));
      expect(value).toMatchObject({ kind: "unknown", type: { kind: "set" } });
      expect(value?.kind === "unknown" && value.oneOf).toBeUndefined();
    });

    test("of a constant index for that instance, of no constant one for some or all, of each.key for none in particular", () => {
      const each = [0, 1].map((index) => ({
        ...(group("aws_security_group.many") as object),
        address: `aws_security_group.many[${index}]`,
      }));
      const [first, second] = ["aws_security_group.many[0].id", "aws_security_group.many[1].id"];
      const constant = [first, "aws_security_group.many[0]", "aws_security_group.many"];
      expect(named(groupsGiven(constant, each))).toEqual([first]);
      // A splat, a slice or element(), or the index is a variable: a plan does not tell one from the other.
      for (const beside of [[], ["var.which"], ["terraform.workspace"], ["path.module"]])
        expect(named(groupsGiven(["aws_security_group.many", ...beside], each))).toEqual({
          oneOf: [[first], [second], [first, second]],
        });
      for (const index of ["each.key", "count.index"]) {
        const value = groupsGiven(["aws_security_group.many", index], each);
        expect(value).toMatchObject({ kind: "unknown", type: { kind: "set" } });
        expect(value?.kind === "unknown" && value.oneOf).toBeUndefined();
      }
    });

    test("element by element for each in its turn, unless something beside them may choose", () => {
      const each = [0, 1].map((index) => ({
        ...(group("aws_security_group.many") as object),
        address: `aws_security_group.many[${index}]`,
      }));
      const [first, second] = ["aws_security_group.many[0].id", "aws_security_group.many[1].id"];
      const unknown = { network_configuration: [{ security_groups: [true, true] }] };
      const given = (references: readonly string[]) => named(groupsGiven(references, each, {}, unknown));
      expect(given(["aws_security_group.many"])).toEqual([first, second]);
      const either = { oneOf: [first, second] };
      expect(given(["aws_security_group.many", "var.i", "var.j"])).toEqual([either, either]);
    });

    test("through a module's output for what that refers to", () => {
      const made = {
        address: "module.net.aws_security_group.own",
        mode: "managed",
        type: "aws_security_group",
        name: "own",
        module_address: "module.net",
        change: { actions: ["create"], after: {}, after_unknown: { id: true } },
      };
      const module_calls = {
        net: { module: { outputs: { ids: { expression: { references: ids("own") } } } } },
      };
      expect(named(groupsGiven(["module.net.ids", "module.net"], [made], { module_calls }))).toEqual([
        "module.net.aws_security_group.own.id",
      ]);
    });

    test("that is another resource's list as that list, not as an element of it", () => {
      const balancer = change("aws_lb.y", {}, { security_groups: true });
      const value = groupsGiven(["aws_lb.y.security_groups", "aws_lb.y"], [balancer]);
      expect(value).toMatchObject({ kind: "unknown", type: { kind: "set" }, ref: { attribute: "security_groups" } });
    });
  });

  test("leaves out what is deleted, and says that a failed plan may lack resources", () => {
    const deleted = { ...change("aws_lb.gone", {}, {}), change: { actions: ["delete"], after: null } };
    const { output } = parseJson(
      new SourceFile("plan.json", JSON.stringify({ ...HEAD, errored: true, resource_changes: [deleted] })),
    );
    const { groups, diagnostics } = evaluatePlans([readPlan(output!)!], false);
    expect(groups[0]!.worlds[0]!.resources).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["plan-errored"]);
  });

  test("holds only a hash of user data", () => {
    const hash = "0123456789abcdef0123456789abcdef01234567";
    const resources = evaluated({ ...HEAD, resource_changes: [change("aws_instance.x", { user_data: hash }, {})] });
    expect(attribute(resources, "aws_instance.x", "user_data")).toMatchObject({
      kind: "unknown",
      cause: { kind: "missing-source" },
    });
  });
});

test("the stored plan is the one that terraform makes of the configuration beside it", () => {
  const plan = JSON.parse(readFileSync(new URL("through-modules.plan.json", import.meta.url), "utf8"));
  const addresses = plan.resource_changes.map((change: { address: string }) => change.address);
  expect(addresses).toContain("module.network.aws_subnet.main[1]");
  expect(plan.errored).toBe(false);
});
