/** Changes of the filter rules of a folder, one at a time, each scanned and held against the scan of the source as it is. */
import { scan } from "../../src/index.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { unionOfPorts } from "../../src/sets/port-set.ts";
import { hasPort } from "../sets/has-port.ts";
import { inCopy } from "./copy.ts";
import { type FilterChange, FORMS, KINDS } from "./filter-change.ts";
import { CLAIMS, type Claim, claimsOf } from "./filter-claims.ts";
import type { Sources } from "./sources.ts";
import { templateFilters } from "./template-filters.ts";
import { terraformFilters } from "./terraform-filters.ts";

export interface Mutated {
  /** Those after which AWS or Terraform would still take the source. */
  readonly compared: readonly FilterChange[];
  /** How often each claim was held against a flow or a hop. */
  readonly held: Readonly<Partial<Record<Claim, number>>>;
  readonly contradictions: readonly { readonly by: string; readonly claim: Claim; readonly wrong: string }[];
}

export type Look = (directory: string, dialect: FilterChange["dialect"]) => Promise<ScanResult>;

/** Without the files of the other dialect, of which a change says nothing. */
const atDialect: Look = (directory, dialect) =>
  scan(directory, ["."], { exclude: dialect === "Terraform" ? ["**/*.yaml"] : ["**/*.tf"] });

/** `isChosen`: which of the changes of the folder are made. */
export function mutate(
  folder: string,
  isChosen: (change: FilterChange) => boolean = () => true,
  look: Look = atDialect,
): Promise<Mutated> {
  return inCopy(folder, async (copy) => {
    const before = {
      Terraform: await look(copy.directory, "Terraform"),
      CloudFormation: await look(copy.directory, "CloudFormation"),
    };
    const port = unneeded([...before.Terraform.flows, ...before.CloudFormation.flows]);
    const compared: FilterChange[] = [];
    const held: Partial<Record<Claim, number>> = {};
    const contradictions: Mutated["contradictions"][number][] = [];
    for (const change of filterChanges(copy.sources, port)) {
      if (!isChosen(change) || !copy.isValid(change)) continue;
      const was = before[change.dialect];
      const now = await copy.changed([change], () => look(copy.directory, change.dialect));
      if (errors(now) > errors(was)) continue;
      compared.push(change);
      for (const { claim, wrong } of claimsOf(change, was, now, port)) {
        held[claim] = (held[claim] ?? 0) + 1;
        if (wrong !== undefined) contradictions.push({ by: change.what, claim, wrong });
      }
    }
    return { compared, held, contradictions };
  });
}

/** The kinds of changes that were made in no folder, by the form of the rules, and the claims that were never held. */
export function neverSeen(all: readonly Mutated[]): readonly string[] {
  const compared = new Set(all.flatMap((one) => one.compared.map(({ kind, form }) => `${kind}, ${form}`)));
  const wanted = FORMS.flatMap((form) =>
    KINDS.filter((kind) => (kind === "a name dropped") === form.includes("names")).map((kind) => `${kind}, ${form}`),
  );
  const claims = CLAIMS.filter((claim) => all.every(({ held }) => held[claim] === undefined));
  return [...wanted.filter((one) => !compared.has(one)), ...claims];
}

export function filterChanges(sources: Sources, port: number): readonly FilterChange[] {
  return [...terraformFilters(sources, port), ...templateFilters(sources, port)];
}

function unneeded(flows: ScanResult["flows"]): number {
  const needed = unionOfPorts(flows.flatMap(({ required, hops }) => [required, ...hops.map((hop) => hop.required)]));
  let port = 1;
  while (hasPort(needed, port)) port += 1;
  return port;
}

function errors({ diagnostics }: ScanResult): number {
  return diagnostics.filter(({ severity }) => severity === "error").length;
}
