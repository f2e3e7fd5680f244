/** What an index tells of roots of Terraform is as if they were scanned too: only places differ. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import { indexOf, scanIn, toldOf } from "./indexed.ts";
import { BY_LOOK_UP, BY_PARAMETER, BY_STATE, nested, network, OUTPUTS, STORED } from "./sources.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

const OPEN = { "net/prod/main.tf": network(8080, 8080, OUTPUTS) };
const CLOSED = { "net/prod/main.tf": network(9090, 9090, OUTPUTS) };
const PER_STAGE = {
  "net/prod/main.tf": network(8080),
  "net/test/main.tf": network(9090).replace("states", "states-of-test"),
};
/** Blue and green target groups of a service, which the platform deploys. */
const DEPLOYING = `
resource "aws_lb_target_group" "colour" {
  for_each    = toset(["blue", "green"])
  name        = each.key
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.main.id
}
resource "aws_lb_listener" "deployed" {
  load_balancer_arn = aws_lb.main.arn
  port              = 8000
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.colour["blue"].arn
  }
}
resource "aws_codedeploy_deployment_group" "web" {
  app_name              = "web"
  deployment_group_name = "web"
  service_role_arn      = "arn:aws:iam::123456789012:role/deploy"
  ecs_service {
    cluster_name = aws_ecs_cluster.main.name
    service_name = "web"
  }
  load_balancer_info {
    target_group_pair_info {
      prod_traffic_route {
        listener_arns = [aws_lb_listener.deployed.arn]
      }
      target_group {
        name = aws_lb_target_group.colour["blue"].name
      }
      target_group {
        name = aws_lb_target_group.colour["green"].name
      }
    }
  }
}`;
const DEPLOYED = BY_LOOK_UP.replace(/resource "aws_lb_target_group"[\s\S]*?(?=resource "aws_ecs_task)/, "")
  .replace("aws_lb_target_group.web.arn", "data.aws_lb_target_group.blue.arn")
  .replace(
    'launch_type     = "FARGATE"',
    'launch_type     = "FARGATE"\n  deployment_controller {\n    type = "CODE_DEPLOY"\n  }',
  )
  .concat('data "aws_lb_target_group" "blue" {\n  name = "blue"\n}\n');

const SEVERAL = { "net/prod/main.tf": network(8080), "net/test/main.tf": network(8080) };
const MAYBE = {
  "net/prod/main.tf": `variable "closed" {\n  type = bool\n}\n${network(8080, 8080, OUTPUTS).replace(
    "security_group_id            =",
    "count                        = var.closed ? 0 : 1\n  security_group_id            =",
  )}`,
};
const UNREAD = {
  "net/prod/main.tf": `${network(8080, 8080, OUTPUTS.replace("aws_security_group.tasks.id", "module.tasks.group"))}
module "tasks" {
  source = "acme/tasks/aws"
  vpc    = aws_vpc.main.id
}`,
};

/** A rule that cannot be read may be one of the group's. */
const LOST = {
  "net/prod/main.tf": network(9090, 9090, OUTPUTS),
  "net/prod/more.tf": 'resource "aws_security_group_rule" "more" {\n  to_port = = 1\n}\n',
};
/** A macro that is given a template may write another one. */
const REWRITTEN = {
  "net/prod/main.tf": `${network(8080, 8080, OUTPUTS)}
resource "aws_cloudformation_stack" "more" {
  name          = "more"
  template_body = jsonencode({
    Transform = "Platform"
    Resources = { Topic = { Type = "AWS::SNS::Topic" } }
  })
}`,
};
/** A group without a rule, which others fill. */
const LEFT = {
  "net/prod/main.tf": network(9090, 9090, OUTPUTS)
    .replace(/resource "aws_vpc_security_group_ingress_rule" "tasks" \{[^}]*\}/, "")
    .replace('resource "aws_security_group" "tasks" {', "$&\n  lifecycle {\n    ignore_changes = [ingress]\n  }"),
};

async function both(
  own: string,
  other: Readonly<Record<string, string>>,
): Promise<readonly [unknown, unknown, string]> {
  const at = makeDirectory({ "app/.git/HEAD": "", "net/.git/HEAD": "", "app/svc/main.tf": own, ...other });
  made.push(at);
  mkdirSync(join(at, "indexes"));
  writeFileSync(join(at, "indexes/net.json"), await indexOf(at, "net"));
  const together = toldOf(await scanIn(at, ["app", "net"]), "app/svc");
  const alone = toldOf(await scanIn(at, ["app"], { index: ["indexes"] }), "app/svc");
  const verdicts = (alone as readonly { readonly verdict: string }[]).map(({ verdict }) => verdict);
  return [together, alone, verdicts.join(" ")];
}

describe("a scan of both says what a scan with the index of the other says", () => {
  test.each([
    ["remote state that opens the port", BY_STATE, OPEN, "reachable reachable"],
    ["remote state that does not", BY_STATE, CLOSED, "blocked blocked"],
    ["remote state of a root with modules", BY_STATE, nested(8080), "reachable reachable"],
    ["remote state of a root with modules that does not open it", BY_STATE, nested(9090), "blocked blocked"],
    ["look-ups by names, tags and ids", BY_LOOK_UP, OPEN, "reachable reachable"],
    ["look-ups of what does not open it", BY_LOOK_UP, CLOSED, "blocked blocked"],
    ["look-ups of what two stages have, one of which opens it", BY_LOOK_UP, PER_STAGE, "undetermined undetermined"],
    ["look-ups of what two stages have alike", BY_LOOK_UP, SEVERAL, "reachable reachable"],
    ["stored parameters", BY_PARAMETER, { "net/prod/main.tf": network(8080, 8080, STORED) }, "reachable reachable"],
    [
      "stored parameters of what is closed",
      BY_PARAMETER,
      { "net/prod/main.tf": network(9090, 9090, STORED) },
      "blocked blocked",
    ],
    [
      "a deployment group, which brings a second target group",
      DEPLOYED,
      { "net/prod/main.tf": network(8080, 8080, DEPLOYING) },
      "reachable reachable reachable reachable",
    ],
    ["a rule that may not exist", BY_STATE, MAYBE, "undetermined undetermined"],
    ["a group that a module makes which is not there", BY_STATE, UNREAD, "undetermined undetermined"],
    ["a part that cannot be read", BY_STATE, LOST, "undetermined undetermined"],
    ["what a macro may write", BY_STATE, REWRITTEN, "undetermined undetermined"],
    ["what is left to others", BY_STATE, LEFT, "undetermined undetermined"],
  ])("%s", async (_, own, other, verdicts) => {
    const [together, alone, found] = await both(own, other);
    expect(alone).toEqual(together);
    expect(found).toBe(verdicts);
  });
});
