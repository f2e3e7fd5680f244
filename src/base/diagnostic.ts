/** What a stage has to say about its input, beside its output. */
import type { Span } from "./source-file.ts";

/** The gravest first. */
export const SEVERITIES = ["error", "warning", "note"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** One message about the input (never about a bug of ours). */
export interface Diagnostic {
  /** Stable kebab-case name of the kind of message, such as `hcl-syntax`, `unknown-function`, `module-not-found`. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence, no line break, names what was found and what was expected. */
  readonly message: string;
  /** Absent only where no text is at fault (a file that cannot be read). */
  readonly span?: Span;
  /** The file in question where there is no span. */
  readonly path?: string;
  /** What the user can do about it. */
  readonly hint?: string;
  /** True where an input could not be read or parsed, so that part of it is not analysed (exit code 3). */
  readonly notAnalysed?: boolean;
  /** True where it says nothing that a verdict or another message does not say as well: text tells it only when asked. */
  readonly detail?: true;
}

/** What is made of an input, and what there is to say about it. */
export interface Parsed<T> {
  readonly output: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** A mistake of the user in flags, configuration or rule files: message and hint are shown, no stack; exit code 2. */
export class UsageError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = "UsageError";
    this.hint = hint;
  }
}
