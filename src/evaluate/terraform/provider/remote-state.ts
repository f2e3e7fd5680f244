/** `data.terraform_remote_state` into the outputs of the root of the scan that writes that state. */

import { remembered } from "../../../base/collections.ts";
import { resolvePath } from "../../../base/files.ts";
import type { Span } from "../../../base/source-file.ts";
import { all, type Truth, truthOf } from "../../../base/truth.ts";
import { rootUnknowns, type UnknownValue, type Value } from "../../../base/value.ts";
import { makeUnknown, unknownsIn } from "../../../values/unknown.ts";
import type { Reason } from "../instances/find.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { evaluate } from "../language/expressions/evaluate.ts";
import { IN_A_PLAN, IN_AN_INDEX } from "../language/unknowns.ts";
import type { DataReading } from "./data-source.ts";
import { settlingOf } from "./what-is-open.ts";

/** What tells one state from another, by backend (https://developer.hashicorp.com/terraform/language/backend). */
export const STATE_IDENTITY: ReadonlyMap<string, readonly string[]> = new Map([
  ["s3", ["bucket", "key"]],
  ["gcs", ["bucket", "prefix"]],
  ["azurerm", ["storage_account_name", "container_name", "key"]],
  ["remote", ["organization"]],
]);

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
  const workspace = instance.configured("workspace");
  if (states === undefined || (workspace !== undefined && !isText(workspace, "default"))) return undefined;
  const parts = [...identity(backendOf(instance), configOf(instance), root).parts.values()];
  if (parts.length === 0 || !parts.every((part) => part?.kind === "string")) return undefined;
  const texts = parts.map(({ value }) => value.replace(/^\/+/, ""));
  const outputs = states.get(texts.join("/")) ?? states.get(texts.at(-1)!);
  if (outputs === undefined) return undefined;
  root.assume("remote-state", `${instance.address} is the state of which a file was written`);
  return name === "outputs" ? { kind: "map", shape: "object", entries: outputs } : outputs.get(name);
}

function isText(value: Value, text: string): boolean {
  return value.kind === "string" && value.value === text;
}

function findState(root: RootEvaluation, instance: DataReading["instance"]): RootEvaluation | undefined {
  if (root.input.options.strict) return undefined;
  const wanted = identity(backendOf(instance), configOf(instance), root);
  const all = othersThan(root).filter((other) => matches(wanted, stateOf(other)) === "true");
  const own = all.filter(({ unit }) => unit?.offered === undefined);
  const found = own.length > 0 ? own : all;
  return found.length === 1 ? found[0] : undefined;
}

function othersThan(root: RootEvaluation): readonly RootEvaluation[] {
  return root.scan.roots().filter((other) => other !== root);
}

/** Says what keeps the state from being one of the scan: what is not known of it, or that no root writes it. */
function notFound({ root, instance, symbol, name }: DataReading, span: Span): UnknownValue {
  const wanted = identity(backendOf(instance), configOf(instance), root);
  const state = `the remote state that ${instance.address} reads`;
  const why = root.input.options.strict
    ? { text: `--strict does not look for ${state}`, hint: `leave out --strict, or ${IN_A_PLAN}` }
    : (unknownPart(wanted, state) ?? writers(wanted, state, othersThan(root)));
  return makeUnknown({
    cause: { kind: "external", ...why, span },
    symbol: `${symbol}.${name}`,
    notNull: true,
  });
}

const SCAN_IT = `scan the directory that writes it too, ${IN_AN_INDEX}, or ${IN_A_PLAN}`;

/** The data source itself does not say which state it is. */
function unknownPart(wanted: Identity, state: string): Reason | undefined {
  for (const [name, part] of wanted.parts) {
    if (part === undefined || part.kind === "string") continue;
    const [unknown] = unknownsIn(part).flatMap(rootUnknowns);
    const why = unknown === undefined ? "" : `: ${unknown.cause.text}`;
    const settling = settlingOf(unknown);
    const hint = settling === undefined ? SCAN_IT : `${settling.hint}; and ${SCAN_IT}`;
    return { text: `the ${name} of ${state} is not known${why}`, ...settling, hint };
  }
  return undefined;
}

function writers(wanted: Identity, state: string, others: readonly RootEvaluation[]): Reason {
  const possible = others.filter((other) => matches(wanted, stateOf(other)) !== "false");
  const [first] = possible;
  if (first === undefined) return { text: `no scanned directory writes ${state}`, hint: SCAN_IT };
  const more = possible.length - MOST_NAMED;
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

/** More directories are not named. */
const MOST_NAMED = 3;

/** Whether what is looked for is called after a directory: the key `prod/network.tfstate` of `infra/network`. */
function isNamedIn(path: string, { parts }: Identity): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const key = parts.get("key") ?? parts.get("prefix");
  return key?.kind === "string" && key.value.split(/[/.]/).includes(name);
}

function backendOf(instance: DataReading["instance"]): string | undefined {
  const backend = instance.configured("backend");
  return backend?.kind === "string" ? backend.value : undefined;
}

/** `config = {…}`, or the `config {…}` block of Terraform 0.11. */
function configOf(instance: DataReading["instance"]): ReadonlyMap<string, Value> {
  const config = instance.configured("config");
  if (config?.kind === "map") return config.entries;
  const block = instance.blocks().blocks.find((one) => one.type === "config");
  return new Map([...(block?.body.attributes ?? [])].map(([name, { value }]) => [name, value]));
}

/** What tells a state from others; a part is undefined where nothing is written. Without a backend nothing is known of it. */
interface Identity {
  readonly backend: string | undefined;
  readonly parts: ReadonlyMap<string, Value | undefined>;
}

const written = new WeakMap<RootEvaluation, Identity>();

/** The identity of the state that a root writes; evaluated once, because every data source asks every root. */
export function stateOf(root: RootEvaluation): Identity {
  return remembered(written, root, () => stateWrittenBy(root));
}

function stateWrittenBy(root: RootEvaluation): Identity {
  const given = root.unit?.state();
  if (given !== undefined) return identity(given.backend, given.config, root);
  const { settings } = root.module.configuration;
  const backend = settings.flatMap((block) => block.body.blocks).find((block) => block.type === "backend");
  if (backend === undefined) return identity("local", new Map(), root);
  const scope = root.module.scope();
  const config = new Map(backend.body.attributes.map(({ name, expression }) => [name, evaluate(expression, scope)]));
  return identity(backend.labels[0]?.value, config, root);
}

function identity(backend: string | undefined, config: ReadonlyMap<string, Value>, root: RootEvaluation): Identity {
  if (backend === "local") {
    const path = config.get("path") ?? { kind: "string", value: "terraform.tfstate" };
    const placed: Value = path.kind === "string" ? { kind: "string", value: resolvePath(root.path, path.value) } : path;
    return { backend, parts: new Map([["path", placed]]) };
  }
  const names = backend === undefined ? undefined : STATE_IDENTITY.get(backend);
  if (names === undefined) return { backend: undefined, parts: new Map() };
  return { backend, parts: new Map(names.map((name) => [name, config.get(name)])) };
}

/** Whether two are the same state: unknown where a part of one of them is. */
function matches(a: Identity, b: Identity): Truth {
  if (a.backend === undefined || a.backend !== b.backend) return "false";
  return all(
    [...a.parts].map(([name, left]): Truth => {
      const right = b.parts.get(name);
      return left?.kind === "string" && right?.kind === "string" ? truthOf(left.value === right.value) : "unknown";
    }),
  );
}
