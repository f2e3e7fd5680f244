/**
 * What a small tree can make a scan take: products of two things that are each within their limit, at half and at full size. Each stands beside a root
 * of which the verdicts are to be the same; seconds of processor and MB in a process of its own, and what is told.
 * Usage: node bench/products.mjs [NAME...]. Needs `npm run build`; REACHLINT_DIST names another build.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { nothingToMeasure } from "./measure.mjs";
import { measured } from "./scale.mjs";

const CLI = resolve(process.env.REACHLINT_DIST ?? fileURLToPath(new URL("../dist", import.meta.url)), "cli.js");
const FIXTURE = new URL(
  "../fixtures/dynamic-ports-blocked-by-target-security-group/container-port-only/",
  import.meta.url,
);
const ROOT = readFileSync(new URL("main.tf", FIXTURE), "utf8");
const TEMPLATE = readFileSync(new URL("template.yaml", FIXTURE), "utf8");

const times = (count, of) => Object.assign({}, ...Array.from({ length: count }, (_, at) => of(at)));
const lines = (count, of) => Array.from({ length: count }, (_, at) => of(at)).join("");
const exporting = (name, type) =>
  `Resources: { X: { Type: ${type}, Properties: { GroupDescription: x } } }\nOutputs: { O: { Value: !Ref X, Export: { Name: ${name} } } }\n`;
const withRules = (root, count) =>
  `${root}resource "aws_security_group_rule" "r" {\n  count = ${count}\n  type = "ingress"\n  from_port = count.index\n  to_port = 65535\n  protocol = "tcp"\n  cidr_blocks = ["10.0.0.0/8"]\n  security_group_id = aws_security_group.host.id\n}\n`;
const SERVICE = ROOT.slice(ROOT.indexOf('resource "aws_ecs_service" "web"'));
const RULE = "Type: AWS::EC2::SecurityGroupIngress";

/** Files by path, of a size of which the full one is named. */
const PRODUCTS = {
  "templates × worlds": [
    100,
    (size) => {
      const conditions = `Parameters:\n${lines(6, (at) => `  P${at}: { Type: String }\n`)}Conditions:\n${lines(6, (at) => `  C${at}: !Equals [!Ref P${at}, x]\n`)}`;
      const rules = lines(
        6,
        (at) =>
          `  R${at}: { ${RULE}, Condition: C${at}, Properties: { GroupId: !Ref HostSecurityGroup, IpProtocol: tcp, FromPort: ${100 + at}, ToPort: 65535, CidrIp: 10.0.0.0/8 } }\n`,
      );
      return times(size, (at) => ({
        [`${at}.yaml`]: TEMPLATE.replace("Resources:\n", `${conditions}Resources:\n${rules}`),
      }));
    },
  ],
  "exports × imports": [
    1000,
    (size) =>
      times(size, (at) => ({
        [`e${at}.yaml`]: exporting("same", "AWS::EC2::SecurityGroup"),
        [`i${at}.yaml`]: TEMPLATE.replace("VpcId: !Ref Vpc", "VpcId: !ImportValue same"),
      })),
  ],
  "a group × ways to deploy it": [
    40,
    (size) => ({
      "net.yaml": exporting("net", "AWS::EC2::SecurityGroup"),
      ...times(8, (at) => ({ [`x${at}.yaml`]: exporting("group", "AWS::EC2::SecurityGroup") })),
      ...times(size, (at) => ({
        [`i${at}.yaml`]: TEMPLATE.replace("VpcId: !Ref Vpc", "VpcId: !ImportValue net").replace(
          "Resources:\n",
          `Resources:\n  R: { ${RULE}, Properties: { GroupId: !ImportValue group, IpProtocol: tcp, FromPort: 1, ToPort: 65535, CidrIp: 10.0.0.0/8 } }\n`,
        ),
      })),
    }),
  ],
  "units × a file that they include": [
    200,
    (size) => ({
      "m/main.tf": `variable "x" {}\n${ROOT}`,
      "root.hcl": `locals {\n  big = [${lines(20_000, () => '"aaaaaaaaaaaaaaaaaaaa",')}]\n}\ninputs = { x = local.big }\n`,
      ...times(size, (at) => ({
        [`u${at}/terragrunt.hcl`]:
          'include "r" {\n  path = find_in_parent_folders("root.hcl")\n}\nterraform {\n  source = "../m"\n}\n',
      })),
    }),
  ],
  "roots × states": [
    3000,
    (size) =>
      times(size, (at) => ({
        [`r${at}/main.tf`]: `data "terraform_remote_state" "s" {\n  backend = "local"\n  config = { path = "../r${at + 1}/terraform.tfstate" }\n}\noutput "o" {\n  value = data.terraform_remote_state.s.outputs.o\n}\n`,
      })),
  ],
  "names × patterns": [
    1500,
    (size) =>
      times(size, (at) => ({
        [`r${at}/main.tf`]: `variable "env" {}\nresource "aws_security_group" "s" {\n  name = "app-\${var.env}-service-${at}"\n}\ndata "aws_security_group" "d" {\n  filter {\n    name   = "group-name"\n    values = ["app-*-service-${at}"]\n  }\n}\nresource "aws_lb" "l" {\n  security_groups = [data.aws_security_group.d.id]\n}\nresource "aws_ecs_service" "x" {}\n`,
      })),
  ],
  "roots × roots that have what they look for": [
    400,
    (size) => ({
      ...times(16, (at) => ({ [`a${at}/main.tf`]: 'resource "aws_security_group" "s" {\n  name = "n"\n}\n' })),
      ...times(size, (at) => ({
        [`b${at}/main.tf`]: `data "aws_security_group" "d" {\n  name = "n"\n}\n${ROOT.replace("[aws_security_group.alb.id]", "[data.aws_security_group.d.id]")}`,
      })),
    }),
  ],
  "types × names × patterns": [
    600,
    (size) => {
      const types =
        "security_group vpc subnet lb network_acls route_table lb_target_group internet_gateway prefix_list autoscaling_group";
      const of = (type, at) =>
        `resource "aws_${type}" "s" {\n  tags = { Name = "app-\${var.env}-service-${at}" }\n}\ndata "aws_${type}" "d" {\n  filter {\n    name   = "tag:Name"\n    values = ["app-*-service-${at}"]\n  }\n  tags = { Name = "app-*-service-${at}" }\n}\n`;
      return times(size, (at) => ({
        [`r${at}/main.tf`]: `variable "env" {}\n${types
          .split(" ")
          .map((type) => of(type, at))
          .join(
            "",
          )}resource "aws_lb" "l" {\n  security_groups = [data.aws_security_group.d.id]\n}\nresource "aws_ecs_service" "x" {}\n`,
      }));
    },
  ],
  "roots × large roots that have what they look for": [
    20,
    (size) => {
      const locals = lines(1000, (at) => `  a${at} = [for k in range(40) : upper("x\${k}")]\n`);
      const all = Array.from({ length: 1000 }, (_, at) => `local.a${at}`).join(", ");
      return {
        ...times(16, (at) => ({
          [`a${at}/main.tf`]: `locals {\n${locals}}\nresource "aws_security_group" "s" {\n  name = "n"\n  tags = { x = join("", flatten([${all}])) }\n}\n`,
        })),
        ...times(size, (at) => ({
          [`b${at}/main.tf`]: `data "aws_security_group" "d" {\n  name = "n"\n}\n${ROOT.replace("[aws_security_group.alb.id]", "[data.aws_security_group.d.id]")}`,
        })),
      };
    },
  ],
  "roots × states that each puts together": [
    400,
    (size) =>
      times(size, (at) => ({
        [`r${at}/main.tf`]: `terraform {\n  backend "s3" {\n    bucket = "b"\n    key    = "k${at}"\n  }\n}\n${lines(19, (one) => `data "terraform_remote_state" "s${one}" {\n  backend = "s3"\n  config  = { bucket = "b", key = "k${at + one + 1}" }\n}\n`)}output "o" {\n  value = concat(${lines(19, (one) => `data.terraform_remote_state.s${one}.outputs.o, `)}["x"])\n}\nresource "aws_vpc" "v" {\n  tags = { x = join(",", data.terraform_remote_state.s1.outputs.o) }\n}\n`,
      })),
  ],
  "added rules × what they find": [
    300,
    (size) => ({
      "reachlint.yaml": "rules: [rules]\n",
      ...times(size, (at) => ({
        [`rules/x-${at}.yaml`]: `id: x-${at}\ntitle: x\nseverity: error\nrationale: x\nremediation: x\nreferences: ["https://x.y"]\nforbid:\n  filterRule: {}\nmessage:\n  violated: x\n  undetermined: x\n`,
      })),
      "h/main.tf": withRules(ROOT, 2000),
    }),
  ],
  "added rules × what they ask": [
    100,
    (size) => ({
      "reachlint.yaml": "rules: [rules]\n",
      ...times(size, (at) => ({
        [`rules/x-${at}.yaml`]: `id: x-${at}\ntitle: x\nseverity: error\nrationale: x\nremediation: x\nreferences: ["https://x.y"]\nforbid:\n  filterRule:\n    anyOf:\n${lines(300, () => "      - protocol: icmp\n")}message:\n  violated: x\n  undetermined: x\n`,
      })),
      "h/main.tf": withRules(ROOT, 2900),
    }),
  ],
  "roots × rules beside inline ones": [
    10,
    (size) => times(size, (at) => ({ [`h${at}/main.tf`]: withRules(ROOT, 2900) })),
  ],
  "roots × services of a module": [
    100,
    (size) => ({
      "m/main.tf": `${ROOT}${lines(900, (at) => SERVICE.replace('"web" {', `"s${at}" {`))}`,
      ...times(size, (at) => ({ [`r${at}/main.tf`]: 'module "m" {\n  source = "../m"\n}\n' })),
    }),
  ],
  "templates × services of a nested stack": [
    100,
    (size) => ({
      "child.yaml": `${TEMPLATE}\n${lines(440, (at) => `  S${at}: { Type: AWS::ECS::Service, Properties: { Cluster: !Ref Cluster, TaskDefinition: !Ref TaskDefinition, LoadBalancers: [{ TargetGroupArn: !Ref TargetGroup, ContainerName: web, ContainerPort: 80 }] } }\n`)}`,
      ...times(size, (at) => ({
        [`p${at}.yaml`]:
          "Resources:\n  X:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: child.yaml\n",
      })),
    }),
  ],
  "roots × files of values": [
    50,
    (size) => ({
      "reachlint.yaml": 'variables:\n  "*":\n    each: ["env/*.tfvars"]\n',
      ...times(64, (at) => ({ [`env/${at}.tfvars`]: `port = ${at}\n` })),
      ...times(size, (at) => ({
        [`r${at}/main.tf`]: `variable "port" {}\n${ROOT.replace("from_port       = 80", "from_port = var.port")}`,
      })),
    }),
  ],
};

export function run(_settings, names = []) {
  if (!existsSync(CLI)) nothingToMeasure(`there is no build, ${CLI}: npm run build`);
  const chosen = Object.entries(PRODUCTS).filter(([name]) => names.length === 0 || names.includes(name));
  if (chosen.length === 0) nothingToMeasure(`there is no ${names.join(", ")}`);
  for (const [name, [full, filesOf]] of chosen)
    for (const size of [full / 2, full]) console.log(`${name} ${size}: ${told(filesOf(size))}`);
}

function told(files) {
  const directory = mkdtempSync(join(tmpdir(), "reachlint-products-"));
  try {
    for (const [path, text] of Object.entries({ ...files, "beside/main.tf": ROOT, ".git/HEAD": "" })) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    const { output, cpu, megabytes } = measured([process.execPath, CLI, "scan", "--format", "json"], directory);
    const { diagnostics, flows } = JSON.parse(output);
    const beside = flows.filter(({ root }) => root === "beside").map(({ verdict }) => verdict);
    const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
    return `${cpu.toFixed(1)} s, ${Math.round(megabytes)} MB; ${codes.join(", ") || "nothing is told"}; beside it ${beside.join(", ")}`;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) run({}, process.argv.slice(2));
