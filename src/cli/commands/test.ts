/** `reachlint test`: runs the cases of rules, and tells where one differs from its annotations. */
import { resolve } from "node:path";
import { closest } from "../../base/closest.ts";
import { UsageError } from "../../base/diagnostic.ts";
import { renderTest, type TestedCase } from "../../cases/report.ts";
import { differencesOf, runCase } from "../../cases/run-case.ts";
import { builtinRules } from "../../check/builtin-rules.generated.ts";
import { findRuleCases, type RuleCase } from "../../discover/rule-files.ts";
import { findRules } from "../../find-rules.ts";
import { EXIT } from "../../report/exit-code.ts";
import { requestFor } from "../asked.ts";
import type { RuleFlags } from "../flags.ts";
import { writeOutput } from "../streams.ts";

/** Tested are the rules that the user adds, and those that have cases: new built-in rules do not change what is expected. */
export async function testCommand([directory = "."]: readonly string[], flags: RuleFlags): Promise<number> {
  const here = process.cwd();
  const request = requestFor([directory], flags).rules;
  const running = (await findRules(here, request)).map(({ id }) => id);
  const cases = findRuleCases(here, directory);
  refuseOtherNames(cases, running);
  const added = running.filter((id) => !builtinRules.some((rule) => rule.id === id));
  const rules = [...new Set([...cases.map(({ rule }) => rule), ...added])].sort();
  const options = { ...request, rules: request.directories.map((one) => resolve(here, one)) };
  const tested: TestedCase[] = [];
  for (const one of cases) {
    const run = await runCase(one, options);
    tested.push({ ...run, differences: differencesOf(run, (rule) => rules.includes(rule)) });
  }
  await writeOutput(renderTest(tested, rules, running));
  return tested.some(({ differences }) => differences.length > 0) ? EXIT.findings : EXIT.clean;
}

/** A misspelt folder would test nothing of the rule that is meant. */
function refuseOtherNames(cases: readonly RuleCase[], running: readonly string[]): void {
  const wrong = cases.find(({ rule }) => !running.includes(rule));
  if (wrong === undefined) return;
  const meant = closest(wrong.rule, running);
  throw new UsageError(
    `the cases ${wrong.path} are of ${wrong.rule}, and no rule of this name runs`,
    meant === undefined ? "--rules DIR adds rules; reachlint rules lists those that run" : `did you mean ${meant}?`,
  );
}
