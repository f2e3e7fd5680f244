/** Evaluated resources of one Terraform root → the JSON of `reachlint evaluate`, in the shape of `terraform show -json` of a plan. */
import type { Value } from "../../base/value.ts";
import type { EvaluatedWorld, Resource, Root } from "../../evaluate/resource.ts";
import { exactJson, type Json, JsonNumber, type Parts, partsOfBody, partsOfValue } from "./value-json.ts";

interface ModuleTree {
  readonly resources: Json[];
  readonly children: Map<string, ModuleTree>;
}

/** The root's resources, without those of templates that it deploys: a plan has none of these. `outputs` where evaluation gives them. */
export function renderEvaluatedTerraform(root: Root, world: EvaluatedWorld): string {
  const resources = world.resources.filter(({ root: id, dialect }) => id === root.id && dialect === "terraform");
  const described = resources.map((resource) => ({ resource, parts: partsOfBody(resource.body) }));
  const tree: ModuleTree = { resources: [], children: new Map() };
  for (const { resource, parts } of described) {
    const { modules } = splitAddress(resource.address);
    moduleAt(tree, modules).resources.push(planned(resource, parts));
  }
  const outputs = [...(world.outputs?.get(root.id) ?? [])].map(([name, value]) => [name, output(value)] as const);
  const json: Json = {
    format_version: "1.2",
    ...(outputs.length === 0 ? {} : { outputs: Object.fromEntries(outputs) }),
    planned_values: { root_module: moduleJson(tree, "") },
    resource_changes: described.map(({ resource, parts }) => change(resource, parts)),
  };
  return `${exactJson(json)}\n`;
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
  for (const step of modules) {
    let next = at.children.get(step);
    if (next === undefined) {
      next = { resources: [], children: new Map() };
      at.children.set(step, next);
    }
    at = next;
  }
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

/** `module.a["x.y"].data.aws_lb.main[0]` in its parts; an instance key is a number, a string, or `*` for any. */
export function splitAddress(address: string): {
  readonly modules: readonly string[];
  readonly name: string;
  readonly index: Json | undefined;
} {
  const steps = [...address.matchAll(/([^.[\]"]+)(\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])?/g)];
  const modules: string[] = [];
  let at = 0;
  while (steps[at]?.[1] === "module" && at + 1 < steps.length) {
    modules.push(`module.${steps[at + 1]![0]}`);
    at += 2;
  }
  const last = steps.at(-1);
  return { modules, name: last?.[1] ?? "", index: instanceKey(last?.[2]) };
}

function instanceKey(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  const key = text.slice(1, -1);
  return key.startsWith('"') ? (JSON.parse(key) as string) : /^\d+$/.test(key) ? new JsonNumber(key) : key;
}
