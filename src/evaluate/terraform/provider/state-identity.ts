/** What tells one state of Terraform from another: its backend, where it is kept there, and the workspace. */
import { remembered } from "../../../base/collections.ts";
import { resolvePath } from "../../../base/files.ts";
import { all, type Truth, truthOf } from "../../../base/truth.ts";
import type { Value } from "../../../base/value.ts";
import type { Block, Body } from "../../../parse/hcl/syntax.ts";
import type { OfferedState } from "../../offered-root.ts";
import { asksForWorkspace } from "../configuration/workspace-use.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { evaluate } from "../language/expressions/evaluate.ts";
import type { DataReading } from "./data-source.ts";

/** Without a backend nothing is known of it. */
export interface StateIdentity {
  readonly backend: string | undefined;
  /** Where the state of the workspace "default" is kept; a part is undefined where nothing is written. */
  readonly parts: ReadonlyMap<string, Value | undefined>;
  /** Of the state that a root writes: undefined where it is the same in each. */
  readonly workspace: Value | undefined;
  /** Of a root whose workspaces have names of their own in an organization, which begin so. */
  readonly prefix?: string;
}

/** What tells one state from another, by backend (https://developer.hashicorp.com/terraform/language/backend). */
export const STATE_PARTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["s3", ["bucket", "key"]],
  ["gcs", ["bucket", "prefix"]],
  ["azurerm", ["storage_account_name", "container_name", "key"]],
  ["remote", ["organization"]],
  ["local", ["path"]],
]);

/** The part that is mostly another one in every root. */
export const TELLING_PART: ReadonlyMap<string, string> = new Map([
  ["s3", "key"],
  ["gcs", "prefix"],
  ["azurerm", "key"],
  ["remote", "name"],
  ["local", "path"],
]);

/** Which service keeps it, where that is written: another than that of AWS or of HashiCorp. */
const SERVICE: ReadonlyMap<string, (config: ReadonlyMap<string, Value>) => Value | undefined> = new Map([
  ["s3", endpointIn],
  ["remote", (config: ReadonlyMap<string, Value>) => otherThan(/^app\.terraform\.io$/, config.get("hostname"))],
]);

/** What the service is called among the parts. */
const SERVICE_PART = "hostname";

const DEFAULT = textValue("default");

/** Where the states of other workspaces than "default" are kept: what is before and after the name of the workspace there. */
interface OtherWorkspaces {
  /** The part of the place that is another one. */
  readonly part: string;
  /** The argument of the backend that says where, and what it is where it is left out. */
  readonly argument?: readonly [name: string, standard: string];
  readonly around: (inDefault: string, argument: string) => readonly [before: string, after: string];
}

const OTHER_WORKSPACES: ReadonlyMap<string, OtherWorkspaces> = new Map<string, OtherWorkspaces>([
  [
    "s3",
    {
      part: "key",
      argument: ["workspace_key_prefix", "env:"],
      around: (key, prefix) => [prefix === "" ? "" : `${prefix}/`, `/${key}`],
    },
  ],
  ["azurerm", { part: "key", around: (key) => [`${key}env:`, ""] }],
  [
    "local",
    {
      part: "path",
      argument: ["workspace_dir", "terraform.tfstate.d"],
      around: (_, directory) => [`${directory}/`, "/terraform.tfstate"],
    },
  ],
]);

/** The state that a data source reads. */
export function stateReadBy(instance: DataReading["instance"], root: RootEvaluation): StateIdentity {
  const backend = instance.configured("backend");
  const workspace = instance.configured("workspace") ?? DEFAULT;
  const name = backend?.kind === "string" ? backend.value : undefined;
  return inPlace(identity(name, configOf(instance), workspace, root));
}

/** A state of another workspace, by the place where it is: that of "default" of a root that says so by itself. */
function inPlace(state: StateIdentity): StateIdentity {
  const { workspace, parts } = state;
  const around = aroundWorkspace(state);
  if (around === undefined || workspace?.kind !== "string") return state;
  const { part, before, after, argument } = around;
  const own = new Map([...parts].filter(([name]) => name !== argument));
  if (workspace.value === DEFAULT.value) return { ...state, parts: own };
  return { ...state, parts: own.set(part, textValue(`${before}${workspace.value}${after}`)), workspace: DEFAULT };
}

/** What stands before and after the name of another workspace than "default" in a part of the place; undefined where it is not known, or no part. */
export function aroundWorkspace({ backend, parts }: StateIdentity) {
  const of = OTHER_WORKSPACES.get(backend ?? "");
  const kept = of === undefined ? undefined : parts.get(of.part);
  if (of === undefined || kept?.kind !== "string") return undefined;
  const [argument, standard] = of.argument ?? [];
  const given = parts.get(argument ?? "") ?? textValue(standard ?? "");
  if (given.kind !== "string") return undefined;
  const [before, after] = of.around(kept.value, given.value);
  return { part: of.part, argument, before, after };
}

/** `config = {…}`, or the `config {…}` block of Terraform 0.11. */
function configOf(instance: DataReading["instance"]): ReadonlyMap<string, Value> {
  const config = instance.configured("config");
  if (config?.kind === "map") return config.entries;
  const block = instance.blocks().blocks.find((one) => one.type === "config");
  return new Map([...(block?.body.attributes ?? [])].map(([name, { value }]) => [name, value]));
}

const written = new WeakMap<RootEvaluation, StateIdentity>();

/** The state that a root writes; evaluated once, because every data source asks every root. */
export function stateOf(root: RootEvaluation): StateIdentity {
  return remembered(written, root, () => stateWrittenBy(root));
}

function stateWrittenBy(root: RootEvaluation): StateIdentity {
  const given = root.unit?.state();
  if (root.unit?.offered !== undefined) return identityTold(given);
  const { input, loader, manifest, module } = root;
  const isOne = !asksForWorkspace(module.configuration, { loader, manifest, repository: input.repository });
  const here = isOne ? undefined : module.workspace;
  if (given !== undefined) return identity(given.backend, given.config, here, root);
  const { settings } = module.configuration;
  const kept = backendIn(settings);
  if (kept === undefined) return identity("local", new Map(), here, root);
  const { backend, body } = kept;
  const scope = module.scope();
  const inBody = ({ attributes }: Body): readonly (readonly [string, Value])[] =>
    attributes.map(({ name, expression }) => [name, evaluate(expression, scope)]);
  const workspaces = body.blocks.find(({ type }) => type === "workspaces")?.body;
  const entries = new Map(workspaces === undefined ? [] : inBody(workspaces));
  const config = new Map([...inBody(body), ["workspaces", { kind: "map", shape: "object", entries }] as const]);
  return identity(backend, config, here, root);
}

/** As an index tells it. */
export function toldIdentity({ parts, workspace, prefix }: StateIdentity): ReadonlyMap<string, Value> {
  const places = [...parts].flatMap(([name, part]) => (part === undefined ? [] : [[name, part] as const]));
  return new Map([
    ...places,
    ...(workspace === undefined ? [] : [["workspace", workspace] as const]),
    ...(prefix === undefined ? [] : [["workspace_prefix", textValue(prefix)] as const]),
  ]);
}

function identityTold(state: OfferedState | undefined): StateIdentity {
  const parts = new Map(state?.config);
  const [workspace, prefix] = ["workspace", "workspace_prefix"].map((name) => parts.get(name));
  for (const name of ["workspace", "workspace_prefix"]) parts.delete(name);
  return { backend: state?.backend, parts, workspace, ...(prefix?.kind === "string" ? { prefix: prefix.value } : {}) };
}

/** The block that says where a root keeps its state: a backend, or that it is kept by HCP Terraform
 *  (https://developer.hashicorp.com/terraform/language/block/terraform#cloud). */
export function backendIn(
  settings: readonly Block[],
): { readonly backend: string | undefined; readonly body: Body } | undefined {
  const blocks = settings.flatMap((block) => block.body.blocks);
  const found = blocks.find(({ type }) => type === "backend") ?? blocks.find(({ type }) => type === "cloud");
  if (found === undefined) return undefined;
  return { backend: found.type === "cloud" ? "remote" : found.labels[0]?.value, body: found.body };
}

function identity(
  backend: string | undefined,
  config: ReadonlyMap<string, Value>,
  workspace: Value | undefined,
  root: RootEvaluation,
): StateIdentity {
  const names = backend === undefined ? undefined : STATE_PARTS.get(backend);
  if (backend === undefined || names === undefined) return { backend: undefined, parts: new Map(), workspace };
  const [argument, standard] = OTHER_WORKSPACES.get(backend)?.argument ?? [];
  const service = SERVICE.get(backend)?.(config);
  const ofService = service === undefined ? [] : [[SERVICE_PART, service] as const];
  if (backend === "remote") {
    const found = ofOrganization(config, workspace);
    return { ...found, parts: new Map([...found.parts, ...ofService]) };
  }
  const placed = (value: Value | undefined): Value | undefined =>
    value?.kind === "string" && backend === "local" ? textValue(resolvePath(root.path, value.value)) : value;
  const parts = names.map((name): readonly [string, Value | undefined] => [
    name,
    placed(config.get(name) ?? (name === "path" ? textValue("terraform.tfstate") : undefined)),
  ]);
  const said = config.get(argument ?? "");
  const written =
    (said?.kind === "null" ? undefined : said) ?? (backend === "local" ? textValue(standard ?? "") : undefined);
  const ofWorkspaces = argument === undefined || written === undefined ? [] : [[argument, placed(written)] as const];
  return { backend, parts: new Map([...parts, ...ofService, ...ofWorkspaces]), workspace };
}

/** Of S3, `endpoints = { s3 = … }`, or `endpoint` before Terraform 1.6. */
function endpointIn(config: ReadonlyMap<string, Value>): Value | undefined {
  const endpoints = config.get("endpoints");
  const written = endpoints?.kind === "map" ? endpoints.entries.get("s3") : endpoints;
  return otherThan(/^(?:https?:\/\/)?[^/]+\.amazonaws\.com(?:\.cn)?\/?$/, written ?? config.get("endpoint"));
}

/** A service that is written; undefined where it is the usual one. */
function otherThan(usual: RegExp, written: Value | undefined): Value | undefined {
  if (written === undefined || written.kind === "null") return undefined;
  return written.kind === "string" && usual.test(written.value) ? undefined : written;
}

/**
 * There a workspace has a name in its organization: the one that is written, or one that begins as it is written and ends as Terraform names it
 * (https://developer.hashicorp.com/terraform/language/backend/remote). Of those with tags it is Terraform's own.
 */
function ofOrganization(config: ReadonlyMap<string, Value>, workspace: Value | undefined): StateIdentity {
  const workspaces = config.get("workspaces");
  const [only] = workspaces?.kind === "list" ? workspaces.elements : [workspaces];
  const of = only?.kind === "map" ? only.entries : new Map<string, Value>();
  const parts = (name: Value | undefined) =>
    new Map([
      ["organization", config.get("organization")],
      ["name", name],
    ]);
  const name = of.get("name");
  if (name !== undefined) return { backend: "remote", parts: parts(name), workspace: undefined };
  const prefix = of.get("prefix") ?? textValue("");
  if (prefix.kind !== "string") return { backend: "remote", parts: parts(prefix), workspace };
  return { backend: "remote", parts: parts(undefined), workspace, prefix: prefix.value };
}

/** Whether a state that is read is kept where another one is, as far as that does not depend on the workspace; and in which workspace it is the other one then. */
export function comparedWith(
  read: StateIdentity,
  other: StateIdentity,
): { readonly place: Truth; readonly workspace: Value | undefined } {
  const elsewhere = { place: "false", workspace: undefined } as const;
  if (read.backend === undefined || read.backend !== other.backend) return elsewhere;
  const [mine, theirs] = [nameOf(read), other.prefix];
  const isNamed = theirs !== undefined && mine?.kind === "string";
  if (isNamed && !mine.value.startsWith(theirs)) return elsewhere;
  const around = aroundWorkspace(other);
  const there = workspaceAt(read, other);
  const left = new Set([theirs === undefined ? "" : "name", there === undefined ? "" : (around?.part ?? "")]);
  const names = new Set([...read.parts.keys(), SERVICE_PART].filter((name) => !left.has(name)));
  const place = all(
    [...names].map((name): Truth => {
      const [left, right] = [read.parts.get(name), other.parts.get(name)];
      if (name === SERVICE_PART && (left ?? right) === undefined) return "true";
      if (name === SERVICE_PART && (left === undefined || right === undefined)) return "false";
      return left?.kind === "string" && right?.kind === "string" ? truthOf(left.value === right.value) : "unknown";
    }),
  );
  if (there !== undefined) return { place, workspace: textValue(there) };
  if (theirs === undefined) return { place, workspace: read.workspace };
  return isNamed
    ? { place, workspace: textValue(mine.value.slice(theirs.length)) }
    : { place: "unknown", workspace: undefined };
}

/** Which workspace of a root has its state in the place that is read; undefined where it is that of "default", or none. */
function workspaceAt(read: StateIdentity, other: StateIdentity): string | undefined {
  const around = aroundWorkspace(other);
  const place = around === undefined ? undefined : read.parts.get(around.part);
  if (around === undefined || place?.kind !== "string") return undefined;
  const { before, after } = around;
  const isThere = place.value.startsWith(before) && place.value.endsWith(after);
  const name = isThere ? place.value.slice(before.length, place.value.length - after.length) : "";
  return name === "" || name.includes("/") ? undefined : name;
}

/** The name in its organization of the workspace that is read. */
function nameOf({ parts, prefix, workspace }: StateIdentity): Value | undefined {
  if (prefix === undefined) return parts.get("name");
  return workspace?.kind === "string" ? textValue(`${prefix}${workspace.value}`) : workspace;
}

function textValue(value: string): Value & { readonly kind: "string" } {
  return { kind: "string", value };
}
