/** What the scans of an organisation come to, as it is shown. */
import type { Severity } from "../base/diagnostic.ts";
import type { FlowVerdict } from "../reach/flow.ts";

export interface Organisation {
  /** Of the program that shows it. */
  readonly version: string;
  /** The gravest first. */
  readonly repositories: readonly ShownRepository[];
  /** The gravest first, then those with most findings. */
  readonly rules: readonly ShownRule[];
  /** Those on which most services wait first. */
  readonly questions: readonly ShownQuestion[];
  /** What is different from an earlier result; left out where there is none. */
  readonly trend?: Trend;
}

export interface ShownRepository {
  readonly name: string;
  readonly roots: number;
  readonly files: number;
  /** The gravest first. */
  readonly services: readonly ShownService[];
  /** What is violated and counts. The gravest first. */
  readonly findings: readonly ShownFinding[];
  /** By comments, settings or the baseline. */
  readonly accepted: number;
  /** What could not be read or evaluated, as sentences. */
  readonly unread: readonly string[];
}

/** A service with the gravest verdict of its flows. */
export interface ShownService {
  readonly address: string;
  readonly root: string;
  readonly verdict: FlowVerdict;
}

export interface ShownFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** `infra/main.tf:12`. */
  readonly place: string;
}

export interface ShownRule {
  readonly id: string;
  readonly severity: Severity;
  readonly findings: number;
  /** Names of those in which it is violated. */
  readonly repositories: readonly string[];
}

/** Something that is not known, and what would settle it. */
export interface ShownQuestion {
  readonly cause: string;
  readonly hint: string | undefined;
  /** How many services wait for it. */
  readonly services: number;
  readonly repositories: readonly string[];
}

/** A finding or a service with the name of its repository. */
export type Within<T> = T & { readonly repository: string };

export interface Trend {
  readonly newFindings: readonly Within<ShownFinding>[];
  /** Not found any more. */
  readonly goneFindings: readonly Within<ShownFinding>[];
  /** Found as before, and accepted since. */
  readonly acceptedFindings: readonly Within<ShownFinding>[];
  readonly changed: readonly Within<ChangedService>[];
  readonly newRepositories: readonly string[];
  readonly goneRepositories: readonly string[];
}

/** Undefined where there was, or is, no such service. */
export interface ChangedService extends Omit<ShownService, "verdict"> {
  readonly before: FlowVerdict | undefined;
  readonly after: FlowVerdict | undefined;
}
