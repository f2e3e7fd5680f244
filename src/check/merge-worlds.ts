/** The findings of every world of an estate → each once, with the conditions under which it holds. */
import { conditions } from "../base/conditions.ts";
import type { Severity } from "../base/diagnostic.ts";
import type { Finding } from "./finding.ts";

export interface WorldFindings {
  readonly when: readonly string[];
  /** It departs from a parameter's default: what is only open in it is not worth a word. */
  readonly alternative?: true;
  readonly findings: readonly Finding[];
}

/**
 * `when` is empty where a finding holds in all worlds, and the conditions that its worlds share where they say exactly when. What is wrong
 * only where a parameter is given another value than its default is one severity lower.
 */
export function mergeWorlds(worlds: readonly WorldFindings[]): Finding[] {
  const found = new Map<string, { finding: Finding; chosen: boolean; readonly when: (readonly string[])[] }>();
  for (const { when, alternative, findings } of worlds) {
    const chosen = alternative === undefined;
    for (const finding of findings) {
      if (!chosen && finding.verdict === "undetermined") continue;
      const same = found.get(finding.fingerprint);
      if (same === undefined) found.set(finding.fingerprint, { finding, chosen, when: [when] });
      else {
        if (same.when.at(-1) === when) Object.assign(same, { finding: withFlowsOf(same.finding, finding) });
        else same.when.push(when);
        if (chosen && !same.chosen) Object.assign(same, { finding, chosen });
      }
    }
  }
  const all = worlds.map(({ when }) => when);
  return [...found.values()].map(({ finding, chosen, when }) => ({
    ...finding,
    severity: chosen ? finding.severity : LOWER[finding.severity],
    when: conditions(when, all),
  }));
}

/** Two entries of one service that say the same are one thing to correct. */
function withFlowsOf(finding: Finding, { flows }: Finding): Finding {
  return { ...finding, flows: [...new Set([...finding.flows, ...flows])] };
}

const LOWER: Readonly<Record<Severity, Severity>> = { error: "warning", warning: "note", note: "note" };
