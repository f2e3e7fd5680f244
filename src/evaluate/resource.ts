/** What evaluation yields: the resources of the scan with their values, in every world that the source allows. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Span } from "../base/source-file.ts";
import type { Ground } from "../base/statement.ts";
import type { Assumption, Existence, Origin, ResourceRef, UnknownValue, Value } from "../base/value.ts";

export type Dialect = "terraform" | "cloudformation";

/** What is analysed as one: a root module, a template that nothing nests, a plan, what is deployed in an account and region. */
export interface Root {
  /** The same wherever the scan is started: its path within its repository. Resources and references name their root by it. */
  readonly id: string;
  /** Relative to the working directory: a directory for Terraform, a file for templates and plans. */
  readonly path: string;
  readonly kind: "terraform" | "terraform-plan" | "cloudformation" | "cdk" | "deployed";
}

/** One argument of a body with the places of its name and of the whole. */
export interface BodyAttribute {
  readonly value: Value;
  readonly nameSpan: Span;
  /** From the name to the end of the value. */
  readonly span: Span;
  /** A plan tells the value, and its configuration does not write the argument. */
  readonly computed?: true;
}

/** A nested block, or what a dynamic block generated. */
export interface BodyBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: ResourceBody;
  readonly exists: Existence;
  /** The block's header: what a finding about the block marks. */
  readonly span: Span;
}

/**
 * Arguments by name, and nested blocks in source order. CloudFormation: the properties as attributes, no blocks.
 * A null argument counts as absent and is left out.
 */
export interface ResourceBody {
  readonly attributes: ReadonlyMap<string, BodyAttribute>;
  readonly blocks: readonly BodyBlock[];
  /** Types of blocks of which any number more may exist (a dynamic block whose `for_each` is unknown yields one block with
   *  `exists` unknown as a pattern, and an entry here). */
  readonly furtherBlocks: ReadonlyMap<string, UnknownValue>;
  /** There may be any number of further arguments, because this is unknown (a file that a template includes and that is not there). */
  readonly rest?: UnknownValue;
  /** Arguments that are written and null, which is as if they were not: where that comes from. */
  readonly nulls?: ReadonlyMap<string, Origin>;
}

/** One instance of a resource or data block. */
export interface Resource {
  readonly dialect: Dialect;
  /** The id of its root. */
  readonly root: string;
  /**
   * Unique in its root. Terraform's address, `module.app["a"].aws_lb.main[0]`; CloudFormation's logical path through nested
   * stacks, `Network.PublicSubnet`. Where `count` or `for_each` is unknown: one instance that stands for any number, `aws_lb.x[*]`.
   */
  readonly address: string;
  readonly mode: "managed" | "data";
  /** `aws_lb`, `AWS::EC2::SecurityGroup`. */
  readonly type: string;
  readonly body: ResourceBody;
  readonly exists: Existence;
  /** It stands for any number of instances (unknown `count` or `for_each`). */
  readonly repeated: boolean;
  /** The header: `resource "aws_lb" "main"`, the logical id. */
  readonly span: Span;
  /** The template or module instance the resource belongs to: references by name are resolved within one. */
  readonly scope: string;
  /** What cfn-init does on an instance: the metadata `AWS::CloudFormation::Init` of a CloudFormation resource. */
  readonly initialisation?: Value;
  /** The path of the CDK construct that made it, `App/Web/Service`: for messages. */
  readonly construct?: string;
  /** Of what is deployed: the ids and ARNs that AWS gave it, by which literal ones lead to it. */
  readonly identities?: readonly string[];
  /** Where the app's source makes that construct, where a trace says it. */
  readonly constructSpan?: Span;
  /** Names of arguments whose changes Terraform leaves to others, `all` for every one. */
  readonly ignored?: ReadonlySet<string>;
  /** CloudFormation `DependsOn`, Terraform provider alias and the like are not kept: they do not change what exists. */
}

/** Says that a reference leads to a resource: a data source linked to the resource it finds. */
export interface ResourceLink {
  /** The data source, or whatever stands for the resource. */
  readonly from: ResourceRef;
  readonly to: ResourceRef;
  /** Undefined where the source itself says so. */
  readonly assumption: Assumption | undefined;
}

/** A module or nested stack that is not in the scan: it may make anything of what it is given. */
export interface Unread {
  /** The id of its root. */
  readonly root: string;
  /** The address of the call, `module.network`, or of the stack. */
  readonly address: string;
  /** Why it is not read, as a clause. */
  readonly because: string;
  readonly span: Span;
  readonly hint?: string;
  /** The values of its inputs, or what of them is not known: nothing else names a thing. */
  readonly given: readonly Value[];
}

/** A part of the source that could not be read, or a macro that may change all of it. */
export interface Lost {
  /** The id of the root that it belongs to. */
  readonly root: string;
  /** `aws_network_acl.main`, `a part of main.tf`. */
  readonly address: string;
  /** Of its file. */
  readonly path: string;
  /** Where it begins; undefined where the file as a whole cannot be read. */
  readonly span: Span | undefined;
  /** The types of resources in it, `module` for a call of a module; undefined where it may be anything. */
  readonly types: readonly string[] | undefined;
  /** Where it is not that it cannot be read: why it is not known, as the end of a sentence about it, and what the user can do. */
  readonly otherwise?: { readonly because: string; readonly hint: string };
}

/** A block of Terraform of which there is no instance, or a resource of a template whose condition is false. */
export interface NotMade {
  /** The id of its root. */
  readonly root: string;
  /** Of the block, without an index. */
  readonly address: string;
  readonly because: "count-0" | "condition-false";
  readonly span: Span;
}

/** One combination of the conditions on which resources depend, with what exists in it. */
export interface EvaluatedWorld {
  /** `["UseNacl = true"]`; empty where there is only one world. */
  readonly when: readonly string[];
  /** It departs from a parameter's default: only what is proven wrong in it deserves a word. */
  readonly alternative?: true;
  /** The first world of a group has all; the others may lack those on which no flow can depend (roles, logs, buckets). */
  readonly resources: readonly Resource[];
  /** What a template's section Hooks declares, in the form of resources. */
  readonly hooks?: readonly Resource[];
  readonly links: readonly ResourceLink[];
  /** Modules and nested stacks that are not in the scan. */
  readonly unread?: readonly Unread[];
  readonly lost?: readonly Lost[];
  /** Services of which there is none, as their count, for_each or condition says, or that of what they are in. */
  readonly notMade?: readonly NotMade[];
  /** What the user can do about an id, ARN or name that is written out and that no resource has, by what is to be named. */
  readonly literalHint?: (family: string, name: string) => string | undefined;
  /** Ids of roots that stand beside those of the group, of what is deployed; with what is to be told where one of their resources is meant. */
  readonly deployed?: ReadonlyMap<string, Assumption>;
  /** Assumptions that hold for everything in this world and matter to the reader (a template URL matched to a file). */
  readonly assumptions: readonly Assumption[];
  /** Terraform: the outputs of each root module, by the root's id and the output's name. */
  readonly outputs?: ReadonlyMap<string, ReadonlyMap<string, Value>>;
}

/** Roots that refer to each other (imports, remote state, linked data sources) and so make one graph. */
export interface RootGroup {
  readonly roots: readonly Root[];
  /** Paths of templates that are part of the graph because a root refers to them, and that are not judged themselves. */
  readonly borrowed?: readonly string[];
  /** Ids of roots of other repositories that are part of the graph for the same reason. */
  readonly elsewhere?: ReadonlySet<string>;
  /** Never empty. What a root refers to is unknown where it can be several things. */
  readonly worlds: readonly EvaluatedWorld[];
  /** Left out where there are none for certain. */
  readonly choices?: readonly RootChoice[];
  /**
   * Where a root is a module for others: the worlds, in their order, in which the defaults of its variables are left open. What is proven wrong
   * with the defaults is so only where it is here too. What there is of everything is as it is by default.
   */
  readonly opened?: () => readonly EvaluatedWorld[];
  /** Absent where nothing but the source was needed. */
  readonly stated?: StatedGroup;
}

/** What a group was evaluated with that is known from outside of the source, or taken as given where nobody says it. */
export interface StatedGroup {
  readonly taken: readonly Ground[];
  /** The group as it is where only those of some ids are known: the same roots, each with the same names. */
  readonly only: (ids: ReadonlySet<string>) => RootGroup;
}

/** What a root refers to can be several things: each possibility in turn. Of what is judged only that counts that is the same in all. */
export interface RootChoice {
  /** The id of the root of which alone flows are judged here. */
  readonly root: string;
  /** Two or more; none where there are none after all, or to try them is too much. The same ones each time. */
  readonly alternatives: () => readonly Alternative[];
}

export interface Alternative {
  /** What distinguishes it from the others, for people: paths of templates. */
  readonly name: string;
  /** Evaluated when they are asked for, once; undefined where that turns out to be too much, which is told. */
  readonly worlds: () => readonly EvaluatedWorld[] | undefined;
}

export interface EvaluateResult {
  readonly groups: readonly RootGroup[];
  /** What could not be evaluated: for `coverage.notEvaluated`. */
  readonly notEvaluated: readonly NotEvaluated[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface NotEvaluated {
  readonly address: string;
  /** Why, as a clause. */
  readonly because: string;
  readonly span?: Span;
  /** What the user can do about it. */
  readonly hint?: string;
}
