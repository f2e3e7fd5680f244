/** The findings of every world of an estate → each once, with the conditions under which it holds. */
import { conditions } from "../base/conditions.ts";
import type { Finding } from "./finding.ts";

export interface WorldFindings {
  readonly when: readonly string[];
  /** It departs from a parameter's default: what is only open in it is not worth a word. */
  readonly alternative?: true;
  readonly findings: readonly Finding[];
}

/** `when` is empty where a finding holds in all worlds, and the conditions that its worlds share where they say exactly when. */
export function mergeWorlds(worlds: readonly WorldFindings[]): Finding[] {
  const found = new Map<string, { readonly finding: Finding; readonly when: (readonly string[])[] }>();
  for (const { when, alternative, findings } of worlds) {
    for (const finding of findings) {
      if (alternative && finding.verdict === "undetermined") continue;
      const same = found.get(finding.fingerprint);
      if (same === undefined) found.set(finding.fingerprint, { finding, when: [when] });
      else if (same.when.at(-1) !== when) same.when.push(when);
    }
  }
  const all = worlds.map(({ when }) => when);
  return [...found.values()].map(({ finding, when }) => ({ ...finding, when: conditions(when, all) }));
}
