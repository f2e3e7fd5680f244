/** A root that no directory of the scan is by itself: a program around Terraform makes it and gives it its values, or an index tells of it. */
import type { Files } from "../../../base/files.ts";
import type { Value } from "../../../base/value.ts";
import type { TerraformOptions } from "../../input.ts";
import type { OfferedRoot } from "../../offered-root.ts";
import type { NotEvaluated, Unread } from "../../resource.ts";
import type { Declaration, ModuleConfiguration } from "../configuration/module-configuration.ts";
import type { RootEvaluation } from "./root-evaluation.ts";
import type { WrittenCall } from "./roots.ts";

/** Those of a scan. */
export interface RootUnits {
  /** Whether a directory is a unit, though it may be one that is left out of runs; it is no root by itself then. */
  isUnit(directory: string): boolean;
  /** The units that a directory of the scan makes roots: it, or those of a stack in it. */
  of(directory: string): readonly RootUnit[];
  /** What is no root because the units of a directory are made from it. */
  callsOf(directory: string): readonly WrittenCall[];
}

export interface RootUnit {
  /** What resources and references call it, where that does not follow from its path. */
  readonly id?: string;
  /** The directory by which reports name it. */
  readonly path: string;
  /** The module, in the directory where Terraform runs; an empty one where it is not in the scan. */
  readonly configuration: ModuleConfiguration;
  /** Of what is written for it alone; its module may be that of many units. */
  readonly characters: number;
  /** The files of the scan with those that are laid into that directory. */
  readonly files: Files;
  /** Copies of that directory in which the program has run Terraform. */
  readonly laidOut: readonly string[];
  /** What it says in one evaluation of the scan's roots. */
  begin(root: RootEvaluation): UnitValues;
}

export interface UnitValues {
  readonly of: RootUnit;
  /** Set where it is a root of another repository: it was evaluated there, and is not judged here. */
  readonly offered?: OfferedRoot;
  /** Other roots whose outputs are passed to this one. */
  readonly dependencies: ReadonlySet<RootEvaluation>;
  /** Undefined where it gives the variable none. */
  input(variable: Declaration): Value | undefined;
  /** Arguments and files of values that it adds to the commands that take some. */
  assignments(): TerraformOptions["assignments"];
  /** Where its state is kept, where that is not written in the module. */
  state(): { readonly backend: string; readonly config: ReadonlyMap<string, Value> } | undefined;
  /** Evaluates all that can be wrong in it, so that it is told. */
  check(): void;
  /** Undefined where its module is in the scan. */
  missing(): MissingModule | undefined;
}

/** Why the module of a unit is not in the scan, and what it is given. */
export interface MissingModule {
  readonly notEvaluated: NotEvaluated;
  readonly unread: Unread;
}
