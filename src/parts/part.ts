/** What of a scan is done by itself, and what is told of it. */
import type { Diagnostic } from "../base/diagnostic.ts";
import type { SourceFile } from "../base/source-file.ts";
import type { NotEvaluated } from "../evaluate/resource.ts";
import type { RejectedFile } from "../parse/parsed-files.ts";
import type { NamesInForce, Taken } from "./evaluate-sources.ts";
import type { JudgedGroup } from "./judge-groups.ts";

/** Roots, of which none refers to one outside of the part. Paths are those of the scan. */
export interface Part {
  /** Directories of Terraform roots. */
  readonly roots: readonly string[];
  readonly templates: readonly string[];
  /** Manifests of cloud assemblies. */
  readonly assemblies: readonly string[];
  /** Documents that may be plans. */
  readonly plans: readonly string[];
  /** Its roots or templates, those together that may have to do with each other: what it can be divided into. */
  readonly groups: readonly (readonly string[])[];
  /** Of the sources of its roots and templates: how long it takes grows with them. */
  readonly characters: number;
}

/** One of several runs that share out the parts of a scan. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** What is told of a part, from its sources to its findings. */
export interface JudgedPart {
  readonly groups: readonly JudgedGroup[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly diagnostics: readonly Diagnostic[];
  /** How many templates and plans it was made from. */
  readonly documents: number;
  readonly names: NamesInForce;
  readonly taken: Taken;
  /** Those in which something may be said about findings. */
  readonly accepting: readonly SourceFile[];
  /** Those that our parser of HCL rejects and of which the arbiter has said nothing. */
  readonly rejected: readonly RejectedFile[];
}
