/** The metamorphic tests see what they are for: a scan that depends on what it must not is told, with the one change that shows it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeDirectory, removeDirectory } from "../built-program.ts";
import type { ReportedFlow } from "./compare.ts";
import { measure, type Scan, TRANSFORMATIONS } from "./measure.ts";

const MAIN = `variable "port" {
  default = 8080
}

variable "zone" {
  type = string
}

resource "aws_security_group" "web" {
  count = 1

  ingress {
    from_port   = var.port
    cidr_blocks = ["10.1.0.0/16", "10.2.0.0/16"]
  }
  ingress {
    from_port = 443
  }
}

resource "aws_lb" "web" {
  security_groups = [aws_security_group.web[0].id]
}
`;
const TEMPLATE = `Parameters:
  Port:
    Type: Number
    Default: 8080
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - FromPort: !Ref Port
        - FromPort: 443
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      SecurityGroups: [!Ref Web]
`;
const directory = makeDirectory({ "infra/main.tf": MAIN, "infra/empty.tf": "", "stack.yaml": TEMPLATE });
afterAll(() => removeDirectory(directory));

function textIn(at: string): string {
  const paths = readdirSync(at, { recursive: true, encoding: "utf8" }).filter((path) => /\.(?:tf|yaml)$/.test(path));
  const own = paths.filter((path) => !path.includes("unrelated")).sort();
  return own.map((path) => readFileSync(join(at, path), "utf8")).join("\n");
}

/** A scan that finds one flow, with what a question to the texts says of it. */
function scanOf(say: (text: string, at: string) => Partial<ReportedFlow>): Scan {
  return async (at) => {
    const flow = {
      id: "web",
      root: "infra",
      when: [],
      service: { address: "aws_ecs_service.web" },
      container: { name: "web", port: 80 },
      targetGroup: null,
      loadBalancer: null,
      purpose: "traffic",
      portMapping: "static",
      protocol: "tcp",
      required: "80",
      verdict: "reachable",
      open: { must: "80", may: "80" },
      blocked: "",
      assumptions: [],
      obstacles: [],
      ...say(textIn(at), at),
    };
    return JSON.stringify({ flows: [flow], findings: [], diagnostics: [] });
  };
}

const settings = { seed: 4, variants: 400 };

async function shownBy(say: (text: string, at: string) => Partial<ReportedFlow>): Promise<readonly string[]> {
  const { contradictions } = await measure(directory, scanOf(say), settings);
  for (const { by } of contradictions) expect(by).toHaveLength(1);
  return [...new Set(contradictions.map(({ transformation }) => transformation))];
}

const blockedIf = (wrong: boolean): Partial<ReportedFlow> =>
  wrong ? { verdict: "blocked", open: { must: "", may: "" }, blocked: "80" } : {};

test("every transformation is made of these files, and a scan that always says the same contradicts none", async () => {
  const { compared, contradictions } = await measure(
    directory,
    scanOf(() => ({})),
    settings,
  );
  expect(contradictions).toEqual([]);
  expect(TRANSFORMATIONS.filter((name) => compared[name] === undefined)).toEqual([]);
});

test.each<[string, (text: string, at: string) => boolean]>([
  ["order of list entries", (text) => text.indexOf('"10.1.') > text.indexOf('"10.2.')],
  ["order of nested blocks", (text) => text.indexOf("from_port = 443") < text.indexOf("from_port   = var.port")],
  [
    "order of blocks and sections",
    (text) => !/"port"[\s\S]*"zone"[\s\S]*"aws_security_group"[\s\S]*"aws_lb"/.test(text),
  ],
  ["names of files", (_, at) => !readdirSync(at).includes("stack.yaml")],
  ["names of resources", (text) => !/"aws_lb" "web"/.test(text)],
  ["an unrelated stack beside", (_, at) => readdirSync(at).some((name) => name.includes("unrelated"))],
  ["a default forgotten", (text) => !text.includes("Default: 8080")],
  ["a condition forgotten", (text) => !text.includes("count = 1")],
  ["a value forgotten", (text) => text.split("443").length < 3],
])("a scan that depends on %s is told", async (transformation, wrong) => {
  expect(await shownBy((text, at) => blockedIf(wrong(text, at)))).toContain(transformation);
});

test("less may be said where less is known, and an assumption may be wrong", async () => {
  const forgets = (text: string): boolean => !text.includes("Default: 8080");
  expect(await shownBy((text) => (forgets(text) ? { verdict: "undetermined" } : {}))).not.toContain(
    "a default forgotten",
  );
  const assumed: Scan = async (at, { strict }) =>
    scanOf((text) => {
      if (!forgets(text)) return {};
      return strict ? { verdict: "undetermined" } : { ...blockedIf(true), assumptions: ["it is none of these"] };
    })(at, {});
  const { contradictions } = await measure(directory, assumed, settings);
  expect(contradictions.map(({ transformation }) => transformation)).not.toContain("a default forgotten");
});

test("a verdict that is lost once more is known is told", async () => {
  const scan: Scan = (at, { told }) => scanOf(() => (told === undefined ? {} : { verdict: "undetermined" }))(at, {});
  const { contradictions } = await measure(directory, scan, settings);
  expect(contradictions[0]).toMatchObject({ transformation: "an input told", by: ["--var 'zone=mm'"] });
});
