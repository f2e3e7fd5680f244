/** What evaluation is given: the files of the scan, the parsers, and what the user said. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Files } from "../base/files.ts";
import type { Span } from "../base/source-file.ts";
import type { Statements } from "../base/statement.ts";
import type { Assumption, StringValue, Value } from "../base/value.ts";
import type { LocatedDocument } from "../parse/located.ts";
import type { Parsers } from "../parse/parsed-files.ts";
import type { OfferedRoot, OfferedTemplate } from "./offered-root.ts";
import type { Lost, NotEvaluated, Resource, Root, Unread } from "./resource.ts";

export type { Parsers } from "../parse/parsed-files.ts";

export interface TerraformOptions {
  /** `--var K=V` and `--var-file F` in command order; `span` is where a file says it. */
  readonly assignments: readonly (
    | { readonly kind: "var"; readonly name: string; readonly text: string; readonly span?: Span }
    | { readonly kind: "var-file"; readonly path: string }
    /** Where the files of `each` have their turn. */
    | { readonly kind: "each" }
  )[];
  /** What else the root at a path is given; `assignments` win over it. */
  readonly assignmentsTo?: ((root: string) => TerraformOptions["assignments"]) | undefined;
  /** Paths of the files that make this world, of the root at a path. */
  readonly each?: ((root: string) => readonly string[]) | undefined;
  /** The variables TF_VAR_* without their prefix; empty unless --tf-env. */
  readonly environment: ReadonlyMap<string, string>;
  /** Undefined where nobody says in which one Terraform runs: `terraform.workspace` is taken to be "default" then, but for --strict. */
  readonly workspace: string | undefined;
  readonly strict: boolean;
  /** What a root may take to be evaluated, in steps; the default where absent. */
  readonly steps?: number | undefined;
}

export interface TerraformInput {
  /** Every directory of the scan that holds `.tf`, `.tf.json` or `.tofu` files, relative to the working directory, sorted. */
  readonly directories: readonly string[];
  /** Those of them that the user named: always roots. Others are roots where no other directory of the scan calls them as a module. */
  readonly named: readonly string[];
  readonly files: Files;
  readonly parse: Parsers;
  readonly options: TerraformOptions;
  /** The repository around the scan, where there is one. */
  readonly repository?: Repository | undefined;
  /** The resources that are evaluated for their own sake; others only as far as these refer to them. Absent: everything, outputs and
   *  locals too. */
  readonly reads?: (mode: "managed" | "data", type: string) => boolean;
  /** Reads the CloudFormation template that a resource deploys; undefined where its text is none. Absent: such templates are not read. */
  readonly readStack?: (deployed: DeployedStack) => StackContents | undefined;
  /** What plans add to the configurations that they were made from, by directory. */
  readonly plans?: ReadonlyMap<string, PlanFacts>;
  /** What is deployed, where data sources may look. */
  readonly deployed?: DeployedLookUp;
  /** Roots of other repositories. */
  readonly offered?: readonly OfferedRoot[];
  readonly identityOf?: IdentityOf;
  /** What is known of values that the source leaves open. Absent: nothing. */
  readonly stated?: Statements;
  /** The workspace is left open where nobody says which it is, so that it shows what rests on "default". */
  readonly isWorkspaceOpen?: boolean;
}

/** An account in a region, as far as what is told of it says which. */
export interface DeployedPlace {
  readonly region: string | undefined;
  readonly account: string | undefined;
  /** Kinds of things of which not all are told. */
  readonly cutOff: ReadonlySet<string>;
  /** Families of which all that there is is told; zones go by `ZONES`. */
  readonly whole: ReadonlySet<string>;
}

/** Of zones all may be told that the account may use, or every one of a region. */
export const ZONES = { usable: "availability-zone", every: "every-availability-zone" } as const;

export interface DeployedLookUp {
  readonly byType: ReadonlyMap<string, readonly Resource[]>;
  /** Where these are, by their roots. */
  readonly places: ReadonlyMap<string, DeployedPlace>;
  /** Outputs of states, by the keys that these have in their backends, with or without the bucket before them. */
  readonly states: ReadonlyMap<string, ReadonlyMap<string, Value>>;
  /** Data sources that may find a resource of the scan itself, each as the id of its root and its address: they do not look here. */
  readonly inSource: ReadonlySet<string>;
}

/**
 * What a root at a path is called wherever the scan is started. Absent: by the path. `workspace`: that of which a root of Terraform is the
 * deployment; undefined where that is "default", or it is the same in each.
 */
export type IdentityOf = (path: string, workspace?: () => string | undefined) => string;

/** A stack that a configuration deploys from a template in its own text. */
export interface DeployedStack {
  readonly root: Pick<Root, "id" | "path">;
  /** Of the resource that deploys it; it stands before the logical ids in it. */
  readonly address: string;
  /** Stands before its symbols. */
  readonly qualifier: string;
  readonly template: StringValue;
  readonly name: Value;
  readonly parameters: ReadonlyMap<string, Value>;
  /** Where the template is given. */
  readonly span: Span;
}

export interface StackContents {
  readonly resources: readonly Resource[];
  readonly outputs: ReadonlyMap<string, Value>;
  /** By the names under which it exports them, where these are known. */
  readonly exports: ReadonlyMap<string, Value>;
  readonly assumptions: readonly Assumption[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly unread: readonly Unread[];
  readonly lost: readonly Lost[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A checkout of a repository. */
export interface Repository {
  /** Relative to the working directory. */
  readonly directory: string;
  /** What its directory is called. */
  readonly name: string;
}

/** What a plan knows that its configuration leaves open. */
export interface PlanFacts {
  /** The file of the plan. */
  readonly path: string;
  /** Values of the root module's input variables. */
  readonly variables: ReadonlyMap<string, Value>;
  /** An attribute of a resource instance, where its value is known before apply; data sources as they were read. */
  attribute(address: string, name: string): Value | undefined;
}

export interface CloudFormationOptions {
  /** `--parameter K=V` in command order. */
  readonly parameters: ReadonlyMap<string, string>;
  /** `--parameters-file F` in command order. */
  readonly parameterFiles: readonly string[];
  /** What else the template at a path is given, the later of two of one name; the others win over it. */
  readonly parametersOf?: ((template: string) => readonly GivenParameters[]) | undefined;
  /** Paths of the files that make this world, of the template at a path; `parameters` win over them. */
  readonly each?: ((template: string) => readonly string[]) | undefined;
  readonly region: string | undefined;
  readonly strict: boolean;
  /** What the templates of a scan may take together beyond what is in proportion to their length; the default where absent. */
  readonly steps?: number | undefined;
}

/** A file of parameters' values, or one value and where a file says it. */
export type GivenParameters =
  | { readonly kind: "file"; readonly path: string }
  /** What another root keeps for it. */
  | { readonly kind: "stored"; readonly stored: StoredValue }
  | { readonly kind: "value"; readonly name: string; readonly text: string; readonly span: Span };

export interface CloudFormationInput {
  /** Templates, recognised by content, sorted by path. */
  readonly templates: readonly LocatedDocument[];
  /** Paths of all templates of the scan, where these are a part of them: URLs lead to any of them, and none is borrowed. */
  readonly scanned?: readonly string[] | undefined;
  /** Paths of those that the user named: always roots. Others are roots where no other template nests them. */
  readonly named: readonly string[];
  /** Paths of `cdk.out` manifests of the scan. */
  readonly assemblies: readonly string[];
  readonly files: Files;
  /** The repositories around the scan; read only where a template refers to what the scan does not have. */
  readonly around: Surroundings;
  readonly identityOf?: IdentityOf;
  readonly parse: Parsers;
  readonly options: CloudFormationOptions;
  /** Templates of other repositories. */
  readonly offered?: readonly OfferedTemplate[];
  /** The ids of roots of Terraform beside which they are evaluated, by their paths. */
  readonly terraform?: ReadonlyMap<string, string>;
  /** What is known of values that the source leaves open. Absent: nothing. */
  readonly stated?: Statements;
}

/** What a root of Terraform keeps for others by a name, as templates read it. */
export interface StoredValue {
  /** `ssm:/net/vpc` of a stored parameter, `import:net-Vpc` of an export of a stack that it deploys. */
  readonly name: string;
  readonly value: Value;
  /** That it is that, as people read it. */
  readonly assumption: Assumption;
}

export interface Surroundings {
  /** Paths of documents, those of the scan among them. */
  readonly documents: () => readonly string[];
  /** Those of the given documents that may be templates. `complete`: all were looked at. */
  readonly templates: (paths: readonly string[]) => { readonly paths: readonly string[]; readonly complete: boolean };
}
