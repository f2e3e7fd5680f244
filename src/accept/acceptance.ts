/** What accepts findings, whatever way it is written: for one rule, with a reason. */
import type { Span } from "../base/source-file.ts";
import type { Finding } from "../check/finding.ts";
import { text, type Written } from "../parse/shape.ts";

export interface Acceptance {
  readonly rule: Written<string>;
  /** Empty where none is given: then it does not hold. */
  readonly reason: string;
  /** The last day on which it holds, `2027-01-31`. */
  readonly until?: Written<string> | undefined;
  /** All of it. */
  readonly span: Span;
  /** Whether it speaks of a finding, its rule aside. `pathOf`: the path of a root by its id. */
  readonly covers: (finding: Finding, pathOf: (root: string) => string) => boolean;
  /** Whether a scan of these roots, by their paths, looks at all that it may speak of. Absent: each scan that reads it does. */
  readonly isLookedAt?: (roots: readonly string[]) => boolean;
}

/** The keys of an acceptance in a mapping. */
export const ACCEPTANCE_KEYS = {
  rule: text("The id of a rule.", { expected: "the id of a rule" }),
  reason: text("Why it is accepted; without a reason nothing is.", { expected: "the reason" }),
  until: text("The last day on which it holds, such as 2027-01-31.", {
    expected: "a day, such as 2027-01-31",
    pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    valid: isDay,
  }),
} as const;

/** Whether the calendar has it. */
function isDay(written: string): boolean {
  const [year = 0, month = 0, day = 0] = written.split("-").map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return month >= 1 && month <= 12 && day >= 1 && day <= last;
}
