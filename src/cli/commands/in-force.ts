/** What is in force: `reachlint rules` prints the list of rules, or the page of one, and `reachlint config` the settings with where each comes from. */
import { closest } from "../../base/closest.ts";
import { UsageError } from "../../base/diagnostic.ts";
import type { Rule } from "../../check/rule.ts";
import { renderSettings } from "../../configuration/render.ts";
import { findRules } from "../../find-rules.ts";
import { plain } from "../../report/escape.ts";
import { EXIT } from "../../report/exit-code.ts";
import { renderRulePage } from "../../report/rule-page.ts";
import { fold } from "../../report/text/lines.ts";
import { requestFor, requestOf, settingsFor } from "../asked.ts";
import type { RuleFlags, SettingFlags } from "../flags.ts";
import { knownWidth, writeOutput } from "../streams.ts";

/** Lines are broken for a terminal alone: elsewhere a program reads a rule a line, and a page as the Markdown that it is. */
export async function rulesCommand(ids: readonly string[], flags: RuleFlags): Promise<number> {
  const request = requestFor([], flags).rules;
  const rules = await findRules(process.cwd(), request);
  const columns = knownWidth();
  const [id] = ids;
  if (id === undefined) {
    await writeOutput(linesOf(listOf(rules, columns)));
    return EXIT.clean;
  }
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw noRule(id, rules, request.disable);
  const page = renderRulePage(rule);
  await writeOutput(linesOf(columns === undefined ? page : folded(page, columns)));
  return EXIT.clean;
}

/** Rules of a directory may be anybody's: their lines as they are safe to print. */
function linesOf(text: string): string {
  return text.split("\n").map(plain).join("\n");
}

function noRule(id: string, rules: readonly Rule[], disabled: readonly string[]): UsageError {
  if (disabled.includes(id))
    return new UsageError(`the rule ${id} is disabled`, "reachlint config prints where that is said");
  const meant = closest(
    id,
    rules.map((one) => one.id),
  );
  return new UsageError(
    `there is no rule ${id}`,
    meant === undefined ? "reachlint rules lists them" : `did you mean ${meant}? reachlint rules lists them`,
  );
}

/** Columns side by side; where they do not fit, each title below its rule. */
function listOf(rules: readonly Rule[], columns = Number.POSITIVE_INFINITY): string {
  const width = Math.max(0, ...rules.map((rule) => rule.id.length));
  const lines = rules.map((rule) => `${rule.id.padEnd(width)}  ${rule.severity.padEnd(7)}  ${rule.title}`);
  const narrow = rules.flatMap(({ id, severity, title }) => [
    `${id}  ${severity}`,
    ...fold(title, { width: columns }, "  "),
  ]);
  const fitting = lines.every((line) => line.length <= columns) ? lines : narrow;
  return fitting.map((line) => `${line}\n`).join("");
}

/** The paragraphs of a page in the width of the terminal; headings and links stay as they are. */
function folded(page: string, columns: number): string {
  const width = Math.min(columns, 100);
  const paragraphs = page.trimEnd().split(/\n{2,}/);
  const isText = (paragraph: string): boolean => !/^(?:[#|-]|```| {4})/m.test(paragraph);
  return `${paragraphs.map((one) => (isText(one) ? fold(one.replaceAll("\n", " "), { width }, "").join("\n") : one)).join("\n\n")}\n`;
}

export async function configCommand(paths: readonly string[], flags: SettingFlags): Promise<number> {
  const settings = settingsFor(paths, flags);
  // Rules that are not there, or not valid, are mistakes here as they are in a scan.
  await findRules(process.cwd(), requestOf(settings).rules);
  await writeOutput(renderSettings(settings));
  return EXIT.clean;
}
