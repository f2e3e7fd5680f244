/** The commands that are asked for lead, run one after the other, from what is open to a verdict. */
import { afterEach, expect, test } from "vitest";
import { askedScript, commandsAsked } from "../../src/asking/asking.ts";
import { scan } from "../../src/pipeline.ts";
import { scanRequest } from "../../src/request.ts";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { account, BALANCER, filesOf, LISTENER } from "../evaluate/deployed/account.ts";
import { app, template } from "../service-source.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

const SOURCE = `
data "aws_vpc" "main" {
  id = "vpc-0a1"
}
resource "aws_lb_target_group" "web" {
  port     = 80
  protocol = "HTTP"
  vpc_id   = data.aws_vpc.main.id
}
resource "aws_lb_listener" "http" {
  load_balancer_arn = "${BALANCER}"
  port              = 8443
  protocol          = "HTTPS"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = "web", memory = 128, portMappings = [{ containerPort = 8080 }] }])
}
resource "aws_ecs_service" "web" {
  name            = "other"
  cluster         = "web"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 1
  launch_type     = "EC2"
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}`;

const PLACE = { path: "facts" };

async function flowsOf(
  source: Readonly<Record<string, string>>,
  facts: Readonly<Record<string, object>>,
  paths: readonly string[],
) {
  const at = makeDirectory({ ...source, ...filesOf(facts) });
  made.push(at);
  const told = Object.keys(facts).length === 0 ? {} : { facts: "facts" };
  return (await scan(scanRequest(at, paths, told))).flows;
}

/** Runs what is asked for until nothing is, as somebody would who pastes each script into a shell of the account. */
async function follow(
  source: Readonly<Record<string, string>>,
  start: Record<string, object>,
  paths: readonly string[],
) {
  const all = account();
  const facts = { ...start };
  for (let round = 0; round < 10; round++) {
    const flows = await flowsOf(source, facts, paths);
    const asked = commandsAsked(flows, PLACE);
    const files = asked.map(({ command }) => / > facts\/(\S+)$/.exec(command)?.[1] ?? "");
    const fresh = files.filter((name) => all[name] !== undefined && facts[name] === undefined);
    if (fresh.length === 0) return { flows, facts };
    for (const name of fresh) facts[name] = all[name]!;
  }
  throw new Error("it never ends");
}

test("of source that names what is deployed", async () => {
  const { flows, facts } = await follow({ "infra/main.tf": SOURCE }, {}, ["infra"]);
  expect(flows.map(({ verdict }) => verdict)).toEqual(["reachable", "reachable"]);
  expect(Object.keys(facts).length).toBeLessThan(Object.keys(account()).length);
});

/** Hosts that are launched by a template of the account, behind a listener of it. */
const BY_IDS = `
resource "aws_ecs_cluster" "web" {
  name = "web"
}
resource "aws_autoscaling_group" "hosts" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = ["subnet-0a2", "subnet-0b2"]
  launch_template {
    id      = "lt-0a1"
    version = "$Latest"
  }
}
resource "aws_lb_target_group" "web" {
  port     = 80
  protocol = "HTTP"
  vpc_id   = "vpc-0a1"
}
resource "aws_lb_listener_rule" "web" {
  listener_arn = "${LISTENER}"
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
  condition {
    path_pattern {
      values = ["/web/*"]
    }
  }
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = "web", memory = 128, portMappings = [{ containerPort = 8080 }] }])
}
resource "aws_ecs_service" "web" {
  name            = "other"
  cluster         = aws_ecs_cluster.web.id
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 1
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}`;

test("of source that names a launch template and a listener by what AWS calls them", async () => {
  const { flows, facts } = await follow({ "infra/main.tf": BY_IDS }, {}, ["infra"]);
  expect(flows.map(({ verdict }) => verdict)).toEqual(["reachable", "reachable"]);
  expect(Object.keys(facts)).toContain("describe-launch-template-versions-lt-0a1.json");
  const told = (verdicts: readonly string[]) => verdicts.map((text) => text.replace(/ in files .*/, ""));
  expect(told(flows[0]!.assumptions.map(({ text }) => text))).toContain("what is deployed is as facts tells it");
  // Only the version that is meant counts.
  const older = await flowsOf({ "infra/main.tf": BY_IDS.replace('"$Latest"', '"2"') }, facts, ["infra"]);
  expect(older.map(({ verdict }) => verdict)).toEqual(["undetermined", "undetermined"]);
  const meant = await flowsOf({ "infra/main.tf": BY_IDS.replace('"$Latest"', '"3"') }, facts, ["infra"]);
  expect(meant.map(({ verdict }) => verdict)).toEqual(["reachable", "reachable"]);
});

test("a launch template is asked for by its name, and found by it", async () => {
  const source = BY_IDS.replace('id      = "lt-0a1"', 'name    = "hosts"');
  const asked = commandsAsked(await flowsOf({ "infra/main.tf": source }, {}, ["infra"]), PLACE);
  expect(asked.map(({ command }) => command)).toContain(
    "aws ec2 describe-launch-template-versions --launch-template-name hosts --output json > facts/describe-launch-template-versions-hosts.json",
  );
  const { "describe-launch-template-versions-lt-0a1.json": versions, ...others } = account();
  const { LaunchTemplateVersions: all } = versions as { LaunchTemplateVersions: readonly object[] };
  const named = { LaunchTemplateVersions: all.map((one) => ({ ...one, LaunchTemplateName: "hosts" })) };
  const facts = { ...others, "describe-launch-template-versions-hosts.json": named };
  const flows = await flowsOf({ "infra/main.tf": source }, facts, ["infra"]);
  expect(flows.map(({ verdict }) => verdict)).toEqual(["reachable", "reachable"]);
  const unnamed = { LaunchTemplateVersions: all.map((one) => ({ ...one, LaunchTemplateName: "others" })) };
  const open = await flowsOf({ "infra/main.tf": source }, { ...others, "versions.json": unnamed }, ["infra"]);
  expect(open.map(({ verdict }) => verdict)).toEqual(["undetermined", "undetermined"]);
  // What the source defines by that name is meant before.
  const own = `${source}\nresource "aws_launch_template" "own" {\n  name = "hosts"\n}\n`;
  const before = await flowsOf({ "infra/main.tf": own }, {}, ["infra"]);
  const beside = await flowsOf({ "infra/main.tf": own }, { "versions.json": named }, ["infra"]);
  expect(beside.map(({ verdict }) => verdict)).toEqual(before.map(({ verdict }) => verdict));
});

test("a listener that is looked up is that of a load balancer which is looked up, too", async () => {
  const source = BY_IDS.replace(`listener_arn = "${LISTENER}"`, "listener_arn = data.aws_lb_listener.web.arn");
  const looking = `
data "aws_lb" "main" {
  name = "main"
}
data "aws_lb_listener" "web" {
  load_balancer_arn = data.aws_lb.main.arn
  port              = 8443
}
`;
  const { flows, facts } = await follow({ "infra/main.tf": source + looking }, {}, ["infra"]);
  expect(Object.keys(facts)).toContain("describe-load-balancers.json");
  expect(flows.map(({ verdict }) => verdict)).toEqual(["reachable", "reachable"]);
});

test("a launch configuration is asked for by its name", async () => {
  const source = BY_IDS.replace(/launch_template \{[^}]*\}/, 'launch_configuration = "hosts"');
  const asked = commandsAsked(await flowsOf({ "infra/main.tf": source }, {}, ["infra"]), PLACE);
  expect(asked.map(({ command }) => command)).toContain(
    "aws autoscaling describe-launch-configurations --output json > facts/describe-launch-configurations.json",
  );
  const { "describe-launch-template-versions-lt-0a1.json": versions } = account();
  const [version] = (versions as { LaunchTemplateVersions: readonly { LaunchTemplateData: Record<string, unknown> }[] })
    .LaunchTemplateVersions;
  const { SecurityGroupIds, ...data } = version!.LaunchTemplateData;
  const configuration = {
    ...data,
    LaunchConfigurationName: "hosts",
    LaunchConfigurationARN:
      "arn:aws:autoscaling:eu-west-1:123456789012:launchConfiguration:a:launchConfigurationName/hosts",
    SecurityGroups: SecurityGroupIds,
  };
  const facts = { ...account(), "launch.json": { LaunchConfigurations: [configuration] } };
  const flows = await flowsOf({ "infra/main.tf": source }, facts, ["infra"]);
  expect(flows.map(({ verdict }) => verdict)).toEqual(["reachable", "reachable"]);
});

test.each([
  [
    'data "aws_ssm_parameter" "p" { name = "/web/port" }',
    "data.aws_ssm_parameter.p.value",
    "aws ssm get-parameters --names /web/port --output json > facts/get-parameters-port.json",
  ],
  [
    `data "aws_lb_listener" "p" {\n  load_balancer_arn = "${BALANCER}"\n  port = 81\n}`,
    "length(data.aws_lb_listener.p.ssl_policy)",
    `aws elbv2 describe-listeners --load-balancer-arn ${BALANCER} --region eu-west-1 --output json > facts/describe-listeners-50dc6c495c0c9188.json`,
  ],
  [
    'data "aws_lb_listener" "p" {\n  load_balancer_arn = join("", data.aws_lb.x[*].arn)\n  port = 80\n}\ndata "aws_lb" "x" {\n  name = "x"\n}',
    "length(data.aws_lb_listener.p.ssl_policy)",
    "aws elbv2 describe-load-balancers --output json > facts/describe-load-balancers.json",
  ],
  [
    'data "aws_cloudformation_export" "p" { name = "port" }',
    "data.aws_cloudformation_export.p.value",
    "aws cloudformation list-exports --output json > facts/list-exports.json",
  ],
  [
    'data "aws_cloudformation_stack" "p" { name = "net" }',
    'data.aws_cloudformation_stack.p.outputs["Port"]',
    "aws cloudformation describe-stacks --output json > facts/describe-stacks.json",
  ],
  [
    'data "aws_ecs_cluster" "p" { cluster_name = join("-", data.aws_vpcs.all.ids) }\ndata "aws_vpcs" "all" {}',
    "data.aws_ecs_cluster.p.registered_container_instances_count",
    "aws ecs describe-clusters --clusters $(aws ecs list-clusters --query 'clusterArns[]' --output text) --output json > facts/describe-clusters.json",
  ],
])("what a data source finds is asked for: %s", async (data, value, command) => {
  const flows = await flowsOf({ "infra/main.tf": app(value, data) }, {}, ["infra"]);
  expect(commandsAsked(flows, PLACE).map((one) => one.command)).toContain(command);
});

test("of what is deployed, from a service and what it names", async () => {
  const { "describe-services-web.json": services } = account();
  const { flows } = await follow({}, { "describe-services-web.json": services! }, []);
  expect(flows.map(({ verdict }) => verdict)).toEqual(["reachable", "reachable"]);
});

test("the script has what most flows wait for first, and nothing that a name puts there", async () => {
  const flows = await flowsOf({ "infra/main.tf": SOURCE.replace('"web"\n  task', '"x; rm -rf ~"\n  task') }, {}, [
    "infra",
  ]);
  const script = askedScript(commandsAsked(flows, PLACE), PLACE);
  expect(script).toContain("mkdir -p facts\n");
  for (const line of script.trim().split("\n"))
    expect(line).toMatch(/^(?:#|mkdir|aws [a-z0-9]+ (?:describe|get|list)-)/);
  expect(script).toContain("# 2 flows: ");
});

test("nothing is asked where nothing is open", () => {
  expect(askedScript(commandsAsked([], PLACE), PLACE)).toBe("# There is nothing that commands would tell.\n");
});

test("what stacks and states keep for others is asked for by name, and a directory of any name is one word", async () => {
  const stored = 'Parameters: { Port: { Type: "AWS::SSM::Parameter::Value<Number>", Default: /web/port } }\n';
  const templates = { "a.yaml": template("!ImportValue Web-Port"), "b.yaml": template("!Ref Port", stored) };
  const ofTemplates = await flowsOf(templates, {}, ["a.yaml", "b.yaml"]);
  const place = { path: "my facts", region: "eu-west-1" };
  expect(commandsAsked(ofTemplates, place).map(({ command }) => command)).toEqual([
    "aws cloudformation list-exports --region eu-west-1 --output json > 'my facts/list-exports.json'",
    "aws ssm get-parameters --names /web/port --region eu-west-1 --output json > 'my facts/get-parameters-port.json'",
  ]);
  expect(askedScript(commandsAsked(ofTemplates, place), place)).toContain("mkdir -p 'my facts'\n");
  const state = `data "terraform_remote_state" "network" {
  backend = "s3"
  config  = { bucket = "states", key = "network", region = "eu-west-1" }
}`;
  const source = SOURCE.replace(`"${BALANCER}"`, "data.terraform_remote_state.network.outputs.balancer");
  const ofStates = await flowsOf({ "infra/main.tf": state + source }, {}, ["infra"]);
  expect(commandsAsked(ofStates, PLACE).map(({ command }) => command)).toContainEqual(
    expect.stringMatching(/^# where that state is written: terraform output -json > facts\/states\/KEY\.json/),
  );
});
