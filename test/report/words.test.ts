/** The words that reports share. */
import { expect, test } from "vitest";
import type { CauseKind } from "../../src/base/value.ts";
import { filterNames, flowName, otherHelp, sourceName, whenText } from "../../src/report/words.ts";
import { hop, unknown } from "../check/sample.ts";
import { blocked } from "./sample-scan.ts";

test.each([
  ["32768-65535", "tcp 32768-65535"],
  ["", "an unknown tcp port"],
  ["var.port", "tcp port var.port"],
  ["Port", "tcp port Port"],
  ['module.alb.target_groups["web"].arn.health_check.port', "an unknown tcp port"],
  ['lookup(var.group,"container_port",8080)', "an unknown tcp port"],
  ["var.a_name_of_more_than_sixty_characters_that_nobody_would_want_to_read", "an unknown tcp port"],
])("a flow that needs %j is on %s", (requiredText, told) => {
  expect(flowName({ ...blocked, requiredText, portMapping: "task" })).toMatch(new RegExp(` on ${told}$`));
});

test("an expression that stands for a load balancer is told by its beginning and end", () => {
  const name = (address: string) => sourceName({ ...blocked, loadBalancer: { ...blocked.loadBalancer!, address } });
  expect(name(`module.${"long".repeat(30)}.aws_lb.main`)).toHaveLength(139);
  expect(name(`element(${"var.groups,".repeat(20)})`)).toMatch(/^element\(var\.groups,.*….*groups,\)$/);
  expect(name(`element(${"var.groups,".repeat(20)})`)).toHaveLength(80);
});

test("or by what it is made of, where that has room", () => {
  const list = { ...unknown, symbol: "module.alb.target_group_arns" };
  const first = { ...unknown, symbol: "module.alb.target_group_arns[0]" };
  const symbol = '((0 == length(module.alb.target_group_arns)) ? "" : module.alb.target_group_arns[0])';
  const external = { unknown: { ...unknown, symbol, from: [list, first] }, literal: false };
  const flow = { ...blocked, loadBalancer: undefined };
  const targetGroup = { ...blocked.targetGroup!, address: symbol, external };
  expect(sourceName({ ...flow, targetGroup })).toBe("target group from module.alb.target_group_arns[0]");
});

test("the name of a task definition is no port", () => {
  const { taskDefinition } = blocked;
  const elsewhere = { ...taskDefinition!, external: { unknown: { ...unknown, symbol: "var.task" }, literal: false } };
  expect(flowName({ ...blocked, taskDefinition: elsewhere, requiredText: "var.task", portMapping: "unknown" })).toMatch(
    / on an unknown tcp port$/,
  );
});

test("a filter of which nothing is known is not told as none", () => {
  const nameless = (...of: Parameters<typeof hop>) => filterNames({ ...hop(...of), nodes: [] });
  expect(nameless("target-ingress", "open")).toBe("no filter");
  expect(nameless("target-ingress", "undetermined")).toBe("unknown security groups");
  expect(nameless("target-acl-in", "undetermined")).toBe("an unknown network ACL");
  expect(nameless("target-acl-in", "open")).toBe("default network ACL (assumed)");
});

test("of many worlds the first are named, and the others counted", () => {
  expect(whenText(["Prod = true", "Zones = 2"])).toBe("when Prod = true and Zones = 2");
  expect(whenText(["with env/a.tfvars"])).toBe("with env/a.tfvars");
  const worlds = Array.from({ length: 40 }, (_, at) => `Parameter${at} = one-of-its-values`);
  const text = whenText([worlds.join(", or ")]);
  expect(text).toMatch(/^when Parameter0 = one-of-its-values, or Parameter1 .*, or in 3\d other cases$/);
  expect(text.length).toBeLessThan(280);
});

const NO_PLANS = new Set<string>();

test("what else helps: what is said of anything, what an account tells of what is only named", () => {
  const waiting = (kind: CauseKind) => [
    { root: "infra", because: [{ ...unknown, cause: { ...unknown.cause, kind } }] },
  ];
  expect(otherHelp(waiting("input"), NO_PLANS)).toEqual({
    text: expect.not.stringContaining("--commands"),
    canBeAsked: false,
  });
  expect(otherHelp(waiting("external"), NO_PLANS)).toEqual({
    text: expect.stringContaining("--commands"),
    canBeAsked: true,
  });
  expect(otherHelp(waiting("error"), NO_PLANS)).toBeUndefined();
});

test("of a plan something can be said of what is written out, and of nothing else", () => {
  const waiting = (text: string) => [
    { root: "plan.json", because: [{ ...unknown, symbol: "sg-1", cause: { kind: "external", text } as const }] },
  ];
  const plans = new Set(["plan.json"]);
  expect(otherHelp(waiting("the group sg-1 is not defined here"), plans)).toBeDefined();
  expect(otherHelp(waiting("it is looked up"), plans)).toBeUndefined();
});

test.each([
  ["load balancer of data.aws_lb_listener.web.arn", true],
  ["infra/prod:var.port", true],
  ["infra/t.yaml#import:Net-Listener", true],
  ["listener_arn of aws_lb_listener_rule.web[0]", false],
  ["default subnets of aws_elb.web", false],
  [`load balancer of import:\${core/core.yaml#Project}-\${app.yaml#Stage}-listener`, true],
  ["aws_lb.web.arn", false],
  ["instances of infra#aws_ecs_cluster.main", true],
  ["instances of external:listener of x#y", false],
  ["each.key(zipmap(var.a,var.b))", false],
])("missing prints a line for what has a name: %s", (symbol, has) => {
  const cause = { ...unknown.cause, kind: "computed" } as const;
  expect(otherHelp([{ root: "infra", because: [{ ...unknown, symbol, cause }] }], NO_PLANS) !== undefined).toBe(has);
});
