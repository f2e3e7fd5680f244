/** The findings of every world that files of values make of a root → each once, with the files with which it holds. */
import { createHash } from "node:crypto";
import { groupBy } from "../base/collections.ts";
import { conditions } from "../base/conditions.ts";
import { SEVERITIES } from "../base/diagnostic.ts";
import type { Flow } from "../reach/flow.ts";
import type { Finding } from "./finding.ts";

export interface FindingsOfGiving {
  /** `with env/prod.tfvars` */
  readonly label: string;
  readonly findings: readonly Finding[];
}

/**
 * Each world is one that somebody deploys, so that what is wrong in one of them is as grave as if it were so in all. The same at the same place
 * is one finding; what differs in what it says or where is several, though one rule finds it of the same things. `told`: a flow as it is told of all worlds.
 */
export function mergeGivings(givings: readonly FindingsOfGiving[], told: (flow: Flow) => Flow): readonly Finding[] {
  const all = givings.map(({ label }) => [label]);
  const found = givings.flatMap(({ label, findings }) => findings.map((finding) => ({ label, finding })));
  return [...groupBy(found, ({ finding }) => finding.fingerprint)].flatMap(([fingerprint, alike]) => {
    const variants = [...groupBy(alike, ({ finding }) => saying(finding)).values()];
    return variants.map((same, at): Finding => {
      const [{ finding }] = same;
      const flows = [...new Set(same.flatMap((one) => one.finding.flows.map(told)))];
      return {
        ...finding,
        severity: SEVERITIES.find((severity) => same.some((one) => one.finding.severity === severity))!,
        fingerprint: at === 0 ? fingerprint : another(fingerprint, at),
        flow: finding.flow && flows[0],
        flows,
        when: [
          ...finding.when,
          ...conditions(
            same.map(({ label }) => [label]),
            all,
          ),
        ],
      };
    });
  });
}

function saying({ message, span, when, repair }: Finding): string {
  return JSON.stringify([message, span.file.path, span.start, span.end, when, repair]);
}

/** No two findings have one fingerprint. */
function another(fingerprint: string, at: number): string {
  return createHash("sha256").update(`${fingerprint} ${at}`).digest("hex").slice(0, 32);
}
