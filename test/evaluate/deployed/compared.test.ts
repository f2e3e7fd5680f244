/** A change of source beside facts that are the same before and after; and scans that are shared out. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { scanAgainst } from "../../../src/configuration/scan-against.ts";
import { scan } from "../../../src/pipeline.ts";
import { scanRequest } from "../../../src/request.ts";
import { scanShard } from "../../../src/shards/scan-shard.ts";
import { makeDirectory, removeDirectory } from "../../built-program.ts";
import { GIT_ENVIRONMENT, makeRepository } from "../../git/repository.ts";
import { account, filesOf } from "./account.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) removeDirectory(directory);
});

const RULE = (from: number): string => `
resource "aws_vpc_security_group_ingress_rule" "more" {
  security_group_id = "sg-0405"
  ip_protocol       = "tcp"
  from_port         = ${from}
  to_port           = 65535
  cidr_ipv4         = "10.0.0.0/16"
}`;

const SERVICE = `
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = "web", memory = 128, portMappings = [{ containerPort = 8080 }] }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "web"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 1
  launch_type     = "EC2"
  load_balancer {
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/73e2d6bc24d8a067"
    container_name   = "web"
    container_port   = 8080
  }
}`;

test("facts that no commit holds stand beside both sides of a change", async () => {
  const top = makeRepository({ "main.tf": `${SERVICE}${RULE(32768)}`, ".gitignore": "facts\n" });
  made.push(top);
  mkdirSync(join(top, "facts"));
  for (const [path, text] of Object.entries(filesOf(account({ from: 80, to: 80 }))))
    writeFileSync(join(top, path), text);
  writeFileSync(join(top, "main.tf"), `${SERVICE}${RULE(50000)}`);
  for (const paths of [["."], []]) {
    const asked = { paths, options: { facts: join(top, "facts") } };
    const { result } = await scanAgainst(top, asked, { base: "HEAD", environment: GIT_ENVIRONMENT });
    expect(result.change?.flows.map(({ kind, before, after }) => [kind, before?.verdict, after?.verdict])).toEqual([
      ["lost", "reachable", "partial"],
      ["lost", "reachable", "partial"],
    ]);
    expect(result.change?.unread).toEqual([]);
  }
});

test("what is kept of a scan holds only with the facts that it was made with", async () => {
  const at = makeDirectory({ "infra/main.tf": SERVICE, ...filesOf(account()) });
  const cache = makeDirectory({});
  made.push(at, cache);
  const verdicts = async () =>
    (await scan(scanRequest(at, ["infra"], { facts: "facts", cache }))).flows.map(({ verdict }) => verdict);
  expect(await verdicts()).toEqual(["reachable", "reachable"]);
  expect(await verdicts()).toEqual(["reachable", "reachable"]);
  for (const [path, text] of Object.entries(filesOf(account({ from: 80, to: 80 }))))
    writeFileSync(join(at, path), text);
  expect(await verdicts()).toEqual(["blocked", "blocked"]);
});

test("a scan with facts is not shared out", async () => {
  const request = scanRequest(process.cwd(), ["."], { facts: "facts" });
  await expect(scanShard(request, { index: 1, count: 2 })).rejects.toThrow("a scan with --facts is not divided");
});
