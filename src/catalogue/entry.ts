/** What is known of one kind of resource: an entry of the catalogue, with both dialects beside each other. */
import type { NodeKind } from "../graph/model.ts";

/** What a resource is to others: a node of the graph, or a part that hosts are made from. */
export type Family =
  | NodeKind
  | "launch-template"
  | "launch-configuration"
  | "network-interface"
  | "internet-gateway"
  | "vpn-gateway"
  | "classic-load-balancer";

/** How a data source of Terraform names the resource that it looks for. */
export interface LookUp {
  /** Types of data sources that look for it. */
  readonly by: readonly string[];
  /** Types of resources that they can find. */
  readonly types: readonly string[];
  /** Their arguments, and the attribute of the resource that each must equal. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Names of `filter` blocks, and the attribute that each compares. `tag:…` works for all. */
  readonly filters?: Readonly<Record<string, string>>;
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
  /** Attributes whose value names the resource where its family is expected (id or ARN, as AWS accepts). */
  readonly identity?: {
    /** https://registry.terraform.io/providers/hashicorp/aws/latest/docs */
    readonly terraform: readonly string[];
    /** What Ref and GetAtt return
     *  (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html). */
    readonly cloudformation: readonly string[];
  };
  /** Whether instances are started from it or by it, so that it may carry user data. */
  readonly launches?: true;
  /** Attributes of `Fn::GetAtt` that are a property as the template gives it. */
  readonly echoes?: readonly string[];
  /**
   * By type of Terraform: the attributes that AWS gives to every resource, known only after apply, but never null or empty. `attribute`,
   * or `attribute=prefix` (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Types.html, each type's id).
   */
  readonly given?: Readonly<Record<string, string>>;
  /** By type of Terraform: defaults that the provider itself sets at plan. */
  readonly defaults?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly lookUp?: LookUp;
}
