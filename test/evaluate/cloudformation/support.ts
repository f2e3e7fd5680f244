/** Templates in memory into what evaluation makes of them, and values into plain JSON, for the tests of evaluation. */
import type { FileRead, Files } from "../../../src/base/files.ts";
import type { Value } from "../../../src/base/value.ts";
import { evaluateCloudFormation } from "../../../src/evaluate/cloudformation/evaluate.ts";
import { readTemplates } from "../../../src/evaluate/cloudformation/template/read-templates.ts";
import type { CloudFormationOptions } from "../../../src/evaluate/input.ts";
import type { EvaluatedWorld, EvaluateResult, Resource } from "../../../src/evaluate/resource.ts";
import { unusedParameters } from "../../../src/evaluate/unknown-names.ts";
import { ParsedFiles } from "../../../src/parse/parsed-files.ts";

export interface ScanOptions extends Partial<CloudFormationOptions> {
  /** Only these are templates of the scan; the others are beside it. */
  readonly only?: readonly string[];
  readonly named?: readonly string[];
  readonly assemblies?: readonly string[];
  /** Told when what is beside the scan is looked at. */
  readonly onLookAround?: () => void;
}

export function evaluateAll(texts: Readonly<Record<string, string>>, options: ScanOptions = {}): EvaluateResult {
  const { only, named = [], assemblies = [], onLookAround = () => {}, ...given } = options;
  const files = inMemory(texts);
  const parse = new ParsedFiles();
  const paths = only ?? Object.keys(texts).sort();
  const { templates, diagnostics } = readTemplates(paths, named, files, parse);
  const evaluation = evaluateCloudFormation({
    templates,
    named,
    assemblies,
    files,
    around: {
      documents: () => {
        onLookAround();
        return Object.keys(texts);
      },
      templates: (names) => ({ paths: names, complete: true }),
    },
    parse,
    options: { parameters: new Map(), parameterFiles: [], region: undefined, strict: false, ...given },
  });
  const groups = [...evaluation.groups];
  // As they are where a flow is open in each.
  for (const { choices = [] } of groups)
    for (const { alternatives } of choices) for (const { worlds } of alternatives()) worlds();
  const said = evaluation.said();
  return { ...said, groups, diagnostics: [...diagnostics, ...said.diagnostics, ...unusedParameters([said.names])] };
}

/** The first world of a scan of one template. */
export function worldOf(text: string, options: ScanOptions = {}): EvaluatedWorld {
  return evaluateAll({ "template.yaml": text }, options).groups[0]!.worlds[0]!;
}

export function resource(world: EvaluatedWorld, address: string): Resource {
  const found = world.resources.find((one) => one.address === address);
  if (found === undefined)
    throw new Error(`no ${address} among ${world.resources.map((one) => one.address).join(", ")}`);
  return found;
}

export function property(world: EvaluatedWorld, address: string, name: string): unknown {
  const attribute = resource(world, address).body.attributes.get(name);
  return attribute === undefined ? undefined : show(attribute.value);
}

/** Unknowns are `<symbol>`, or `<symbol: a | b>` with the values it can have; texts have them inside. */
export function show(value: Value): unknown {
  switch (value.kind) {
    case "null":
      return null;
    case "bool":
    case "string":
      return value.value;
    case "number":
      return typeof value.value === "number" ? value.value : "a big number";
    case "text":
      return value.parts.map((part) => (typeof part === "string" ? part : show(part))).join("");
    case "list":
      return [...value.elements.map(show), ...(value.rest === undefined ? [] : [`...${show(value.rest)}`])];
    case "map": {
      const entries = [...value.entries].map(([key, entry]) => [key, show(entry)]);
      return Object.fromEntries(value.rest === undefined ? entries : [...entries, ["...", show(value.rest)]]);
    }
    case "unknown": {
      const among = value.oneOf?.map((one) => JSON.stringify(show(one))).join(" | ");
      return among === undefined ? `<${value.symbol}>` : `<${value.symbol}: ${among}>`;
    }
  }
}

/** Files by their path; nothing else exists. */
function inMemory(texts: Readonly<Record<string, string>>): Files {
  return {
    read(path): FileRead {
      const text = texts[path];
      return text === undefined
        ? { ok: false, because: "missing" }
        : { ok: true, text, bytes: new TextEncoder().encode(text) };
    },
    list(path) {
      const prefix = path === "." ? "" : `${path}/`;
      const below = Object.keys(texts).filter((name) => name.startsWith(prefix));
      const names = below.map((name) => /^[^/]+\/?/.exec(name.slice(prefix.length))![0]);
      return below.length === 0 ? undefined : [...new Set(names)].sort();
    },
  };
}
