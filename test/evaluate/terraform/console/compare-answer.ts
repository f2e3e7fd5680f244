/** What the real console answered and what ours answers into the difference, and the differences that are meant. */
import { fileURLToPath } from "node:url";
import { FileTree } from "../../../../src/discover/file-tree.ts";
import { type Answer, startConsole } from "../../../../src/evaluate/terraform/console.ts";
import { encodeJson } from "../../../../src/evaluate/terraform/language/functions/json.ts";
import { isFailure } from "../../../../src/evaluate/terraform/language/types/values.ts";
import { isSensitive, isWhollyKnown } from "../../../../src/values/unknown.ts";
import { PARSERS } from "../support.ts";
import type { Expectation } from "./ask-terraform.ts";

/** The configuration in which both consoles are opened. */
export const FIXTURE = fileURLToPath(new URL("./fixture", import.meta.url));

/** Our console over the fixture. */
export function openFixture(): (expression: string) => Answer {
  const files = new FileTree({ workingDirectory: FIXTURE, boundaries: [FIXTURE], named: [] });
  const options = { assignments: [], environment: new Map(), workspace: "default", strict: false } as const;
  return startConsole({ directories: ["."], named: ["."], files, parse: PARSERS, options }, ".").answer;
}

export interface Difference {
  readonly expression: string;
  readonly wanted: string;
  readonly got: string;
}

/** The difference, if any. A value of ours where Terraform has none yet is no difference: we know more of unknowns. */
export function difference(wanted: Expectation, answer: Answer): Difference | undefined {
  const [left, right] = [describeExpectation(wanted), describeAnswer(answer)];
  const same = "error" in wanted ? sameError(wanted.error, answer) : sameValue(wanted, answer, left, right);
  return same ? undefined : { expression: wanted.expression, wanted: left, got: right };
}

function describeExpectation(wanted: Expectation): string {
  if ("error" in wanted) return `error: ${wanted.error}`;
  const sensitive = "sensitive" in wanted && wanted.sensitive ? "sensitive " : "";
  return `${sensitive}${"value" in wanted ? wanted.value : "display" in wanted ? "not JSON" : "unknown"} : ${typeText(wanted.type)}`;
}

/** The console prints a type over lines, so that blanks at the ends of an attribute's name cannot be told from indentation. */
function typeText(type: string): string {
  return type.replace(/\s+/g, "");
}

function describeAnswer(answer: Answer): string {
  if (!answer.ok) return `error: ${answer.errors[0]}`;
  const sensitive = answer.value.sensitive === true ? "sensitive " : "";
  if (!isWhollyKnown(answer.value)) return `${sensitive}unknown : ${typeText(answer.type)}`;
  const json = encodeJson(answer.value);
  const text = isFailure(json) ? "not JSON" : json.kind === "string" ? json.value : "unknown";
  return `${sensitive}${text} : ${typeText(answer.type)}`;
}

function sameValue(wanted: Expectation, answer: Answer, left: string, right: string): boolean {
  if (left === right) return true;
  if (!answer.ok || "error" in wanted || !("unknown" in wanted)) return false;
  return isSensitive(answer.value) === (wanted.sensitive === true);
}

/** Errors are the same where Terraform's text contains ours, signs and cases aside: of several mistakes, one that we tell is the one that it tells first. */
function sameError(wanted: string, answer: Answer): boolean {
  return !answer.ok && answer.errors.some((error) => plain(wanted).includes(plain(error)));
}

function plain(text: string): string {
  return text
    .replace(/ required, but have [a-z ]+?(?=[.;:]|$)/g, " required")
    .replace(/\bof (?:dynamic|any single type)\b/g, "of any")
    .replace(/[.:]/g, "")
    .replace(/\s+/g, " ")
    .toLowerCase();
}

export interface Explanation {
  readonly because: string;
  /** Matches the expression. */
  readonly expression?: RegExp;
  /** Matches what Terraform answers. */
  readonly wanted?: RegExp;
  /** Matches what we answer. */
  readonly got?: RegExp;
}

/** Why some answers differ from those of Terraform 1.11.4, in which the stored answers were given. */
export const EXPLANATIONS: readonly Explanation[] = [
  {
    expression: /^(?:list|map)\(/,
    because: "evaluated all the same: configurations from before Terraform 0.15 use them",
  },
  {
    expression: /^null \|\| true$/,
    because: "since Terraform 1.12 a logical operator is settled by one operand, whatever the other is",
  },
  {
    expression: /^format(?:list)?\("[^"]*%[sd]", null\)$/,
    wanted: /^unknown : dynamic$/,
    because:
      "an error since Terraform 1.12, as for a null with a type; before, any null without a type made the result unknown",
  },
  {
    expression: /\bpow\([^,]*, "?-?[0-9]*\.[0-9]+"?\)/,
    because: "the last bit of a fractional power depends on the processor that Terraform runs on (fused multiply-add)",
  },
  { expression: /base64gzip/, because: "compressed bytes depend on the compressor, so they are not known" },
  {
    wanted: /panic in function implementation/,
    got: /result is not a number|can't use modulo with zero and infinity|^"c" : string$/,
    because: "Terraform 1.11 panics inside the function; later versions say what is wrong",
  },
  {
    expression: /^range\(1, 4, 0\)$/,
    because: "Terraform misses its own check for a zero step and runs into the limit instead; both are errors",
  },
  {
    wanted: /the given value is has an invalid base64 symbol/,
    because: "a slip of the pen in Terraform 1.11's message",
  },
  { wanted: /trailing backslash at end of expression in \.$/, because: "Go names no expression there, re2js does" },
  {
    expression: /^yamldecode\(/,
    wanted: /^error: /,
    got: /^error: /,
    because: "YAML syntax errors are worded by js-yaml, not by libyaml",
  },
  {
    expression: /transpose\(/,
    wanted: /element "\w+": list of string required/,
    got: /element "\w+": list of string required/,
    because: "Terraform names any of the wrong elements, at random; we name the first",
  },
  {
    expression: /^(?:foo::bar|provider::aws::x|core::)/,
    wanted: /Unknown provider function/,
    because: "functions of providers are not known, and core:: is a namespace outside of the console",
  },
  {
    wanted: /Invalid index The given key does not identify an element in this collection value/,
    got: /^error: (?:Unsupported attribute|Missing map element|Invalid index)/,
    because: "we name the key that is missing, or how many elements there are",
  },
  {
    wanted:
      /Duplicate object key|Iteration over non-iterable|Null value as key|attribute from null|Invalid escape sequence/,
    got: /^error: /,
    because: "the same error in other words",
  },
  { expression: /^try\(/, wanted: /^error: /, got: /^error: /, because: "the same error in other words" },
  {
    expression: /^templatefile\(/,
    wanted: /vars map does not contain key|Invalid template interpolation value/,
    got: /^error: Call to function "templatefile" failed/,
    because: "errors inside a template are reported at the place in the template",
  },
  {
    wanted: /Reference to undeclared/,
    got: /is not declared/,
    because: "the same error in other words",
  },
];

export function isExplained({ expression, wanted, got }: Difference, explanation: Explanation): boolean {
  return (
    (explanation.expression?.test(expression) ?? true) &&
    (explanation.wanted?.test(wanted) ?? true) &&
    (explanation.got?.test(got) ?? true)
  );
}
