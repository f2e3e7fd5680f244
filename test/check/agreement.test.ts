/** Random graphs: findings and verdicts never contradict each other (of the cases in fixtures/, test/fixtures.test.ts asks the same). */
import fc from "fast-check";
import { expect, test } from "vitest";
import { builtinRules } from "../../src/check/builtin-rules.generated.ts";
import { check } from "../../src/check/check.ts";
import type { Graph } from "../../src/graph/model.ts";
import type { ReachOptions } from "../../src/reach/certainty/context.ts";
import type { Flow } from "../../src/reach/flow.ts";
import { reach } from "../../src/reach/reach.ts";
import { contradictions, isBroken } from "../contradictions.ts";
import { entry, type GraphBuilder, healthCheck, known, link, links, open, spanOf } from "../reach/graph-builder.ts";
import { recipes as anyGraphs, build as buildAny } from "../reach/random-graphs.ts";
import { build, recipes } from "./one-service-graphs.ts";

/** What is changed in a random graph: nothing, or something besides filters that may stand in the way. */
const twists: Readonly<Record<string, (builder: GraphBuilder) => GraphBuilder>> = {
  nothing: (builder) => builder,
  "a subnet in another VPC": (builder) =>
    builder.vpc("far", ["10.9.0.0/16"]).subnet("b1", "10.9.1.0/24", "zone-1", { vpc: link("far") }),
  "a security group of another VPC": (builder) =>
    builder.vpc("far", ["10.9.0.0/16"]).group("g0", { ingress: ["all * any"] }, { vpc: link("far") }),
  "a subnet in a zone that is not served": (builder) => builder.subnet("b1", "10.0.11.0/24", "zone-9"),
  "no instances": (builder) => builder.remove("asg"),
  "no listener": (builder) => builder.remove("listener"),
  "another port of the health check": (builder) =>
    builder.node("target-group", "tg", { healthCheck: healthCheck(9000) }),
  "a classic load balancer": (builder) => classic(builder, 8080, 8080),
  "a classic load balancer that sends to another port": (builder) => classic(builder, 81, 8080),
  "a classic load balancer that checks another port": (builder) => classic(builder, 80, 81),
  "a classic load balancer that may be another": (builder) =>
    classic(builder, 80, 80).node("service", "service", { loadBalancers: [entry({ classic: "elb|lb" })] }),
  "launch type EXTERNAL": (builder) => builder.node("service", "service", { launchType: known("EXTERNAL") }),
  "Fargate without a network": (builder) => builder.node("service", "service", { launchType: known("FARGATE") }),
  "network mode none": (builder) => builder.node("task-definition", "task", { networkMode: known("none") }),
  "a mode that is not known": (builder) => builder.node("task-definition", "task", { networkMode: open("var.mode") }),
  "a gateway load balancer": (builder) =>
    builder.node("load-balancer", "lb", {
      type: known("gateway"),
      securityGroups: "unfiltered",
      subnets: links(["a1"]),
    }),
  "targets that are no containers": (builder) => builder.node("target-group", "tg", { targetType: known("lambda") }),
  "targets of the other type": (builder) => builder.node("target-group", "tg", { targetType: known("ip") }),
};

function classic(builder: GraphBuilder, instancePort: number, checked: number): GraphBuilder {
  return builder
    .node("load-balancer", "elb", {
      type: known("classic"),
      securityGroups: links(["g0"]),
      subnets: links(["a1", "a2"]),
      classicListeners: [{ instancePort: known(instancePort), exists: true, span: spanOf("classic listener") }],
      classicHealthCheck: healthCheck(checked),
    })
    .node("service", "service", { loadBalancers: [entry({ classic: "elb" })] });
}

test("random graphs of several services", () => {
  fc.assert(
    fc.property(anyGraphs, (recipe) => {
      agree(buildAny(recipe).graph(), recipe.dynamic);
    }),
    { numRuns: 200 },
  );
});

function agree(graph: Graph, ephemeral: ReachOptions["ephemeral"]): readonly Flow[] {
  const options = { ephemeral, strict: false, isComplete: () => true };
  const { flows, facts, admission, instancesOf } = reach(graph, options);
  const { findings } = check(builtinRules, [{ graph, flows, facts, admission, instancesOf, when: [] }]);
  expect(contradictions(flows, findings)).toEqual([]);
  return flows;
}

test.each(Object.entries(twists))("random graphs with %s", (name, twist) => {
  const count = { broken: 0, other: 0 };
  fc.assert(
    fc.property(recipes, (recipe) => {
      const flows = agree(twist(build(recipe)).graph(), recipe.dynamic);
      for (const flow of flows) count[isBroken(flow) ? "broken" : "other"] += 1;
    }),
    { numRuns: name === "nothing" ? 400 : 60 },
  );
  // Where packets may go another way, that they are stopped on this one proves nothing.
  expect(count.broken > 0).toBe(!name.endsWith("may be another"));
});
