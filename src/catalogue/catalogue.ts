/**
 * Which resource types there are and what is known of each: one entry for a kind of resource, in both dialects. What a scan evaluates,
 * which conditions of a template split worlds, how a reference is recognised and what an attribute begins with follow from it.
 */
import { BALANCING } from "./balancing.ts";
import type { Family } from "./families.ts";
import { NETWORKS } from "./networks.ts";
import { STORED } from "./stored.ts";
import { CONTAINERS, HOSTS } from "./workloads.ts";

/** How a data source of Terraform, whose type is called as the resource's, names the one that it looks for. */
export interface LookUp {
  /** Its arguments, and the attribute of the resource that each must equal; others are called alike in both. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Names of `filter` blocks, and the attribute that each compares; others with `_` for `-`. `tag:…` works for all. */
  readonly filters?: Readonly<Record<string, string>>;
  /** Types of data sources that find any number, and list their `ids`. */
  readonly many?: readonly string[];
}

export interface Entry {
  /** Absent for what only adds to other things: rules, entries, attachments. */
  readonly family?: Family;
  /** The argument that holds its name, where AWS accepts the name in place of the id; spelt as readers spell it. */
  readonly name?: string;
  /** The types of Terraform's AWS provider, in the order in which they are read. */
  readonly terraform?: readonly string[];
  /** Types of data sources without a resource of that type. */
  readonly dataOnly?: readonly string[];
  /** CloudFormation's type; that of the awscc provider follows from it. */
  readonly cloudformation?: string;
  /** CloudFormation's type of what only keeps a value for others: no flow depends on it, so that no condition in it splits worlds. */
  readonly keeps?: string;
  /** Attributes whose value names the resource where its family is expected (id or ARN, as AWS accepts). */
  readonly identity?: {
    /** https://registry.terraform.io/providers/hashicorp/aws/latest/docs */
    readonly terraform: readonly string[];
    /** What Ref and GetAtt return
     *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html). */
    readonly cloudformation?: readonly string[];
  };
  /** Whether instances are started from it or by it, so that it may carry user data. */
  readonly launches?: true;
  /** Attributes of `Fn::GetAtt` that are a property as the template gives it. */
  readonly echoes?: readonly string[];
  /**
   * By provider of Terraform: the attributes that AWS gives to every resource, known only after apply, but never null or empty. `attribute`,
   * or `attribute=prefix` (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Types.html, each type's id).
   */
  readonly given?: { readonly aws?: string; readonly awscc?: string };
  /** Defaults that Terraform's AWS provider itself sets at plan, by attribute. */
  readonly defaults?: Readonly<Record<string, string>>;
  readonly lookUp?: LookUp;
}

const ALL = { ...NETWORKS, ...BALANCING, ...CONTAINERS, ...HOSTS, ...STORED };

/** The name of an entry: what readers ask for. */
export type Kind = keyof typeof ALL;

export const CATALOGUE: Readonly<Record<Kind, Entry>> = ALL;

export const ENTRIES: readonly Entry[] = Object.values(CATALOGUE);

const TYPES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(CATALOGUE).map(([kind, { terraform = [], cloudformation }]) => [
    kind,
    cloudformation === undefined ? terraform : [...terraform, cloudformation],
  ]),
);

/** The types of a kind, Terraform's first: the order in which their resources are read. */
export function typesOf(kind: Kind): readonly string[] {
  return TYPES.get(kind)!;
}

/** Whether a type is one of the kind's. */
export function isOf(kind: Kind, type: string): boolean {
  return typesOf(kind).includes(type);
}

const BY_TYPE: ReadonlyMap<string, Entry> = new Map(
  ENTRIES.flatMap((entry) => {
    const { terraform = [], dataOnly = [], keeps, cloudformation = keeps } = entry;
    const both = cloudformation === undefined ? [] : [cloudformation, awsccType(cloudformation)];
    return [...terraform, ...dataOnly, ...both].map((type) => [type, entry] as const);
  }),
);

/** The entry of a type of any provider; undefined where nothing is known of it. */
export function entryOf(type: string): Entry | undefined {
  return BY_TYPE.get(type);
}

/** What a resource of the type is to others. */
export function familyOf(type: string): Family | undefined {
  return BY_TYPE.get(type)?.family;
}

/** Attributes whose value names a resource of the type where its family is expected; CloudFormation's where the type is its. */
export function identityOf(type: string): readonly string[] {
  const { identity, cloudformation } = BY_TYPE.get(type) ?? {};
  return (type === cloudformation ? identity?.cloudformation : identity?.terraform) ?? [];
}

/** The attribute that is the id of a resource of the type, or its ARN where that is its id. */
export function idAttribute(type: string): string {
  if (!type.startsWith("AWS::")) return identityOf(type)[0] ?? "id";
  // Outside of a VPC of its own, Ref is the name of a security group.
  return identityOf(type).includes("GroupId") ? "GroupId" : "Ref";
}

/** CloudFormation's types on which a flow can depend: open conditions in them are decided, so that each possibility is a world. */
export const CLOUDFORMATION_TYPES: readonly string[] = ENTRIES.flatMap(({ cloudformation }) => cloudformation ?? []);

/** CloudFormation's type by that of the awscc provider. */
export const AWSCC_TYPES: ReadonlyMap<string, string> = new Map(
  CLOUDFORMATION_TYPES.map((type) => [awsccType(type), type]),
);

/** What deploys stacks that are not read, and what makes services that are not read: both must be told of. */
const BESIDE_NODES: readonly string[] = [
  "aws_cloudformation_stack_instances",
  "aws_cloudformation_stack_set",
  "aws_cloudformation_stack_set_instance",
  "aws_ecs_express_gateway_service",
  "aws_serverlessapplicationrepository_cloudformation_stack",
  "aws_servicecatalog_provisioned_product",
  "awscc_cloudformation_stack",
  "awscc_cloudformation_stack_set",
  "awscc_servicecatalog_cloudformation_provisioned_product",
];

const MANAGED: ReadonlySet<string> = new Set([
  ...ENTRIES.flatMap(({ terraform = [] }) => terraform),
  ...AWSCC_TYPES.keys(),
  ...BESIDE_NODES,
]);

/**
 * Whether the graph is made from such resources of Terraform: a scan evaluates no others, unless one of these refers to them. Data sources
 * of AWS are few and each may find a resource of the graph, or one of a template that stands beside the roots.
 */
export function isRead(mode: "managed" | "data", type: string): boolean {
  return mode === "managed" ? MANAGED.has(type) || BY_TYPE.has(type) : /^aws(?:cc)?_/.test(type);
}

/** Whether a graph may have something of a resource of the type. */
export function isInGraphs(type: string): boolean {
  return BY_TYPE.has(type) || MANAGED.has(type);
}

/** Whether a resource may have user data to be read. */
export function launches(type: string): boolean {
  return BY_TYPE.get(type)?.launches === true;
}

/** `awscc_ec2_security_group` of `AWS::EC2::SecurityGroup`. */
export function awsccType(type: string): string {
  const [, service, resource] = type.split("::");
  return `awscc_${service!.toLowerCase()}_${snakeCase(resource!)}`;
}

/** `TargetGroupARNs` is `target_group_ar_ns`, `Ipv6CidrBlock` is `ipv_6_cidr_block`. What is in snake case stays. */
export function snakeCase(name: string): string {
  return name.replace(/[a-z](?=[A-Z0-9])|[0-9](?=[A-Za-z])|[A-Z](?=[A-Z][a-z])/g, "$&_").toLowerCase();
}

/** Of types that the graph is not made from, but that its resources refer to: see `given` of an entry. */
const BESIDE: Readonly<Record<string, string>> = {
  aws_eip: "id=eipalloc- allocation_id=eipalloc-",
  aws_iam_instance_profile: "name unique_id",
  aws_iam_role: "name unique_id",
  aws_internet_gateway: "id=igw- owner_id",
  aws_nat_gateway: "id=nat-",
  aws_prefix_list: "id=pl- name",
  aws_vpc_endpoint: "id=vpce-",
};

/** What the AWS provider of Terraform sets at plan for an attribute that is not written; undefined where it sets nothing. */
export function defaultOf(type: string, attribute: string): string | undefined {
  const { terraform = [], defaults } = entryOf(type) ?? {};
  return terraform.includes(type) ? textUnder(defaults, attribute) : undefined;
}

/** Nothing under `constructor`, which every object has. */
function textUnder(table: Readonly<Record<string, string>> | undefined, key: string): string | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Every resource has them. */
const ALWAYS: ReadonlyMap<string, string> = new Map([
  ["id", ""],
  ["arn", "arn:"],
]);

const read = new Map<string, ReadonlyMap<string, string>>();

/**
 * What the attribute begins with, the empty text where no more is known than that it is there; undefined where it may be null or empty.
 * A value that begins otherwise (`"self"`, `""`) is not that resource's.
 */
export function givenPrefix(type: string, attribute: string): string | undefined {
  return attributesOf(type).get(attribute) ?? ALWAYS.get(attribute);
}

/**
 * The same of what `Ref` (its name here) and `Fn::GetAtt` give: the awscc provider has the same attributes, and the primary identifier as its `id`.
 */
export function returnedPrefix(type: string, attribute: string): string | undefined {
  if (entryOf(type)?.cloudformation !== type) return undefined;
  // Outside of a VPC of its own, Ref is the name of a security group.
  if (attribute === "Ref" && familyOf(type) === "security-group") return undefined;
  return attributesOf(awsccType(type)).get(attribute === "Ref" ? "id" : snakeCase(attribute));
}

function attributesOf(type: string): ReadonlyMap<string, string> {
  const known = read.get(type);
  if (known !== undefined) return known;
  const { terraform = [], given } = entryOf(type) ?? {};
  const own = terraform.includes(type)
    ? given?.aws
    : type.startsWith("awscc_")
      ? given?.awscc
      : textUnder(BESIDE, type);
  const words = own?.split(" ") ?? [];
  const attributes = new Map(words.map((word) => [word.split("=")[0]!, word.split("=")[1] ?? ""] as const));
  read.set(type, attributes);
  return attributes;
}
