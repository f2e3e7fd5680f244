/** What a user leaves unsaid → the request to the pipeline with every default filled in. */
import { resolve } from "node:path";
import type { Acceptance } from "./accept/acceptance.ts";
import type { Baseline } from "./accept/baseline.ts";
import type { Severity } from "./base/diagnostic.ts";
import { NO_STATEMENTS, type Statements } from "./base/statement.ts";
import type { FileSystem } from "./discover/file-system.ts";
import type { CloudFormationOptions, TerraformOptions } from "./evaluate/input.ts";
import type { ScanRequest } from "./pipeline.ts";
import { VERSION } from "./version.generated.ts";

/** Both ends inclusive. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** `32768-60999`; undefined for what is no range of ports. */
export function portRange(text: string): PortRange | undefined {
  const match = /^([0-9]{1,5})-([0-9]{1,5})$/.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2])];
  return match === null || first > last || last > 65535 ? undefined : { first, last };
}

/** How many steps of evaluation can be asked for. A file of settings is part of the source: it must not make a scan hang either. */
export const STEPS = { least: 1_000, most: 10_000_000 } as const;

/** `1000000`; undefined for what is none. */
export function stepCount(text: string): number | undefined {
  const steps = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
  return steps >= STEPS.least && steps <= STEPS.most ? steps : undefined;
}

const VARIABLE_PREFIX = "TF_VAR_";

/** The variables TF_VAR_* of an environment, without their prefix. */
export function terraformVariables(
  environment: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(environment).flatMap(([name, value]) =>
      name.startsWith(VARIABLE_PREFIX) && value !== undefined ? [[name.slice(VARIABLE_PREFIX.length), value]] : [],
    ),
  );
}

/** Paths in it start from the working directory. Each may be left out. */
export interface ScanOptions {
  /** Globs of paths that are passed over. */
  readonly exclude?: readonly string[];
  /** Whether something besides them passes a path over. */
  readonly isExcluded?: (path: string) => boolean;
  /** Real directories that may be read besides those around the paths. */
  readonly opened?: readonly string[];
  /** Values and files of values of Terraform's input variables, in the order in which they apply. */
  readonly assignments?: TerraformOptions["assignments"];
  /** The same that only the root at a path is given; the others win over it. */
  readonly assignmentsTo?: TerraformOptions["assignmentsTo"];
  /** The variables TF_VAR_* without their prefix. */
  readonly environment?: ReadonlyMap<string, string>;
  /** The value of `terraform.workspace`; `default` where left out. */
  readonly workspace?: string | undefined;
  /** Values of CloudFormation parameters; they win over those of files. */
  readonly parameters?: ReadonlyMap<string, string>;
  readonly parameterFiles?: readonly string[];
  /** Values and files of values that only the template at a path is given; the others win over them. */
  readonly parametersOf?: CloudFormationOptions["parametersOf"];
  /** Files of values of variables or parameters, of which each makes a world of its own. */
  readonly each?: ScanRequest["each"];
  /** Files of plans in JSON (`terraform show -json`). */
  readonly plans?: readonly string[];
  /** What stands for files among them that are nowhere, such as standard input. */
  readonly given?: ScanRequest["given"];
  /** What the user says of what the source leaves open. */
  readonly stated?: Statements | undefined;
  /** The directory with what AWS CLI commands wrote of what is deployed. With no path it is what is judged. */
  readonly facts?: string | undefined;
  /** Directories with what reachlint index wrote of other repositories. */
  readonly index?: readonly string[] | undefined;
  /** The value of `AWS::Region`. */
  readonly region?: string | undefined;
  /** No assumptions: what AWS has by default counts as unknown. */
  readonly strict?: boolean;
  /** What a Terraform root, and the templates of a scan together, may take to be evaluated, in steps; a million where left out. Judging may
   *  take five times as much. */
  readonly steps?: number | undefined;
  /** The hosts' range of dynamic ports where user data does not say another, both ends included. */
  readonly ephemeral?: PortRange | undefined;
  /** Directories with rules beside the built-in ones. */
  readonly rules?: readonly string[];
  /** Ids of rules that do not run. */
  readonly disable?: readonly string[];
  /** Other severities, by rule id. */
  readonly severity?: readonly (readonly [id: string, severity: Severity])[];
  /** What is accepted besides what comments and metadata in the scanned files accept. */
  readonly accepted?: readonly Acceptance[];
  /** What was there before, which does not count. */
  readonly baseline?: Baseline;
  /** The day, `2026-11-29`: what is accepted until a day before it does not hold. Left out, all of it does. */
  readonly today?: string;
  /** What is to be said of the roots that the scan has. */
  readonly ofRoots?: ScanRequest["ofRoots"];
  /** A directory in which what was judged is kept for later scans. */
  readonly cache?: string | undefined;
  /** Where the files are, those of rules too; the disk where left out. */
  readonly system?: FileSystem | undefined;
  /** Told the name of each stage of the pipeline when it begins, and when it goes on after files were parsed in its midst. */
  readonly onStage?: ScanRequest["onStage"];
}

/** Of `samconfig.toml#prod` the file. */
function withoutSelector(path: string): string {
  return path.replace(/#[^#/]*$/, "");
}

export function scanRequest(workingDirectory: string, paths: readonly string[], options: ScanOptions): ScanRequest {
  const { assignments = [], parameterFiles = [], plans = [], strict = false, onStage } = options;
  const varFiles = assignments.flatMap((one) => (one.kind === "var-file" ? [one.path] : []));
  return {
    workingDirectory,
    paths: paths.length === 0 && options.facts === undefined ? ["."] : paths,
    facts: options.facts,
    index: options.index ?? [],
    exclude: options.exclude ?? [],
    isExcluded: options.isExcluded,
    opened: options.opened ?? [],
    namedFiles: [...varFiles, ...parameterFiles, ...parameterFiles.map(withoutSelector), ...plans],
    each: options.each,
    given: options.given,
    plans,
    stated: options.stated ?? NO_STATEMENTS,
    system: options.system,
    cache:
      options.cache === undefined
        ? undefined
        : { directory: resolve(workingDirectory, options.cache), version: VERSION },
    terraform: {
      assignments,
      assignmentsTo: options.assignmentsTo,
      environment: options.environment ?? new Map(),
      workspace: options.workspace,
      strict,
      steps: options.steps,
    },
    cloudformation: {
      parameters: options.parameters ?? new Map(),
      parameterFiles,
      parametersOf: options.parametersOf,
      region: options.region,
      strict,
      steps: options.steps,
    },
    reach: { ephemeral: options.ephemeral, strict, steps: options.steps },
    rules: {
      directories: options.rules ?? [],
      disable: options.disable ?? [],
      severity: options.severity ?? [],
      system: options.system,
    },
    accept: { configured: options.accepted ?? [], today: options.today, baseline: options.baseline },
    ofRoots: options.ofRoots,
    ...(onStage === undefined ? {} : { onStage }),
  };
}
