/** What a stack is made from: a template, where it stands, and what is given for its parameters. */
import type { Span } from "../../../base/source-file.ts";
import type { Value } from "../../../base/value.ts";
import type { Root } from "../../resource.ts";
import type { Template } from "../template/template.ts";
import type { EvaluationContext, WorldRun } from "./context.ts";
import type { Environment } from "./parameters.ts";
import type { DeclaredResource } from "./sections.ts";
import type { Stack } from "./stack.ts";

/** What the maker of a stack gives for a parameter, evaluated as its use demands. Undefined: nothing, the default counts. */
type GivenParameter = (name: string, how: Pick<EvaluationContext, "settles" | "symbolic">) => Value | undefined;

/** Makes the stack of a resource that stands for one; undefined where its template is not in the scan. */
type NestedStacks = (parent: Stack, declaration: DeclaredResource) => Stack | undefined;

export interface StackSettings {
  readonly run: WorldRun;
  readonly template: Template;
  readonly root: Pick<Root, "id" | "path">;
  /** The logical path: empty for the root's own stack, `Network.Subnets` for one inside. */
  readonly address: string;
  /** Empty, or what tells this root from the others of its group. */
  readonly qualifier: string;
  readonly environment: Omit<Environment, "prefix">;
  readonly given: GivenParameter;
  /** What makes it in the stack around; absent for a root's own. */
  readonly made?: { readonly parent: Stack; readonly declaration: DeclaredResource };
  /** Paths of the templates around, outermost first. */
  readonly around: readonly string[];
  /** Where the constructs that resources are made by stand in their app's source, by construct path or logical id. */
  readonly constructs: ReadonlyMap<string, Span>;
  readonly nested: NestedStacks;
}
