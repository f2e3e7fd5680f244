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

const DEFAULT = textValue("default");

/** Where the states of other workspaces are kept: `env:/WORKSPACE/key` and the like, with the name of the workspace and what is kept for "default". */
const OF_WORKSPACE: ReadonlyMap<string, { readonly part: string; readonly written: RegExp }> = new Map([
  ["s3", { part: "key", written: /^env:\/(?<workspace>[^/]+)\/(?<base>.+)$/ }],
  ["azurerm", { part: "key", written: /^(?<base>.+)env:(?<workspace>[^/]+)$/ }],
  ["local", { part: "path", written: /^(?<base>.*)terraform\.tfstate\.d\/(?<workspace>[^/]+)\/terraform\.tfstate$/ }],
]);

/** A part of a state's place as it is in the workspace "default", and in which other one it is, where it says so. */
export function inDefault(
  backend: string,
  name: string,
  text: string,
): { readonly text: string; readonly workspace?: string } {
  const of = OF_WORKSPACE.get(backend);
  const { workspace, base } = (of?.part === name ? of.written.exec(text)?.groups : undefined) ?? {};
  if (workspace === undefined || base === undefined) return { text };
  return { text: backend === "local" ? `${base}terraform.tfstate` : base, workspace };
}

/** The state that a data source reads. */
export function stateReadBy(instance: DataReading["instance"], root: RootEvaluation): StateIdentity {
  const backend = instance.configured("backend");
  const workspace = instance.configured("workspace") ?? DEFAULT;
  return identity(backend?.kind === "string" ? backend.value : undefined, configOf(instance), workspace, root);
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
  const here = module.workspace;
  const keep = (found: StateIdentity): StateIdentity => (isOne ? { ...found, workspace: undefined } : found);
  if (given !== undefined) return keep(identity(given.backend, given.config, here, root));
  const { settings } = module.configuration;
  const kept = backendIn(settings);
  if (kept === undefined) return keep(identity("local", new Map(), here, root));
  const { backend, body } = kept;
  const scope = module.scope();
  const inBody = ({ attributes }: Body): readonly (readonly [string, Value])[] =>
    attributes.map(({ name, expression }) => [name, evaluate(expression, scope)]);
  const workspaces = body.blocks.find(({ type }) => type === "workspaces")?.body;
  const entries = new Map(workspaces === undefined ? [] : inBody(workspaces));
  const config = new Map([...inBody(body), ["workspaces", { kind: "map", shape: "object", entries }] as const]);
  return keep(identity(backend, config, here, root));
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
  workspace: Value,
  root: RootEvaluation,
): StateIdentity {
  const names = backend === undefined ? undefined : STATE_PARTS.get(backend);
  if (backend === undefined || names === undefined) return { backend: undefined, parts: new Map(), workspace };
  if (backend === "remote") return ofOrganization(config, workspace);
  let own = workspace;
  const parts = names.map((name): readonly [string, Value | undefined] => {
    const value = config.get(name) ?? (name === "path" ? textValue("terraform.tfstate") : undefined);
    if (value?.kind !== "string") return [name, value];
    const base = inDefault(backend, name, value.value);
    if (base.workspace !== undefined) own = textValue(base.workspace);
    return [name, { ...value, value: name === "path" ? resolvePath(root.path, base.text) : base.text }];
  });
  return { backend, parts: new Map(parts), workspace: own };
}

/**
 * There a workspace has a name in its organization: the one that is written, or one that begins as it is written and ends as Terraform names it
 * (https://developer.hashicorp.com/terraform/language/backend/remote). Of those with tags it is Terraform's own.
 */
function ofOrganization(config: ReadonlyMap<string, Value>, workspace: Value): StateIdentity {
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
  const parts = [...read.parts].filter(([name]) => theirs === undefined || name !== "name");
  const place = all(
    parts.map(([name, part]): Truth => {
      const left = name === "name" ? mine : part;
      const right = other.parts.get(name);
      return left?.kind === "string" && right?.kind === "string" ? truthOf(left.value === right.value) : "unknown";
    }),
  );
  if (theirs === undefined) return { place, workspace: read.workspace };
  return isNamed
    ? { place, workspace: textValue(mine.value.slice(theirs.length)) }
    : { place: "unknown", workspace: undefined };
}

/** The name in its organization of the workspace that is read. */
function nameOf({ parts, prefix, workspace }: StateIdentity): Value | undefined {
  if (prefix === undefined) return parts.get("name");
  return workspace?.kind === "string" ? textValue(`${prefix}${workspace.value}`) : workspace;
}

function textValue(value: string): Value & { readonly kind: "string" } {
  return { kind: "string", value };
}
