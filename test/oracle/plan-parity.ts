/** A root as we evaluate it and the plan that the real terraform made of it → where the two disagree. */

import { numberText } from "../../src/base/number-text.ts";
import type { UnknownValue, Value } from "../../src/base/value.ts";
import { rootUnknowns } from "../../src/base/value.ts";
import type { Resource, ResourceBody } from "../../src/evaluate/resource.ts";
import type { ModuleInstance } from "../../src/evaluate/terraform/instances/module-instance.ts";
import type { RootEvaluation } from "../../src/evaluate/terraform/instances/root-evaluation.ts";

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What `terraform show -json` prints, as far as it is compared. */
export interface Plan {
  readonly planned_values?: { readonly root_module?: PlannedModule };
  readonly prior_state?: { readonly values?: { readonly root_module?: PlannedModule } };
}

interface PlannedModule {
  readonly resources?: readonly {
    readonly address: string;
    readonly mode: string;
    readonly type: string;
    readonly values?: Json;
  }[];
  readonly child_modules?: readonly PlannedModule[];
}

/** The locals and variables of each module instance as Terraform saw them; `unknown` mirrors their shape. */
export interface ModuleValues {
  readonly [address: string]: { readonly value: Json; readonly unknown: Json };
}

export interface Difference {
  readonly where: string;
  readonly ours: string;
  readonly theirs: string;
}

export interface Parity {
  readonly differences: readonly Difference[];
  /** How many values were compared, and how many were not because they come from outside (data sources, remote state). */
  readonly compared: number;
  readonly external: number;
}

export function compareRoot(root: RootEvaluation, plan: Plan, values: ModuleValues | undefined): Parity {
  const comparison = new Comparison();
  const resources = root.resources();
  compareAddresses(resources, plan, comparison);
  comparison.resources(resources, plan);
  if (values !== undefined)
    for (const module of root.modules()) comparison.module(module, root, values[module.address]);
  return comparison;
}

function plannedResources(module: PlannedModule | undefined): NonNullable<PlannedModule["resources"]> {
  return [...(module?.resources ?? []), ...(module?.child_modules ?? []).flatMap(plannedResources)];
}

function compareAddresses(resources: readonly Resource[], plan: Plan, comparison: Comparison): void {
  const managed = plannedResources(plan.planned_values?.root_module).filter(
    ({ mode, address }) => mode === "managed" && !address.includes("tforacle"),
  );
  const theirs = new Set(managed.map(({ address }) => address));
  const ours = resources.filter((resource) => resource.mode === "managed" && !resource.address.includes("tforacle"));
  const open = ours.filter((resource) => resource.exists !== true && isExternal(resource.exists));
  const prefixes = open.map((resource) => resource.address.replace(/\[[^\]]*\].*$/, "["));
  for (const { address, exists } of ours) {
    if (exists !== true && isExternal(exists)) comparison.external++;
    else if (exists !== true)
      comparison.differ(address, `may exist (${exists.symbol})`, theirs.has(address) ? "exists" : "does not exist");
    else comparison.check(theirs.has(address), address, "exists", "does not exist");
  }
  const known = new Set(ours.map(({ address }) => address));
  for (const address of theirs) {
    if (known.has(address) || prefixes.some((prefix) => address.startsWith(prefix))) continue;
    comparison.differ(address, "does not exist", "exists");
  }
}

/** The oracle does not render policy documents and cloud-init: it puts these texts in their place. */
function isPlaceholder(ours: Value, theirs: Json): boolean {
  if (ours.kind !== "string" && ours.kind !== "unknown") return false;
  return theirs === "CLOUDINIT" || (theirs === "{}" && ours.kind === "string" && ours.value.startsWith("{"));
}

/** Unknown because of something that only the outside world says. */
function isExternal(unknown: UnknownValue): boolean {
  const roots = rootUnknowns(unknown);
  return (
    roots.length > 0 &&
    roots.every(({ cause }) => cause.kind === "external" || cause.kind === "impure" || cause.kind === "computed")
  );
}

class Comparison implements Parity {
  readonly differences: Difference[] = [];
  compared = 0;
  external = 0;

  differ(where: string, ours: string, theirs: string): void {
    this.compared++;
    this.differences.push({ where, ours: ours.slice(0, 300), theirs: theirs.slice(0, 300) });
  }

  check(agrees: boolean, where: string, ours: string, theirs: string): void {
    if (agrees) this.compared++;
    else this.differ(where, ours, theirs);
  }

  module(module: ModuleInstance, root: RootEvaluation, values: ModuleValues[string] | undefined): void {
    if (values === undefined) return;
    for (const [kind, names] of [
      ["local", module.configuration.locals.keys()],
      ["var", module.configuration.variables.keys()],
    ] as const) {
      for (const name of names) {
        const ours = kind === "local" ? module.local(name) : module.variable(name);
        const theirs = member(member(values.value, kind), name);
        const unknown = member(member(values.unknown, kind), name);
        const where = `${module.address === "" ? "" : `${module.address}.`}${kind}.${name}`;
        if (ours !== undefined) this.value(where, ours, theirs ?? null, unknown ?? false, root);
      }
    }
  }

  resources(resources: readonly Resource[], plan: Plan): void {
    const planned = new Map(plannedResources(plan.planned_values?.root_module).map((one) => [one.address, one]));
    for (const { address, body, exists } of resources) {
      const theirs = planned.get(address)?.values;
      if (exists === true && theirs !== undefined) this.body(address, body, theirs);
    }
  }

  body(where: string, body: ResourceBody, theirs: Json): void {
    for (const [name, { value }] of body.attributes) {
      const planned = member(theirs, name);
      if (planned !== undefined && planned !== null) this.value(`${where}.${name}`, value, planned, false, undefined);
    }
    const types = new Set(body.blocks.map((block) => block.type));
    for (const type of types) {
      const planned = member(theirs, type);
      if (planned === undefined || planned === null || body.furtherBlocks.has(type)) continue;
      const all = Array.isArray(planned) ? (planned as readonly Json[]) : [planned];
      for (const [index, block] of body.blocks.filter((one) => one.type === type).entries()) {
        if (block.exists !== true) continue;
        const place = `${where}.${type}[${index}]`;
        if (all.length === 0) this.differ(place, "a block", "none");
        else this.best(all, (trial, candidate) => trial.body(place, block.body, candidate));
      }
    }
  }

  /** Counts the comparison with that candidate which it differs from least. */
  best(candidates: readonly Json[], compare: (trial: Comparison, candidate: Json) => void): void {
    const trials = candidates.map((candidate) => {
      const trial = new Comparison();
      compare(trial, candidate);
      return trial;
    });
    const [other] = trials.sort((a, b) => a.differences.length - b.differences.length);
    if (other === undefined) return;
    this.differences.push(...other.differences);
    this.compared += other.compared;
    this.external += other.external;
  }

  value(where: string, ours: Value, theirs: Json, unknown: Json, root: RootEvaluation | undefined): void {
    if (unknown === true) return;
    if (ours.kind === "unknown") {
      const whole = root?.whole(ours);
      if (whole !== undefined && whole.kind === "map" && whole.rest === undefined)
        this.value(where, whole, theirs, unknown, root);
      else if (isExternal(ours)) this.external++;
      else this.differ(where, `unknown ${ours.symbol}: ${ours.cause.text}`, JSON.stringify(theirs));
    } else if (ours.kind === "text") {
      if (ours.parts.every((part) => typeof part === "string" || isExternal(part))) this.external++;
      else
        this.differ(
          where,
          JSON.stringify(ours.parts.map((part) => (typeof part === "string" ? part : part.symbol))),
          JSON.stringify(theirs),
        );
    } else if (isPlaceholder(ours, theirs)) this.external++;
    else if (ours.kind === "list") this.list(where, ours, theirs, unknown, root);
    else if (ours.kind === "map") this.map(where, ours, theirs, unknown, root);
    else
      this.check(
        scalarText(ours) === (theirs === null ? "null" : String(theirs)),
        where,
        scalarText(ours),
        JSON.stringify(theirs),
      );
  }

  list(
    where: string,
    ours: Extract<Value, { kind: "list" }>,
    theirs: Json,
    unknown: Json,
    root: RootEvaluation | undefined,
  ): void {
    if (ours.rest !== undefined) {
      if (isExternal(ours.rest)) this.external++;
      else this.differ(where, `a list that goes on (${ours.rest.symbol})`, JSON.stringify(theirs));
      return;
    }
    if (!Array.isArray(theirs)) {
      this.differ(where, "a list", JSON.stringify(theirs));
      return;
    }
    const list = theirs as readonly Json[];
    const sorted =
      root === undefined && ours.elements.every((element) => element.kind === "string" || element.kind === "number");
    if (sorted) {
      const left = [...new Set(ours.elements.map(scalarText))].sort();
      const right = [...new Set(list.map(String))].sort();
      this.check(JSON.stringify(left) === JSON.stringify(right), where, JSON.stringify(left), JSON.stringify(right));
      return;
    }
    if (ours.elements.length !== list.length) {
      if (root !== undefined || !ours.elements.some((element) => element.kind === "unknown")) {
        this.differ(where, `${ours.elements.length} elements`, JSON.stringify(theirs));
      }
      return;
    }
    // An argument may be a set, which the plan has in an order of its own.
    if (root === undefined) {
      for (const [index, element] of ours.elements.entries()) {
        this.best(list, (trial, candidate) => trial.value(`${where}[${index}]`, element, candidate, false, undefined));
      }
      return;
    }
    for (const [index, element] of ours.elements.entries()) {
      this.value(`${where}[${index}]`, element, list[index] ?? null, member(unknown, index) ?? false, root);
    }
  }

  map(
    where: string,
    ours: Extract<Value, { kind: "map" }>,
    theirs: Json,
    unknown: Json,
    root: RootEvaluation | undefined,
  ): void {
    if (ours.rest !== undefined && !isExternal(ours.rest)) {
      this.differ(where, `a map that goes on (${ours.rest.symbol})`, JSON.stringify(theirs));
      return;
    }
    if (typeof theirs !== "object" || theirs === null || Array.isArray(theirs)) {
      this.differ(where, "a map", JSON.stringify(theirs));
      return;
    }
    for (const [key, entry] of ours.entries) {
      const open = member(unknown, key) ?? false;
      const planned = member(theirs, key);
      if (planned === undefined && root === undefined) continue;
      if (planned === undefined && open === false) this.differ(`${where}.${key}`, "there", "absent");
      else this.value(`${where}.${key}`, entry, planned ?? null, open, root);
    }
    if (ours.rest !== undefined) return;
    for (const key of Object.keys(theirs))
      if (!ours.entries.has(key) && root !== undefined) this.differ(`${where}.${key}`, "absent", "there");
  }
}

function scalarText(value: Value): string {
  if (value.kind === "number") return numberText(value);
  return value.kind === "string" || value.kind === "bool" ? String(value.value) : value.kind;
}

function member(json: Json | undefined, key: string | number): Json | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  return (json as { readonly [key: string]: Json })[key];
}
