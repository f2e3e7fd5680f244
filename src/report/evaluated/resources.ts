/**
 * Evaluated resources of one root → the JSON of `reachlint evaluate`: of Terraform in the shape of `terraform show -json` of a plan, of a
 * template with its nested stacks the template, resolved.
 */

import { addressSteps } from "../../base/address.ts";
import { remembered, underKey } from "../../base/collections.ts";
import { numberText } from "../../base/number-text.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import type { EvaluatedWorld, Resource, Root } from "../../evaluate/resource.ts";
import { exactJson, type Json, JsonNumber, type Parts, partsOfBody, partsOfValue } from "./value-json.ts";

interface ModuleTree {
  readonly resources: Json[];
  readonly children: Map<string, ModuleTree>;
}

/** In the worlds of its group, never empty; Terraform has one. */
export function renderEvaluated(root: Root, worlds: readonly EvaluatedWorld[]): string {
  const isTemplate = root.kind === "cloudformation" || root.kind === "cdk";
  return `${exactJson(isTemplate ? template(root, worlds) : plan(root, worlds[0]!))}\n`;
}

/** The root's resources, without those of templates that it deploys: a plan has none of these. `outputs` where evaluation gives them. */
function plan(root: Root, world: EvaluatedWorld): Json {
  const resources = world.resources.filter(({ root: id, dialect }) => id === root.id && dialect === "terraform");
  const described = resources.map((resource) => ({ resource, parts: partsOfBody(resource.body) }));
  const tree: ModuleTree = { resources: [], children: new Map() };
  for (const { resource, parts } of described) {
    const { modules } = splitAddress(resource.address);
    moduleAt(tree, modules).resources.push(planned(resource, parts));
  }
  const outputs = [...(world.outputs?.get(root.id) ?? [])].map(([name, value]) => [name, output(value)] as const);
  return {
    format_version: "1.2",
    ...(outputs.length === 0 ? {} : { outputs: Object.fromEntries(outputs) }),
    planned_values: { root_module: moduleJson(tree, "") },
    resource_changes: described.map(({ resource, parts }) => change(resource, parts)),
  };
}

/** As in the change of an output: what is known, and a mask of what is not. */
function output(value: Value): Json {
  const parts = partsOfValue(value);
  const { known, unknown } = parts;
  return {
    ...(known === undefined ? {} : { after: known }),
    after_unknown: unknown,
    ...(value.sensitive === true ? { sensitive: true } : {}),
    ...partialTexts(parts),
  };
}

/** Strings that are partly known, by their paths. */
function partialTexts({ partial }: Parts): { readonly [key: string]: Json } {
  if (partial.length === 0) return {};
  return { partial: Object.fromEntries(partial.map(([path, text]) => [path.slice(1), text])) };
}

function identity(resource: Resource): { readonly [key: string]: Json } {
  const { name, index } = splitAddress(resource.address);
  return {
    address: resource.address,
    mode: resource.mode,
    type: resource.type,
    name,
    ...(index === undefined ? {} : { index }),
    ...(resource.exists === true ? {} : { exists: "unknown" }),
  };
}

function planned(resource: Resource, parts: Parts): Json {
  return { ...identity(resource), values: parts.known ?? {} };
}

function change(resource: Resource, parts: Parts): Json {
  const { known, unknown } = parts;
  return {
    ...identity(resource),
    change: { after: known ?? {}, after_unknown: unknown === false ? {} : unknown },
    ...partialTexts(parts),
  };
}

function moduleAt(tree: ModuleTree, modules: readonly string[]): ModuleTree {
  let at = tree;
  for (const step of modules) at = remembered(at.children, step, () => ({ resources: [], children: new Map() }));
  return at;
}

function moduleJson(tree: ModuleTree, address: string): Json {
  const children = [...tree.children].map(([step, child]) =>
    moduleJson(child, address === "" ? step : `${address}.${step}`),
  );
  return {
    ...(address === "" ? {} : { address }),
    resources: tree.resources,
    ...(children.length === 0 ? {} : { child_modules: children }),
  };
}

/** `module.a["x.y"].data.aws_lb.main[0]` in its parts; an instance key is a number, a string, `*` for any, or an expression that is not known. */
export function splitAddress(address: string): {
  readonly modules: readonly string[];
  readonly name: string;
  readonly index: Json | undefined;
} {
  const steps = addressSteps(address);
  const modules: string[] = [];
  let at = 0;
  while (steps[at]?.name === "module" && at + 1 < steps.length) {
    const { name, key } = steps[at + 1]!;
    modules.push(`module.${name}${key === undefined ? "" : `[${key}]`}`);
    at += 2;
  }
  const last = steps.at(-1);
  return { modules, name: last?.name ?? "", index: instanceKey(last?.key) };
}

function instanceKey(key: string | undefined): Json | undefined {
  if (key === undefined) return undefined;
  const isExpression = /(?<!\$)\$\{/.test(key);
  return key.startsWith('"') && !isExpression ? unquoted(key) : /^\d+$/.test(key) ? new JsonNumber(key) : key;
}

const ENDS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** A key in quotes, of which more may be escaped than we escape: addresses of plans are Terraform's. */
function unquoted(key: string): string {
  return key
    .slice(1, -1)
    .replace(
      /\\(?:u([0-9a-fA-F]{4})|U(000[0-9a-fA-F]{5}|0010[0-9a-fA-F]{4})|(.))|([$%])\4\{/gs,
      (_, four?: string, eight?: string, one?: string, opening?: string) => {
        if (opening !== undefined) return `${opening}{`;
        if (one !== undefined) return underKey(ENDS, one) ?? one;
        return String.fromCodePoint(Number.parseInt((four ?? eight)!, 16));
      },
    );
}

/** Resources by logical path, as `Resources` of a template has them; one section for each world where there are several. */
function template(root: Root, worlds: readonly EvaluatedWorld[]): Json {
  const sections = worlds.map((world) => ({
    ...(world.when.length === 0 ? {} : { When: world.when }),
    Resources: resourcesOf(root, world),
  }));
  return sections.length === 1 ? sections[0]! : { Worlds: sections };
}

function resourcesOf(root: Root, world: EvaluatedWorld): Json {
  const own = world.resources.filter((resource) => resource.root === root.id);
  return Object.fromEntries(
    own.map(({ address, type, body, exists }) => [
      address,
      {
        Type: type,
        Properties: Object.fromEntries([...body.attributes].map(([name, { value }]) => [name, resolved(value)])),
        ...(exists === true ? {} : { Exists: unresolved(exists) }),
      },
    ]),
  );
}

function resolved(value: Value): Json {
  if (value.sensitive === true) return { Unknown: "it is sensitive" };
  switch (value.kind) {
    case "null":
      return null;
    case "bool":
    case "string":
      return value.value;
    case "number":
      return new JsonNumber(numberText(value));
    case "text":
      return { "Fn::Join": ["", value.parts.map((part) => (typeof part === "string" ? part : unresolved(part)))] };
    case "unknown":
      return unresolved(value);
    case "list":
      return [...value.elements.map(resolved), ...(value.rest === undefined ? [] : [unresolved(value.rest)])];
    case "map":
      return {
        ...Object.fromEntries([...value.entries].map(([key, entry]) => [key, resolved(entry)])),
        ...(value.rest === undefined ? {} : (unresolved(value.rest) as { readonly Unknown: string })),
      };
  }
}

function unresolved({ symbol, cause }: UnknownValue): Json {
  return { Unknown: `${symbol}: ${cause.text}` };
}
