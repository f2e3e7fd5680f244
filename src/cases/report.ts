/** What `reachlint test` tells: each place at which a case differs, what a rule has no case of, and the sum. */
import { plain } from "../report/escape.ts";
import { fold } from "../report/text/lines.ts";
import { count } from "../report/words.ts";
import type { CaseRun, Difference, Statement } from "./run-case.ts";

export interface TestedCase extends CaseRun {
  readonly differences: readonly Difference[];
}

const WIDTH = 80;

/** `rules`: the ids of those that are tested; `running`: of all that run. */
export function renderTest(cases: readonly TestedCase[], rules: readonly string[], running: readonly string[]): string {
  const blocks = cases.flatMap((one) => one.differences.map((difference) => differenceLines(one, difference, running)));
  const notes = rules
    .flatMap((rule) => lacking(rule, cases))
    .map((note) => fold(`note: ${note}`, { width: WIDTH }, ""));
  const differing = cases.filter(({ differences }) => differences.length > 0).length;
  const sum = differing === 0 ? "as expected" : `${differing} ${differing === 1 ? "differs" : "differ"}`;
  const tested = new Set(cases.map((one) => one.case.rule)).size;
  const last = `${count(cases.length, "case")} of ${count(tested, "rule")}: ${sum}`;
  return [...blocks.map((lines) => [...lines, ""]), ...notes, [last]]
    .flat()
    .map((line) => `${line}\n`)
    .join("");
}

function differenceLines(
  { case: { path } }: CaseRun,
  { file, line, missing, unexpected }: Difference,
  running: readonly string[],
): readonly string[] {
  const place = [path, ...(file === undefined || file === "." ? [] : [file])].join("/");
  return [
    plain(line === undefined ? place : `${place}:${line}`),
    ...sideLines("expected", missing, ({ word, name }) =>
      word === "diagnosed" || running.includes(name) ? undefined : "no rule of this name runs",
    ),
    ...sideLines("found", unexpected, ({ message }) => message),
  ];
}

function sideLines(
  title: string,
  statements: readonly Statement[],
  about: (statement: Statement) => string | undefined,
): readonly string[] {
  const margin = " ".repeat(12);
  const lines = statements.flatMap((one) => {
    const text = about(one);
    const said = plain(`${one.word} ${one.name}`);
    return [margin + said, ...(text === undefined ? [] : fold(plain(text), { width: WIDTH }, `${margin}  `))];
  });
  const [first, ...rest] = lines.length === 0 ? [`${margin}nothing`] : lines;
  return [`  ${title.padEnd(10)}${first!.slice(margin.length)}`, ...rest];
}

/** A rule of which no case is violated may never speak, and one of which none is clean may always. */
function lacking(rule: string, cases: readonly TestedCase[]): readonly string[] {
  const own = cases.filter((one) => one.case.rule === rule);
  if (own.length === 0) return [`${rule} has no case`];
  const of = own.map(({ expected }) => expected.filter(({ name }) => name === rule));
  const kinds = [
    ["violated", of.some((all) => all.some(({ word }) => word === "violated"))],
    ["clean", of.some((all) => all.length === 0)],
  ] as const;
  return kinds.flatMap(([kind, isThere]) => (isThere ? [] : [`${rule} has no ${kind} case`]));
}
