/** Inputs that nobody gives, each with values that somebody could give. */
import type { Block, Expression } from "../../src/parse/hcl/syntax.ts";
import { isExpression, nodesOf } from "../parse/hcl/nodes.ts";
import type { Random } from "./random.ts";
import type { Sources, TerraformDirectory } from "./sources.ts";
import { variables } from "./terraform-unknowns.ts";

/** A value of `--var` or `--parameter`. */
export interface Told {
  readonly dialect: "terraform" | "cloudformation";
  readonly name: string;
  readonly value: string;
}

/** At most three values for each input, chosen by chance. */
export function told(sources: Sources, random: Random): readonly Told[] {
  const names = new Map<string, Set<string>>();
  for (const directory of sources.directories)
    for (const { block, fallback } of variables(directory)) {
      const name = block.labels[0]!.value;
      const values = names.get(name) ?? new Set();
      if (fallback === undefined) for (const value of valuesOf(block, directory, sources)) values.add(value);
      names.set(name, values);
    }
  const terraform = [...names].flatMap(([name, values]) =>
    random
      .shuffled([...values])
      .slice(0, 3)
      .map((value): Told => ({ dialect: "terraform", name, value })),
  );
  return [...terraform, ...parameters(sources, random)];
}

/** By its type, by what it is compared with, by what callers and other files give under its name. */
function valuesOf(block: Block, { blocks }: TerraformDirectory, { directories, texts }: Sources): readonly string[] {
  const name = block.labels[0]!.value;
  const type = block.body.attributes.find((attribute) => attribute.name === "type")?.expression;
  const typed = typedValues(type === undefined ? "any" : textOf(type), name);
  if (typed === undefined) return [];
  const compared = [...nodesOf(blocks)].flatMap((node) => {
    if (!isExpression(node)) return [];
    if (node.kind === "binary" && isVariable(node.left, name)) return literal(node.right);
    if (node.kind === "binary" && isVariable(node.right, name)) return literal(node.left);
    const [list, item] = node.kind === "call" && node.name === "contains" ? node.arguments : [];
    return item !== undefined && isVariable(item, name) && list?.kind === "tuple" ? list.elements.flatMap(literal) : [];
  });
  const given = directories.flatMap((directory) =>
    directory.blocks
      .filter((other) => other.type === "module")
      .flatMap(({ body }) => body.attributes.filter((attribute) => attribute.name === name))
      .flatMap(({ expression }) => literal(expression)),
  );
  const assigned = [...texts].flatMap(([path, text]) => {
    const found = path.endsWith(".tfvars") ? new RegExp(`^${name}\\s*=\\s*(["\\w.[\\]{}, -]+)$`, "m").exec(text) : null;
    return found === null ? [] : [found[1]!.replace(/^"([^"]*)"$/, "$1")];
  });
  return [...typed, ...compared, ...given, ...assigned];
}

/** Undefined for types whose values cannot be made up. */
function typedValues(type: string, name: string): readonly string[] | undefined {
  if (type === "bool") return ["true", "false"];
  if (type === "number") return ["0", "1", "2", "80", "8080"];
  if (/^(?:list|set)\((?:string|any)\)$/.test(type))
    return [`["${plausible(name)}"]`, `["${plausible(name)}", "other"]`];
  if (type === "string" || type === "any") return [plausible(name)];
  return /^(?:list|set|map)\(/.test(type) ? [type.startsWith("map") ? "{}" : "[]"] : undefined;
}

function plausible(name: string): string {
  if (/cidr/.test(name)) return "10.77.0.0/16";
  if (/port/.test(name)) return "8080";
  if (/vpc/.test(name)) return "vpc-0a1b2c3d4e5f60718";
  if (/subnet/.test(name)) return "subnet-0a1b2c3d4e5f60718";
  if (/security|sg/.test(name)) return "sg-0a1b2c3d4e5f60718";
  if (/region/.test(name)) return "eu-west-1";
  return "mm";
}

function isVariable(node: Expression, name: string): boolean {
  return (
    node.kind === "get-attribute" && node.name === name && node.target.kind === "variable" && node.target.name === "var"
  );
}

/** As `--var` takes it. */
function literal(node: Expression): readonly string[] {
  if (node.kind === "literal" && node.value !== null)
    return [typeof node.value === "object" ? node.value.number : String(node.value)];
  const [part] = node.kind === "template" ? node.parts : [];
  return node.kind === "template" && node.parts.length === 1 && part?.kind === "text" ? [part.value] : [];
}

function textOf({ span: { file, start, end } }: Expression): string {
  return file.text.slice(start, end).replaceAll(/\s/g, "");
}

function parameters({ templates }: Sources, random: Random): readonly Told[] {
  const names = new Map<string, Set<string>>();
  for (const template of templates)
    for (const { name, type, default: fallback, allowedValues } of template.parameters.values()) {
      const values = names.get(name) ?? new Set();
      names.set(name, values);
      if (fallback !== undefined) continue;
      for (const allowed of allowedValues ?? []) values.add(allowed.text);
      if (allowedValues === undefined) {
        values.add(type === "Number" ? "8080" : parameterText(type, name));
        for (const other of templates) {
          const known = other.parameters.get(name)?.default;
          if (known?.kind === "scalar" && known.value !== null) values.add(known.text);
        }
      }
    }
  return [...names].flatMap(([name, values]) =>
    random
      .shuffled([...values])
      .slice(0, 3)
      .map((value): Told => ({ dialect: "cloudformation", name, value })),
  );
}

function parameterText(type: string, name: string): string {
  const one = plausible(
    `${type} ${name}`.toLowerCase().replace("subnet::id", "subnet").replace("aws::ec2::vpc", "vpc"),
  );
  return type.startsWith("List<") || type === "CommaDelimitedList" ? `${one},${one}9` : one;
}
