/**
 * Provider schemas → src/evaluate/terraform/provider/schemas.generated.ts: the attributes of the resource types that matter here.
 *
 * node scripts/provider-schemas.mjs DIRECTORY, where it finds `aws-MAJOR.json.br`: what `terraform providers schema -json` prints for one
 * provider, compressed with brotli. Not part of `npm run gen`, because the schemas are not in the repository.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

const directory = process.argv[2];
if (directory === undefined) throw new Error("usage: node scripts/provider-schemas.mjs DIRECTORY");

/** Oldest first: what a later version says of a type wins, and computed in any version is computed. */
const VERSIONS = [3, 4, 5, 6];

const RESOURCES =
  `aws_alb aws_alb_listener aws_alb_listener_rule aws_alb_target_group aws_alb_target_group_attachment aws_autoscaling_attachment
aws_autoscaling_group aws_autoscaling_policy aws_autoscaling_traffic_source_attachment aws_cloudwatch_log_group
aws_codedeploy_deployment_group aws_db_instance aws_db_subnet_group aws_default_network_acl aws_default_route_table
aws_default_security_group aws_default_subnet aws_default_vpc aws_ec2_fleet aws_ec2_managed_prefix_list
aws_ec2_managed_prefix_list_entry aws_ecr_repository aws_ecs_capacity_provider aws_ecs_cluster aws_ecs_cluster_capacity_providers aws_ecs_service
aws_ecs_task_definition aws_ecs_task_set aws_efs_file_system aws_eip aws_elb aws_elb_attachment aws_iam_instance_profile aws_iam_policy
aws_iam_role aws_instance aws_internet_gateway aws_key_pair aws_launch_configuration aws_launch_template aws_lb aws_lb_listener
aws_lb_listener_rule aws_lb_target_group aws_lb_target_group_attachment aws_nat_gateway aws_network_acl aws_network_acl_association
aws_network_acl_rule aws_network_interface aws_network_interface_sg_attachment aws_route aws_route53_zone aws_route_table
aws_route_table_association aws_s3_bucket aws_security_group aws_security_group_rule aws_sns_topic aws_spot_fleet_request
aws_spot_instance_request aws_subnet aws_vpc aws_vpc_endpoint aws_vpc_ipv4_cidr_block_association aws_vpc_ipv6_cidr_block_association
aws_vpc_security_group_egress_rule aws_vpc_security_group_ingress_rule`.split(/\s+/);

const DATA =
  `aws_alb aws_ami aws_availability_zone aws_availability_zones aws_caller_identity aws_ecs_cluster aws_ecs_container_definition
aws_ecs_service aws_ecs_task_definition aws_iam_policy_document aws_instance aws_instances aws_lb aws_lb_listener aws_lb_target_group
aws_partition aws_prefix_list aws_region aws_route53_zone aws_security_group aws_security_groups aws_ssm_parameter aws_subnet
aws_subnet_ids aws_subnets aws_vpc aws_vpcs`.split(/\s+/);

const schemas = VERSIONS.map((version) =>
  JSON.parse(brotliDecompressSync(readFileSync(join(directory, `aws-${version}.json.br`))).toString("utf8")),
);

const CODES = { string: "s", number: "n", bool: "b", dynamic: "*" };

/** `Ls` a list of strings, `S{cidr=s,port=n}` a set of objects. */
function code(type) {
  if (typeof type === "string") return CODES[type];
  const [kind, element] = type;
  if (kind === "object")
    return `{${Object.entries(element)
      .map(([name, one]) => `${name}=${code(one)}`)
      .join(",")}}`;
  if (kind === "tuple") return "*";
  return { list: "L", set: "S", map: "M" }[kind] + code(element);
}

/** Of no interest to anything here, and many. */
const IGNORED = new Set(["instance_requirements", "condition"]);

/** The attributes of a block by name, and the collections in its nested blocks: `network_configuration.subnets`. */
function namedAttributes(block, prefix = "") {
  const own = Object.entries(block?.attributes ?? {}).filter(
    ([, { type }]) => prefix === "" || type?.[0] === "list" || type?.[0] === "set",
  );
  const nested = Object.entries(block?.block_types ?? {}).flatMap(([name, inner]) =>
    IGNORED.has(name) ? [] : namedAttributes(inner.block, `${prefix}${name}.`),
  );
  return [...own.map(([name, attribute]) => [prefix + name, attribute]), ...nested];
}

function attributesOf(kind, type) {
  const merged = new Map();
  for (const schema of schemas) {
    for (const [name, attribute] of namedAttributes(schema[kind][type]?.block)) {
      const before = merged.get(name);
      const computed = attribute.computed === true || before?.computed === true;
      merged.set(name, { code: attribute.type === undefined ? "*" : code(attribute.type), computed });
    }
  }
  return [...merged]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, attribute]) => `${name}:${attribute.code}${attribute.computed ? "?" : ""}`)
    .join(" ");
}

function table(name, kind, types) {
  const lines = types.map((type) => `  ${type}: ${JSON.stringify(attributesOf(kind, type))},`);
  return `export const ${name}: Readonly<Record<string, string>> = {\n${lines.join("\n")}\n};\n`;
}

const text = `/** Attributes of provider resource types; made by scripts/provider-schemas.mjs. */

/**
 * \`name:type\`, with \`?\` where the provider computes what is not set. Types: s, n, b, L list, S set, M map, {} object, * any. Of nested
 * blocks the collections: \`block.name:type\`.
 */
${table("RESOURCE_ATTRIBUTES", "resource_schemas", RESOURCES)}
${table("DATA_ATTRIBUTES", "data_source_schemas", DATA)}`;
writeFileSync(new URL("../src/evaluate/terraform/provider/schemas.generated.ts", import.meta.url), text);
