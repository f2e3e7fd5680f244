/** `reachlint rules`: the list of rules, or the page of one. */
import { UsageError } from "../../base/diagnostic.ts";
import { findRules } from "../../find-rules.ts";
import { EXIT } from "../../report/exit-code.ts";
import { renderRulePage } from "../../report/rule-page.ts";
import { requestFor } from "../asked.ts";
import type { RuleFlags } from "../flags.ts";
import { writeOutput } from "../streams.ts";

export async function rulesCommand(ids: readonly string[], flags: RuleFlags): Promise<number> {
  const rules = await findRules(process.cwd(), requestFor([], flags).rules);
  const [id] = ids;
  if (id === undefined) {
    const width = Math.max(0, ...rules.map((rule) => rule.id.length));
    await writeOutput(
      rules.map((rule) => `${rule.id.padEnd(width)}  ${rule.severity.padEnd(7)}  ${rule.title}\n`).join(""),
    );
    return EXIT.clean;
  }
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new UsageError(`there is no rule ${id}`, "reachlint rules lists them");
  await writeOutput(renderRulePage(rule));
  return EXIT.clean;
}
