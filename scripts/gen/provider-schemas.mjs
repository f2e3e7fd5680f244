/**
 * scripts/provider-schemas/*.json.br and the catalogue → src/evaluate/terraform/provider/schemas.generated.ts: the attributes of the
 * resource types that matter here. scripts/provider-schemas.mjs makes the former from the providers' own schemas.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { build } from "esbuild";

export const FOLDER = new URL("../provider-schemas/", import.meta.url);

/** Oldest first: what a later version says of a type wins, and computed in any version is computed. */
export const VERSIONS = [3, 4, 5, 6];

/** What resources of the graph refer to, and what modules of such resources mostly hold besides. */
const BESIDE =
  `aws_autoscaling_policy aws_cloudwatch_log_group aws_db_instance aws_db_subnet_group aws_default_route_table aws_ecr_repository
aws_efs_file_system aws_eip aws_iam_instance_profile aws_iam_policy aws_iam_role aws_internet_gateway aws_key_pair aws_nat_gateway
aws_route53_zone aws_route_table_association aws_s3_bucket aws_sns_topic aws_vpc_endpoint`.split(/\s+/);

export const dataTypes =
  `aws_alb aws_ami aws_availability_zone aws_availability_zones aws_caller_identity aws_ecs_cluster aws_ecs_container_definition
aws_ecs_service aws_ecs_task_definition aws_iam_policy_document aws_instance aws_instances aws_lb aws_lb_listener aws_lb_target_group
aws_partition aws_prefix_list aws_region aws_route53_zone aws_security_group aws_security_groups aws_ssm_parameter aws_subnet
aws_subnet_ids aws_subnets aws_vpc aws_vpcs`.split(/\s+/);

/** The types of the catalogue and those beside them. */
export async function resourceTypes() {
  const entryPoints = [fileURLToPath(new URL("../../src/catalogue/catalogue.ts", import.meta.url))];
  const { outputFiles } = await build({ entryPoints, bundle: true, write: false, format: "esm", logLevel: "warning" });
  const { ENTRIES } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  return [...new Set([...ENTRIES.flatMap(({ terraform = [] }) => terraform), ...BESIDE])].sort();
}

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

function attributesOf(schemas, kind, type) {
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

export async function generate() {
  const schemas = VERSIONS.map((version) =>
    JSON.parse(brotliDecompressSync(readFileSync(new URL(`aws-${version}.json.br`, FOLDER))).toString("utf8")),
  );
  const table = (name, kind, types) => {
    const lines = types.flatMap((type) => {
      const attributes = attributesOf(schemas, kind, type);
      return attributes === "" ? [] : [`  ${type}: ${JSON.stringify(attributes)},`];
    });
    return `export const ${name}: Readonly<Record<string, string>> = {\n${lines.join("\n")}\n};\n`;
  };
  const text = `/** Attributes of provider resource types; made by scripts/gen/provider-schemas.mjs. */

/**
 * \`name:type\`, with \`?\` where the provider computes what is not set. Types: s, n, b, L list, S set, M map, {} object, * any. Of nested
 * blocks the collections: \`block.name:type\`.
 */
${table("RESOURCE_ATTRIBUTES", "resource_schemas", await resourceTypes())}
${table("DATA_ATTRIBUTES", "data_source_schemas", dataTypes)}`;
  return [{ path: "src/evaluate/terraform/provider/schemas.generated.ts", text }];
}
