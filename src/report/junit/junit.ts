/**
 * The result of a scan → a report of tests in the form of JUnit, which every CI system shows: each flow is a test that passes where it is
 * reachable, fails where it is blocked, and is skipped where it is not known or accepted. What else is wrong is a test that fails.
 */
import { groupBy } from "../../base/collections.ts";
import type { Finding } from "../../check/finding.ts";
import type { Flow } from "../../reach/flow.ts";
import { xml } from "../escape.ts";
import { placeText, whereText } from "../location.ts";
import { type FindingGroup, type ScanResult, type ToldResult, told } from "../scan-result.ts";
import { causesOf, collapse, filterNames, HOP_NAMES, lineOf, openText } from "../words.ts";

/** A test of a suite. Readers know a test by its class and its name. */
interface TestCase {
  readonly suite: string;
  readonly className: string;
  readonly name: string;
  readonly file: string | undefined;
  readonly outcome?: Outcome;
}

/** What makes a test more than passed; the lines are for people. */
interface Outcome {
  readonly kind: "failure" | "error" | "skipped";
  readonly type?: string;
  readonly message: string;
  readonly lines: readonly string[];
}

/** A suite for each root. */
export function renderJunit(result: ScanResult): string {
  const shown = told(result);
  const cases = withNamesApart([
    ...shown.flows.map((flow) => flowCase(flow, shown)),
    ...otherCases(shown),
    ...unreadCases(shown),
  ]);
  const suites = [...groupBy(cases, ({ suite }) => suite)].map(([name, tests]) => [
    `  <testsuite name="${xml(name)}" ${totals(tests)} skipped="${countOf(tests, "skipped")}" time="0">`,
    ...tests.map(caseText),
    "  </testsuite>",
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="reachlint" ${totals(cases)} time="0">`,
    ...suites.flat(),
    "</testsuites>",
    "",
  ].join("\n");
}

function totals(cases: readonly TestCase[]): string {
  return `tests="${cases.length}" failures="${countOf(cases, "failure")}" errors="${countOf(cases, "error")}"`;
}

function countOf(cases: readonly TestCase[], kind: Outcome["kind"]): number {
  return cases.filter(({ outcome }) => outcome?.kind === kind).length;
}

/** Of tests with one name readers keep the first: the others get a number. */
function withNamesApart(cases: readonly TestCase[]): readonly TestCase[] {
  const groups = groupBy(cases, ({ className, name }) => JSON.stringify([className, name]));
  return cases.map((one) => {
    const same = groups.get(JSON.stringify([one.className, one.name]))!;
    const at = same.indexOf(one);
    return at === 0 ? one : { ...one, name: `${one.name} (${at + 1})` };
  });
}

function isBroken({ verdict }: Flow): boolean {
  return verdict === "blocked" || verdict === "partial";
}

function flowCase(flow: Flow, shown: ToldResult): TestCase {
  const test = {
    suite: flow.root,
    className: flow.root,
    name: lineOf([flow], false),
    file: flow.service.span.file.path,
  };
  if (flow.verdict === "reachable") return test;
  if (!isBroken(flow)) return { ...test, outcome: undecided(flow) };
  const about = shown.violations.filter(({ flows }) => flows.includes(flow));
  if (about.length === 0)
    return { ...test, outcome: { kind: "skipped", message: "accepted, or in the baseline", lines: [] } };
  const lines = [...about.flatMap(findingLines), ...hopLines(flow)];
  return { ...test, outcome: { kind: "failure", type: flow.verdict, message: about[0]!.message, lines } };
}

function undecided({ because }: Flow): Outcome {
  const causes = [...causesOf(because).values()].map(({ cause }) => cause);
  const lines = causes.map(({ text, hint }) => (hint === undefined ? text : `${text}: ${hint}`));
  return { kind: "skipped", message: `undetermined: ${lines.join("; ")}`, lines: [] };
}

function findingLines({ ruleId, severity, message, span, repair }: Finding): readonly string[] {
  const line = `${placeText(span)}: ${severity}: ${message} [${ruleId}]`;
  return repair === undefined ? [line] : [line, `repair: ${repair}`];
}

function hopLines({ hops, obstacles = [] }: Flow): readonly string[] {
  return [
    ...collapse(hops).map(({ hop }) => `${HOP_NAMES[hop.kind]}: ${filterNames(hop)}: ${openText(hop)}`),
    ...obstacles.map(({ text }) => text),
  ];
}

/** Defects that are told by no flow. */
function otherCases({ defects }: ToldResult): readonly TestCase[] {
  return defects.filter((group) => !group.some(({ flows }) => flows.some(isBroken))).map(defectCase);
}

function defectCase(group: FindingGroup): TestCase {
  const [{ ruleId, severity, message, span, nodes }] = group;
  return {
    suite: nodes[0]?.root ?? "findings",
    className: ruleId,
    name: `${placeText(span)} ${message}`,
    file: span.file.path,
    outcome: { kind: "failure", type: severity, message, lines: group.flatMap(findingLines) },
  };
}

function unreadCases({ unread }: ToldResult): readonly TestCase[] {
  return unread.map((diagnostic) => {
    const { code, message, hint, span, path = span?.file.path } = diagnostic;
    const where = whereText(diagnostic);
    const name = where === undefined ? message : `${where} ${message}`;
    const lines = hint === undefined ? [] : [hint];
    return {
      suite: "inputs",
      className: code,
      name,
      file: path,
      outcome: { kind: "error", type: code, message, lines },
    };
  });
}

function caseText({ className, name, file, outcome }: TestCase): string {
  const where = file === undefined ? "" : ` file="${xml(file)}"`;
  const head = `    <testcase classname="${xml(className)}" name="${xml(name)}"${where} time="0"`;
  if (outcome === undefined) return `${head}/>`;
  const { kind, type, message, lines } = outcome;
  const said = `<${kind} message="${xml(message)}"${type === undefined ? "" : ` type="${xml(type)}"`}`;
  const inside = lines.length === 0 ? `${said}/>` : `${said}>${lines.map(xml).join("\n")}</${kind}>`;
  return `${head}>\n      ${inside}\n    </testcase>`;
}
