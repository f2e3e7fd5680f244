/** Values that nobody is to see: what the configuration marks as sensitive, and what no rule needs. Each is a word that no output may have. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildProgram } from "../scripts/build/bundles.mjs";
import { EXPLAIN_FORMATS, type Format, GRAPH_FORMATS, SCAN_FORMATS } from "../src/report/formats.ts";
import type { ScanResult } from "../src/report/scan-result.ts";
import { buildInto, makeDirectory, type Run, removeDirectory, runNode } from "./built-program.ts";
import { fixture } from "./fixture-text.ts";

const BLOCKED = "dynamic-ports-blocked-by-target-security-group/container-port-only";

/** Words that are sensitive, as words, ports and addresses: whoever may print one prints it somewhere. */
const SECRET = /SECRET[-a-z]*|7654|203\.0\.113\.77/;
/** What no rule asks for; `evaluate` and the console are there to print it. */
const PRIVATE = /PRIVATE[-a-z]*/;

const WRONG_RESOURCES = `
resource "aws_db_instance" "db" {
  password = var.declared
}
resource "aws_security_group_rule" "wrong" {
  type              = "ingress"
  security_group_id = aws_security_group.host.id
  from_port         = var.wrong_port
  to_port           = var.port
  protocol          = var.wrong_protocol
  cidr_blocks       = [var.wrong_range]
  description       = var.declared
}
resource "aws_ecs_service" "wrong" {
  name            = var.declared
  cluster         = aws_ecs_cluster.main.id
  launch_type     = var.wrong_protocol
  task_definition = aws_ecs_task_definition.web.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = var.declared
    container_port   = var.port
  }
}
resource "aws_lb_target_group" "wrong" {
  name        = var.declared
  port        = var.port
  protocol    = var.wrong_protocol
  target_type = var.wrong_protocol
  vpc_id      = aws_vpc.main.id
}
output "connection" {
  value     = "postgres://\${var.declared}@db"
  sensitive = true
}
`;

const TERRAFORM = {
  "main.tf": fixture(`${BLOCKED}/main.tf`)
    .replace(
      "portMappings = [",
      `environment  = [
        { name = "A", value = var.declared }, { name = "B", value = var.in_file }, { name = "C", value = var.on_line },
        { name = "D", value = var.in_environment }, { name = "E", value = local.token }, { name = "F", value = "PRIVATE-literal" },
      ]
      command      = ["serve", "PRIVATE-command"]
      portMappings = [`,
    )
    .replace(
      "#!/bin/bash\n",
      "#!/bin/bash\n    export TOKEN=PRIVATE-user-data${var.declared}\n    curl -H 'X: PRIVATE-header' https://example.com/\n",
    )
    .replace("from_port       = 80", "from_port       = var.port")
    .replace("to_port         = 80", "to_port         = var.port")
    .replace('cidr_blocks = ["0.0.0.0/0"]', "cidr_blocks = var.office"),
  "variables.tf": `
variable "declared" {
  sensitive = true
  default   = "SECRET-default"
  validation {
    condition     = length(var.declared) > 100
    error_message = "too short: \${var.declared}"
  }
}
variable "in_file" {
  sensitive = true
}
variable "on_line" {
  sensitive = true
}
variable "in_environment" {
  sensitive = true
}
variable "port" {
  sensitive = true
}
variable "office" {
  sensitive = true
}
variable "wrong_port" {
  sensitive = true
}
variable "wrong_protocol" {
  sensitive = true
}
variable "wrong_range" {
  sensitive = true
}
locals {
  token = "PRIVATE-local"
}
`,
  // Beside what findings are about stands what is not even declared.
  "terraform.tfvars": `first          = "SECRET-before"
port           = 7654
office         = ["203.0.113.77/32"]
in_file        = "SECRET-file"
declared       = "SECRET-given"
wrong_port     = "SECRET-port"
wrong_protocol = "SECRET-protocol"
wrong_range    = "SECRET-range"
`,
};

const CLOUDFORMATION = {
  "template.yaml": fixture(`${BLOCKED}/template.yaml`)
    .replace(
      "Resources:\n",
      `Parameters:
  Password: { Type: String, NoEcho: true, Default: SECRET-default }
  Given: { Type: String, NoEcho: true }
  Port: { Type: Number, NoEcho: true }
  Office: { Type: String, NoEcho: true }
Resources:
  Office:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !Ref HostSecurityGroup, IpProtocol: tcp, FromPort: !Ref Port, ToPort: !Ref Port, CidrIp: !Ref Office }
`,
    )
    .replace(
      /( *)(- Name: web\n)/,
      "$1$2$1  Environment: [{ Name: A, Value: !Ref Given }, { Name: B, Value: PRIVATE-literal }]\n",
    )
    .replace("#!/bin/bash\n", `#!/bin/bash\n            export TOKEN=PRIVATE-user-data-\${Password}\n`),
  "parameters.json": `[
  { "ParameterKey": "Given", "ParameterValue": "SECRET-file" },
  { "ParameterKey": "Port", "ParameterValue": "7654" },
  { "ParameterKey": "Office", "ParameterValue": "203.0.113.77/32" },
  { "ParameterKey": "Unknown", "ParameterValue": "SECRET-unknown" }
]
`,
};

/** The same with what AWS would refuse, which messages speak of. */
const WRONG = {
  terraform: { ...TERRAFORM, "wrong.tf": WRONG_RESOURCES },
  cloudformation: {
    ...CLOUDFORMATION,
    "template.yaml": CLOUDFORMATION["template.yaml"].replace(
      "Resources:\n",
      `Resources:
  Wrong:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !Ref HostSecurityGroup, IpProtocol: !Ref Password, FromPort: !Ref Port, ToPort: !Ref Given, CidrIp: !Ref Given, Description: !Ref Password }
`,
    ),
  },
};

let program: string;
let scanned: string;

beforeAll(async () => {
  program = await buildInto(buildProgram, true);
  const under = (directory: string, files: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${directory}/${path}`, text]));
  scanned = makeDirectory({
    ".git/HEAD": "",
    ...under("app", TERRAFORM),
    ...under("stack", CLOUDFORMATION),
    ...under("wrong-app", WRONG.terraform),
    ...under("wrong-stack", WRONG.cloudformation),
  });
});
afterAll(() => [program, scanned].forEach(removeDirectory));

const VALUES = {
  app: ["--var", "on_line=SECRET-line", "--tf-env"],
  stack: ["--parameters-file", "stack/parameters.json"],
  "wrong-app": ["--var", "on_line=SECRET-line", "--tf-env"],
  "wrong-stack": ["--parameters-file", "stack/parameters.json"],
};
type Root = keyof typeof VALUES;

function run(root: Root, words: readonly string[], input = ""): Run {
  const [command = "", ...more] = words;
  const all = [join(program, "dist/cli.js"), command, root, ...VALUES[root], ...more];
  return runNode(all, scanned, { TF_VAR_in_environment: "SECRET-environment", REACHLINT_DEBUG: "1" }, input);
}

/** Reports that are files are all written by one scan. */
const FILES = Object.entries<Format<ScanResult>>(SCAN_FORMATS).flatMap(([name, { onlyOutput }]) =>
  onlyOutput === true ? [] : [name],
);

const SCANS: readonly (readonly string[])[] = [
  ["scan", ...FILES.flatMap((name) => ["--report", `${name}=report.${name}`])],
  ["scan", "--format", "github"],
  ["scan", "--verbose", "--strict"],
];

const OTHERS: readonly (readonly string[])[] = [
  ...Object.keys(EXPLAIN_FORMATS).map((format) => ["explain", "--format", format]),
  ...Object.keys(GRAPH_FORMATS).map((format) => ["graph", "--format", format]),
];

const hasSecret = (text: string): string | undefined => SECRET.exec(text)?.[0];

describe.each(Object.keys(VALUES) as Root[])("%s", (root) => {
  const commands = root.startsWith("wrong-") ? SCANS : [...SCANS, ...OTHERS];
  test.each(commands.map((words) => [words.slice(0, 3).join(" "), words] as const))("%s …", (_, words) => {
    const { out, err } = run(root, words);
    const files = FILES.flatMap((name) => {
      const path = join(scanned, `report.${name}`);
      return existsSync(path) ? [readFileSync(path, "utf8")] : [];
    });
    if (words.includes("--report")) expect(files).toHaveLength(FILES.length);
    const told = [out, err, ...files].join("\n");
    expect(told.length).toBeGreaterThan(100);
    expect(hasSecret(told)).toBeUndefined();
    expect(PRIVATE.exec(told)?.[0]).toBeUndefined();
  });

  test("evaluate prints none that is sensitive", () => {
    const { out, err } = run(root, ["evaluate"]);
    expect(out.length).toBeGreaterThan(1000);
    expect(hasSecret(out + err)).toBeUndefined();
  });
});

test("a plan tells no more, also where it is all that there is", () => {
  const values = {
    group: {
      description: "SECRET-description",
      ingress: [
        { from_port: 7654, to_port: 1, protocol: "SECRET-protocol", cidr_blocks: ["203.0.113.77/32", "SECRET-range"] },
      ],
    },
    service: {
      name: "SECRET-name",
      launch_type: "SECRET-type",
      load_balancer: [{ container_name: "SECRET-web", container_port: 7654 }],
    },
    task: {
      network_mode: "bridge",
      container_definitions: JSON.stringify([
        { name: "web", environment: [{ name: "A", value: "PRIVATE-literal" }], portMappings: [{ containerPort: 80 }] },
      ]),
    },
    db: { password: "SECRET-password" },
  };
  const resources = [
    ["aws_security_group", values.group, { description: true, ingress: true }],
    ["aws_ecs_service", values.service, { name: true, launch_type: true, load_balancer: true }],
    ["aws_ecs_task_definition", values.task, {}],
    ["aws_db_instance", values.db, { password: true }],
  ].map(([type, after, after_sensitive]) => {
    const change = { actions: ["create"], before: null, after, after_unknown: {}, after_sensitive };
    return { address: `${type}.x`, mode: "managed", type, name: "x", change };
  });
  const plan = {
    format_version: "1.2",
    terraform_version: "1.9.0",
    variables: { token: { value: "SECRET-variable" } },
    planned_values: { root_module: {} },
    resource_changes: resources,
    configuration: { root_module: { variables: { token: { sensitive: true } } } },
  };
  for (const text of [JSON.stringify(plan), JSON.stringify(plan, undefined, 2)]) {
    const planned = makeDirectory({ ".git/HEAD": "", "plan.json": text });
    for (const words of [
      ["scan", "."],
      ["scan", ".", "--verbose"],
      ["scan", ".", "--format", "json"],
      ["explain", "."],
      ["graph", "."],
    ]) {
      const { out, err } = runNode([join(program, "dist/cli.js"), ...words], planned);
      expect(out.length).toBeGreaterThan(10);
      expect(hasSecret(out + err), words.join(" ")).toBeUndefined();
      expect(PRIVATE.exec(out + err)?.[0]).toBeUndefined();
    }
    const { out, err } = runNode([join(program, "dist/cli.js"), "evaluate", "."], planned);
    expect(out).toContain("aws_db_instance.x");
    expect(hasSecret(out + err)).toBeUndefined();
    removeDirectory(planned);
  }
});

test.each(["app", "stack"] as const)("%s is judged by such values all the same", (root) => {
  const report = JSON.parse(run(root, ["scan", "--format", "json"]).out);
  const verdicts: readonly string[] = report.flows.map(({ verdict }: { verdict: string }) => verdict);
  expect(verdicts).toEqual(["blocked", "blocked"]);
});

test("the console prints none that is sensitive", () => {
  const asked = [
    "var.declared",
    "upper(var.in_file)",
    "[var.on_line]",
    "{ a = var.port }",
    "var.office[0]",
    "var.declared.x",
  ];
  const { out, err } = runNode(
    [join(program, "dist/cli.js"), "console", "app", "--var", "on_line=SECRET-line"],
    scanned,
    {},
    asked.map((one) => `${one}\n`).join(""),
  );
  expect(out.split("\n").length).toBeGreaterThan(asked.length);
  expect(hasSecret(out + err)).toBeUndefined();
});

test("a file of values that is wrong is told by its place", () => {
  const wrong = makeDirectory({
    ".git/HEAD": "",
    "main.tf": 'variable "a" {}\nresource "aws_vpc" "main" {\n  cidr_block = var.a\n}\n',
    "terraform.tfvars": 'a = "SECRET-x"\nb = = "SECRET-y"\n',
  });
  const { out, err } = runNode([join(program, "dist/cli.js"), "scan", "."], wrong);
  removeDirectory(wrong);
  expect(out + err).toContain("terraform.tfvars:2");
  expect(hasSecret(out + err)).toBeUndefined();
});
