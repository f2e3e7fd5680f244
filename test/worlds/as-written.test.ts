/** What `ignore_changes` leaves to others: a verdict says where it rests on that, and is open under --strict; no other verdict says anything. */
import { afterEach, describe, expect, test } from "vitest";
import { type ScanOptions, scan } from "../../src/index.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { app } from "../service-source.ts";

let directory: string;
afterEach(() => removeDirectory(directory));

async function judged(source: string, options: ScanOptions = {}) {
  directory = makeDirectory({ "main.tf": source });
  const { flows } = await scan(directory, ["."], options);
  const found = flows.filter(({ purpose }) => purpose === "traffic");
  return {
    verdicts: found.map(({ verdict }) => verdict),
    assumed: found.flatMap(({ assumptions }) =>
      assumptions.flatMap(({ kind, text }) => (kind === "ignored-changes" ? [text] : [])),
    ),
    causes: found.flatMap(({ because }) => because.map(({ cause }) => cause.text)),
    hints: found.flatMap(({ because }) => because.map(({ cause }) => cause.hint)),
  };
}

const WRITTEN = app("32768");
const RULE = app("32768")
  .replace(/ {2}ingress \{[^}]*\}/, "")
  .concat(`
resource "aws_vpc_security_group_ingress_rule" "in" {
  security_group_id            = aws_security_group.host.id
  referenced_security_group_id = aws_security_group.alb.id
  ip_protocol                  = "tcp"
  from_port                    = 32768
  to_port                      = 65535
}`);

/** With `ignore_changes` in a resource. */
function leaving(source: string, resource: string, names: string): string {
  const [type, name] = resource.split(".");
  const header = `resource "${type}" "${name}" {`;
  expect(source).toContain(header);
  const lifecycle = `\n  lifecycle {\n    ignore_changes = ${names}\n  }\n`;
  return source.replace(header, `${header}${lifecycle}`);
}

test.each<readonly [source: string, resource: string, names: string, has: string]>([
  [WRITTEN, "aws_security_group.host", "[ingress]", "ingress"],
  [WRITTEN, "aws_security_group.host", '[tags["a"], ingress[0].from_port]', "ingress"],
  [WRITTEN, "aws_security_group.host", '["ingress"]', "ingress"],
  [WRITTEN, "aws_security_group.host", "all", "ingress"],
  [WRITTEN, "aws_security_group.host", '["*"]', "ingress"],
  [WRITTEN, "aws_security_group.alb", "[egress]", "egress"],
  [RULE, "aws_vpc_security_group_ingress_rule.in", "[from_port, to_port]", "from_port and to_port"],
  [RULE, "aws_vpc_security_group_ingress_rule.in", "[from_port]", "from_port"],
  [RULE, "aws_vpc_security_group_ingress_rule.in", "[referenced_security_group_id]", "referenced_security_group_id"],
  [WRITTEN, "aws_ecs_service.web", "[desired_count, task_definition]", "task_definition"],
  [WRITTEN, "aws_ecs_service.web", "[load_balancer]", "load_balancer"],
  [WRITTEN, "aws_ecs_task_definition.web", "[container_definitions]", "container_definitions"],
  [WRITTEN, "aws_lb_listener.http", "[default_action[0].target_group_arn]", "default_action"],
  [WRITTEN, "aws_lb.main", "[security_groups]", "security_groups"],
  [WRITTEN, "aws_launch_template.host", "[vpc_security_group_ids]", "vpc_security_group_ids"],
  [WRITTEN, "aws_autoscaling_group.hosts", "[launch_template]", "launch_template"],
])("where a verdict rests on it: %#", async (source, resource, names, has) => {
  const text = `${resource} has the ${has} that is written, although its ignore_changes leaves that to others`;
  const left = leaving(source, resource, names);
  expect(await judged(left)).toMatchObject({ verdicts: ["reachable"], assumed: [text] });
  const strict = await judged(left, { strict: true });
  expect(strict.verdicts).toEqual(["undetermined"]);
  // All of a resource is one reason.
  const all = `${resource} is as it is written, although its ignore_changes leaves all of that to others`;
  const about = strict.causes.filter((cause) => cause.includes("ignore_changes"));
  expect(new Set(about)).toEqual(new Set([`--strict does not assume that: ${/all|\*/.test(names) ? all : text}`]));
  expect(strict.hints.join("\n")).toMatch(
    /take [\w ]+ out of its ignore_changes|in place of all in its ignore_changes/,
  );
});

test.each([
  ["aws_ecs_service.web", "[desired_count]"],
  ["aws_ecs_service.web", "[enable_execute_command]"],
  ["aws_security_group.alb", "[ingress]"],
  ["aws_security_group.host", "[tags, egress, description]"],
  ["aws_lb_target_group.web", "[port]"],
  ["aws_lb.main", "[access_logs]"],
  ["aws_launch_template.host", "[image_id]"],
  ["aws_autoscaling_group.hosts", "[desired_capacity]"],
])("nothing is said where none does: %s %s", async (resource, names) => {
  const { verdicts, assumed } = await judged(leaving(WRITTEN, resource, names));
  expect([verdicts, assumed]).toEqual([["reachable"], []]);
});

test("what one thing hides of another is listed too", async () => {
  const both = leaving(
    leaving(WRITTEN, "aws_ecs_service.web", "[task_definition]"),
    "aws_security_group.host",
    "[ingress]",
  );
  const { assumed } = await judged(leaving(both, "aws_security_group.alb", "[egress]"));
  expect(assumed.map((text) => text.split(" ")[0]).sort()).toEqual([
    "aws_ecs_service.web",
    "aws_security_group.alb",
    "aws_security_group.host",
  ]);
});

test("a listener rule that leads to it too keeps the default action from mattering", async () => {
  const rule = `
resource "aws_lb_listener_rule" "all" {
  listener_arn = aws_lb_listener.http.arn
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
  condition {
    path_pattern { values = ["/*"] }
  }
}`;
  const source = WRITTEN + rule;
  expect(await judged(leaving(source, "aws_lb_listener.http", "[default_action]"))).toMatchObject({ assumed: [] });
  const two = leaving(
    leaving(source, "aws_lb_listener.http", "[default_action]"),
    "aws_lb_listener_rule.all",
    "[action]",
  );
  expect((await judged(two)).assumed).toHaveLength(2);
});

describe("a group that is left to others without a rule", () => {
  const EMPTY = app("32768").replace(/ {2}ingress \{[^}]*\}/, "");
  test.each(["[ingress]", "all"])("is made to be filled: %s", async (names) => {
    const { verdicts, causes } = await judged(leaving(EMPTY, "aws_security_group.host", names));
    expect(verdicts).toEqual(["undetermined"]);
    expect(causes).toContain(
      "aws_security_group.host has no ingress in the scan, and its ignore_changes leaves that to others",
    );
  });

  test("but not where what is left is something else", async () => {
    const { verdicts } = await judged(leaving(EMPTY, "aws_security_group.host", "[egress]"));
    expect(verdicts).toEqual(["blocked"]);
  });

  test("nor where it has one: that it is shut rests on what is written", async () => {
    const { verdicts, assumed } = await judged(
      leaving(app("80").replace("65535", "81"), "aws_security_group.host", "[ingress]"),
    );
    expect(verdicts).toEqual(["blocked"]);
    expect(assumed).toHaveLength(1);
  });
});
