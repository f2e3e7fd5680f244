/** `data.terraform_remote_state` into the outputs of the root of the scan that writes that state. */

import { remembered } from "../../../base/collections.ts";
import type { Span } from "../../../base/source-file.ts";
import { rootUnknowns, type UnknownValue, type Value } from "../../../base/value.ts";
import { makeUnknown, unknownsIn } from "../../../values/unknown.ts";
import type { ModuleLoader } from "../configuration/module-configuration.ts";
import { WORKSPACE } from "../configuration/workspace-use.ts";
import type { Reason } from "../instances/find.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { IN_A_PLAN, IN_AN_INDEX } from "../language/unknowns.ts";
import type { DataReading } from "./data-source.ts";
import { comparedWith, STATE_PARTS, type StateIdentity, stateOf, stateReadBy } from "./state-identity.ts";
import { settlingOf } from "./what-is-open.ts";
import { WrittenStates } from "./written-states.ts";

/** All else is an output: inside `outputs`, and up to Terraform 0.11 an attribute of its own. */
const ARGUMENTS: ReadonlySet<string> = new Set(["id", "backend", "config", "defaults", "workspace"]);

export function remoteState(reading: DataReading): Value | undefined {
  const { root, instance, name } = reading;
  if (instance.configured(name) !== undefined) return undefined;
  const target = root.linkedState(instance.address, () => findState(root, instance));
  const span = instance.declaration.block.headerSpan;
  if (target !== undefined) return name === "outputs" ? target.stateRead(span) : target.module.output(name);
  if (ARGUMENTS.has(name)) return undefined;
  return root.plan?.attribute(instance.address, name) ?? ofDeployed(reading) ?? notFound(reading, span);
}

/** What was printed of the state, where a file is named by its key; not of a workspace, whose state has another one. */
function ofDeployed({ root, instance, name }: DataReading): Value | undefined {
  const states = root.input.deployed?.states;
  const { parts: places, workspace } = stateReadBy(instance, root);
  if (states === undefined || (workspace !== undefined && !isText(workspace, "default"))) return undefined;
  const parts = [...places].flatMap(([name, part]) => (PLACE.has(name) ? [part] : []));
  if (parts.length === 0 || !parts.every((part) => part?.kind === "string")) return undefined;
  const texts = parts.map(({ value }) => value.replace(/^\/+/, ""));
  const outputs = states.get(texts.join("/")) ?? states.get(texts.at(-1)!);
  if (outputs === undefined) return undefined;
  root.assume("remote-state", `${instance.address} is the state of which a file was written`);
  return name === "outputs" ? { kind: "map", shape: "object", entries: outputs } : outputs.get(name);
}

/** What a file is named by; not by the service that keeps it. */
const PLACE: ReadonlySet<string> = new Set([...[...STATE_PARTS.values()].flat(), "name"]);

function isText(value: Value, text: string): boolean {
  return value.kind === "string" && value.value === text;
}

/** For the budget: what it takes to compare two states. */
const WEIGHT_OF_A_COMPARISON = 4;

function findState(root: RootEvaluation, instance: DataReading["instance"]): RootEvaluation | undefined {
  if (root.input.options.strict) return undefined;
  const wanted = stateReadBy(instance, root);
  const writers = writersBeside(root, wanted);
  const { budget } = root.scopeOf(root.module);
  if (budget.pay(WEIGHT_OF_A_COMPARISON * writers.length, instance.declaration.block.headerSpan)) return undefined;
  const own: RootEvaluation[] = [];
  const offered: RootEvaluation[] = [];
  for (const other of writers) {
    if (isRead(wanted, other)) (other.unit?.offered === undefined ? own : offered).push(other);
    if (own.length > 1) break;
  }
  const [found, second] = own.length > 0 ? own : offered;
  if (found === undefined || second !== undefined) return undefined;
  const { workspace } = comparedWith(wanted, stateOf(found));
  const name = workspace && nameOf(workspace);
  if (name !== undefined && stateOf(found).workspace === undefined) {
    standing(root).set(found.id, name);
    if (workspace?.kind === "string" && workspace.value !== (root.input.options.workspace ?? "default")) {
      const text = `${found.path} is the same in the workspace ${workspace.value}, which ${instance.address} reads`;
      root.assume("remote-state", text);
    }
  }
  return found;
}

/** Whether the root is what made the state. */
function isRead(wanted: StateIdentity, other: RootEvaluation): boolean {
  const { place, workspace } = comparedWith(wanted, stateOf(other));
  if (place !== "true" || workspace === undefined) return place === "true";
  const wantedName = nameOf(workspace);
  return wantedName !== undefined && (workspaceOf(other) ?? wantedName) === wantedName;
}

/** Where the workspace of the whole scan is left open it is one of its own; undefined where it is another that is not known. */
function nameOf(workspace: Value): string | undefined {
  if (workspace.kind === "string") return workspace.value;
  return workspace.kind === "unknown" && workspace.symbol === WORKSPACE ? `<${WORKSPACE}>` : undefined;
}

/**
 * The workspace of which a root is the deployment: where something in it asks for the workspace, that in which it is evaluated. One that asks for
 * none may be that of any, but of one only: the first in which it is read; undefined where it is not yet.
 */
function workspaceOf(root: RootEvaluation): string | undefined {
  const evaluated = stateOf(root).workspace;
  return evaluated === undefined ? standing(root).get(root.id) : (nameOf(evaluated) ?? NOT_KNOWN);
}

/** No workspace is called so. */
const NOT_KNOWN = "<not known>";

/** Of roots that ask for no workspace, by their ids, the one in which they are read; shared by all evaluations of a scan. */
const standingFor = new WeakMap<ModuleLoader, Map<string, string>>();

/** The same where the workspace of the scan is left open. */
const standingInAny: typeof standingFor = new WeakMap();

function standing({ loader, input }: RootEvaluation): Map<string, string> {
  return remembered(input.isWorkspaceOpen === true ? standingInAny : standingFor, loader, () => new Map());
}

/** The other roots that may write a state. */
function writersBeside(root: RootEvaluation, wanted: StateIdentity): readonly RootEvaluation[] {
  const roots = root.scan.roots();
  const written = remembered(writtenBy, roots, () => new WrittenStates(roots, stateOf));
  return written.thatMayBe(wanted).filter((other) => other !== root);
}

/** By all roots of a scan. */
const writtenBy = new WeakMap<readonly RootEvaluation[], WrittenStates<RootEvaluation>>();

/** Says what keeps the state from being one of the scan: what is not known of it, or that no root writes it. */
function notFound({ root, instance, symbol, name }: DataReading, span: Span): UnknownValue {
  const wanted = stateReadBy(instance, root);
  const state = `the remote state that ${instance.address} reads`;
  const why = root.input.options.strict
    ? { text: `--strict does not look for ${state}`, hint: `leave out --strict, or ${IN_A_PLAN}` }
    : (unknownPart(wanted, state) ??
      ofAnother(wanted, state, root) ??
      writers(wanted, state, writersBeside(root, wanted)));
  return makeUnknown({
    cause: { kind: "external", ...why, span },
    symbol: `${symbol}.${name}`,
    notNull: true,
  });
}

const SCAN_IT = `scan the directory that writes it too, ${IN_AN_INDEX}, or ${IN_A_PLAN}`;

/** The data source itself does not say which state it is. */
function unknownPart(wanted: StateIdentity, state: string): Reason | undefined {
  for (const [name, part] of [...wanted.parts, ["workspace", wanted.workspace] as const]) {
    if (part === undefined || part.kind === "string") continue;
    const [unknown] = unknownsIn(part).flatMap(rootUnknowns);
    const why = unknown === undefined ? "" : `: ${unknown.cause.text}`;
    const settling = settlingOf(unknown);
    const hint = settling === undefined ? SCAN_IT : `${settling.hint}; and ${SCAN_IT}`;
    return { text: `the ${name} of ${state} is not known${why}`, ...settling, hint };
  }
  return undefined;
}

/** A root of the scan writes the state of another workspace. */
function ofAnother(wanted: StateIdentity, state: string, root: RootEvaluation): Reason | undefined {
  const others = writersBeside(root, wanted)
    .slice(0, MOST_COMPARED)
    .map((other) => ({ other, ...comparedWith(wanted, stateOf(other)) }));
  const found = others.find(({ other, place }) => place === "true" && !isRead(wanted, other));
  if (found?.workspace?.kind !== "string") return undefined;
  const { other, workspace } = found;
  const name = workspace.value;
  const here = workspaceOf(other);
  const asIndex = `write an index of ${other.path} with reachlint index --workspace ${name}, and give it with --index`;
  const isFixed = root.input.options.workspace !== undefined || stateOf(other).workspace === undefined;
  return {
    text: `${state} is that of the workspace ${name}, and ${other.path} is taken for what is in ${here}`,
    hint: isFixed ? asIndex : `scan with --workspace ${name}, or ${asIndex}`,
  };
}

function writers(wanted: StateIdentity, state: string, others: readonly RootEvaluation[]): Reason {
  const compared = others.slice(0, MOST_COMPARED);
  const possible = compared.filter((other) => comparedWith(wanted, stateOf(other)).place !== "false");
  const [first] = possible;
  if (first === undefined) return { text: `no scanned directory writes ${state}`, hint: SCAN_IT };
  const more = possible.length - MOST_NAMED + others.length - compared.length;
  const paths = possible.slice(0, MOST_NAMED).map(({ path }) => path);
  const names = more > 0 ? `${paths.join(", ")} and ${more} more` : paths.join(" and ");
  const [meant, ...rivals] = possible.length === 1 ? possible : possible.filter(({ path }) => isNamedIn(path, wanted));
  const missing = [...stateOf(meant ?? first).parts].flatMap(([name, part]) => (part?.kind === "string" ? [] : [name]));
  if (missing.length === 0) return { text: `${names} write ${state}`, hint: "scan only the one that is meant" };
  const parts = missing.join(" and ");
  return {
    text: `${names} may write ${state}: the backend there does not say its ${parts}`,
    hint: `write the ${parts} into the backend block of ${rivals.length > 0 || meant === undefined ? "the directory that is meant" : meant.path}`,
  };
}

/** What is to be said follows from so many roots that may have written a state. */
const MOST_COMPARED = 64;

/** More directories are not named. */
const MOST_NAMED = 3;

/** Whether what is looked for is called after a directory: the key `prod/network.tfstate` of `infra/network`. */
function isNamedIn(path: string, { parts }: StateIdentity): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const key = parts.get("key") ?? parts.get("prefix");
  return key?.kind === "string" && key.value.split(/[/.]/).includes(name);
}
