/** The findings of every world → each once, with the conditions under which it holds. */
import { conditions } from "../base/conditions.ts";
import type { Severity } from "../base/diagnostic.ts";
import type { Finding } from "./finding.ts";

export interface WorldFindings {
  readonly when: readonly string[];
  /** It departs from a parameter's default: what is only undetermined in it is not worth a word. */
  readonly alternative?: true;
  readonly findings: readonly Finding[];
}

/**
 * `when` is empty where a finding holds in all worlds, and the conditions that its worlds share where they say exactly when. What is wrong
 * only where a parameter is given another value than its default, or one of several where it has none, is one severity lower: no default
 * chooses it.
 */
export function mergeWorlds(worlds: readonly WorldFindings[]): Finding[] {
  const found = new Map<string, Merged>();
  for (const world of worlds) {
    const chosen = !isAlternative(world);
    for (const finding of world.findings) {
      if (!chosen && finding.verdict === "undetermined") continue;
      const same = found.get(finding.fingerprint);
      if (same === undefined) found.set(finding.fingerprint, { finding, worlds: [world] });
      else if (same.worlds.at(-1) === world) same.finding = withFlowsOf(same.finding, finding);
      else {
        if (chosen && same.worlds.every(isAlternative)) same.finding = finding;
        same.worlds.push(world);
      }
    }
  }
  const chosen = worlds.filter((world) => !isAlternative(world));
  const all = worlds.map(({ when }) => when);
  return [...found.values()].map(({ finding, worlds }) => ({
    ...finding,
    severity: chosen.every((world) => worlds.includes(world)) ? finding.severity : LOWER[finding.severity],
    when: conditions(
      worlds.map(({ when }) => when),
      all,
    ),
  }));
}

interface Merged {
  finding: Finding;
  /** Those in which it holds. */
  readonly worlds: WorldFindings[];
}

function isAlternative({ alternative }: WorldFindings): boolean {
  return alternative !== undefined;
}

/** Two entries of one service that say the same are one thing to correct. */
function withFlowsOf(finding: Finding, { flows }: Finding): Finding {
  return { ...finding, flows: [...new Set([...finding.flows, ...flows])] };
}

const LOWER: Readonly<Record<Severity, Severity>> = { error: "warning", warning: "note", note: "note" };
