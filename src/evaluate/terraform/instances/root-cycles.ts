/** The cycles of a root with all its modules: what is told of them, and what they leave of the values of resources. */

import { remembered } from "../../../base/collections.ts";
import type { Diagnostic } from "../../../base/diagnostic.ts";
import { resolvePath } from "../../../base/files.ts";
import { rootUnknowns, type UnknownValue, type Value } from "../../../base/value.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import type { BodyAttribute, Resource, ResourceBody } from "../../resource.ts";
import { type Cycle, Cycles } from "../configuration/cycles.ts";
import { isLocalSource, writtenSource } from "../configuration/module-calls.ts";
import type { Declaration, ModuleConfiguration, ModuleLoader } from "../configuration/module-configuration.ts";
import { mapElements } from "../language/types/values.ts";
import type { ModuleInstance } from "./module-instance.ts";
import type { Provider } from "./resource-instance.ts";

export class RootCycles {
  readonly diagnostics: readonly Diagnostic[];
  /** For each member, by its address without indices, the members of its cycle and the cause of what is unknown in it. */
  readonly #members = new Map<string, { readonly all: ReadonlySet<string>; readonly text: string }>();

  constructor(modules: readonly ModuleInstance[], loader: ModuleLoader, provider: Provider) {
    const cycles = cyclesOf(modules, loader);
    const diagnostics: Diagnostic[] = [];
    const told = new Set<string>();
    for (const { configuration, address } of distinct(modules)) {
      const prefix = address === "" ? "" : `${address}.`;
      for (const cycle of cycles.of(configuration)) {
        const diagnostic = describe(cycle, prefix, provider);
        const all = new Set([...cycle.members].map((name) => prefix + name));
        const text = `it is part of the cycle ${cycle.steps.map(({ name }) => prefix + name).join(" → ")}`;
        for (const name of all) this.#members.set(name, { all, text });
        if (!told.has(configuration.directory)) diagnostics.push(diagnostic);
      }
      told.add(configuration.directory);
    }
    this.diagnostics = diagnostics;
  }

  /** The resource without what it has from the others in its cycle: in a configuration that is refused, that is nothing. */
  broken(resource: Resource): Resource {
    if (this.#members.size === 0) return resource;
    const cycle = this.#members.get(withoutIndices(resource.address));
    if (cycle === undefined) return resource;
    const isMember = ({ ref }: UnknownValue): boolean =>
      ref !== undefined && cycle.all.has(withoutIndices(ref.address));
    const body = brokenBody(resource.body, (value) => {
      if (!rootUnknowns(value).some(isMember)) return value;
      const cause = { kind: "error", text: cycle.text, span: resource.span } as const;
      const { origin } = value;
      const symbol = `${value.symbol} in a cycle`;
      return makeUnknown({ cause, symbol, ...(origin === undefined ? {} : { origin }) });
    });
    return { ...resource, body };
  }
}

/** A root that is evaluated again, when something was found, has the cycles that it had as long as it calls the same modules. */
function cyclesOf(modules: readonly ModuleInstance[], loader: ModuleLoader): Cycles {
  const called = new Map<string, ModuleConfiguration>();
  for (const { calling, configuration } of modules)
    if (calling !== undefined) called.set(`${calling.parent.directory} ${calling.declaration.name}`, configuration);
  const make = (): Cycles => new Cycles(targetsOf(called, loader));
  const [root] = modules;
  if (root === undefined) return make();
  const ofRoot = remembered(known, root.configuration, () => new Map<string, Cycles>());
  const calls = JSON.stringify([...called].map(([call, { directory }]) => [call, directory]));
  return remembered(ofRoot, calls, make);
}

const known = new WeakMap<ModuleConfiguration, Map<string, Cycles>>();

function targetsOf(called: ReadonlyMap<string, ModuleConfiguration>, loader: ModuleLoader) {
  return (directory: string, { name, block }: Declaration): ModuleConfiguration | undefined => {
    const source = writtenSource(block);
    const local = source !== undefined && isLocalSource(source) ? resolvePath(directory, source) : undefined;
    return called.get(`${directory} ${name}`) ?? (local === undefined ? undefined : loader.load(local));
  };
}

/** One of the instances of each call. */
function distinct(modules: readonly ModuleInstance[]): readonly Pick<ModuleInstance, "address" | "configuration">[] {
  const calls = new Map(modules.map(({ address, configuration }) => [withoutIndices(address), configuration] as const));
  return [...calls].map(([address, configuration]) => ({ address, configuration }));
}

/** `module.a["x"].aws_lb.b[0]` as the configuration has it: `module.a.aws_lb.b`. */
function withoutIndices(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]/g, "");
}

function describe({ steps }: Cycle, prefix: string, provider: Provider): Diagnostic {
  const [first] = steps;
  const names = steps.map(({ name }) => prefix + name);
  const isSelf = steps.length === 1;
  const arrows = steps.map(({ span }, at) => {
    const place = `${span.file.path}:${span.file.position(span.start).line}`;
    return ` → ${names[(at + 1) % names.length]} (${place})`;
  });
  const message = isSelf
    ? `${names[0]} refers to itself, which Terraform refuses.`
    : `Terraform refuses a cycle: ${names[0]}${arrows.join("")}.`;
  const hint = provider.cycleHint(steps.map(({ name }) => name));
  return { code: "cycle", severity: "error", message, span: first!.span, ...(hint === undefined ? {} : { hint }) };
}

type Change = (value: UnknownValue) => UnknownValue;

function brokenBody(body: ResourceBody, change: Change): ResourceBody {
  const broken = (attribute: BodyAttribute) => ({ ...attribute, value: brokenValue(attribute.value, change) });
  const attributes = new Map([...body.attributes].map(([name, attribute]) => [name, broken(attribute)]));
  const blocks = body.blocks.map((block) => ({ ...block, body: brokenBody(block.body, change) }));
  return { ...body, attributes, blocks };
}

function brokenValue(value: Value, change: Change): Value {
  switch (value.kind) {
    case "unknown":
      return change(
        value.oneOf === undefined ? value : { ...value, oneOf: value.oneOf.map((one) => brokenValue(one, change)) },
      );
    case "text":
      return { ...value, parts: value.parts.map((part) => (typeof part === "string" ? part : change(part))) };
    default:
      return mapElements(value, (one) => brokenValue(one, change));
  }
}
