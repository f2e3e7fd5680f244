/** Terraform whose parts stand in another order or in other files, which means the same. */
import type { Span } from "../../src/base/source-file.ts";
import type { Block, Body, Expression } from "../../src/parse/hcl/syntax.ts";
import { nodesOf } from "../parse/hcl/nodes.ts";
import { type Change, permuted, place } from "./change.ts";
import type { Random } from "./random.ts";
import { inDirectory, type Sources, type TerraformDirectory } from "./sources.ts";

/** Arguments of resources that are sets, or lists in which no place has a meaning of its own. */
const UNORDERED: ReadonlySet<string> = new Set([
  "availability_zones",
  "cidr_blocks",
  "container_definitions",
  "ipv6_cidr_blocks",
  "load_balancers",
  "portMappings",
  "prefix_list_ids",
  "security_group_ids",
  "security_groups",
  "subnet_ids",
  "subnets",
  "target_group_arns",
  "vpc_security_group_ids",
  "vpc_zone_identifier",
]);

/** Nested blocks that are sets. */
const UNORDERED_BLOCKS: ReadonlySet<string> = new Set([
  "capacity_provider_strategy",
  "default_capacity_provider_strategy",
  "dynamic",
  "egress",
  "filter",
  "ingress",
  "load_balancer",
  "route",
  "subnet_mapping",
  "target_group",
]);

const isOrderless = (argument: string): boolean => UNORDERED.has(argument);

const resources = ({ directories }: Sources): readonly Block[] =>
  directories.flatMap(({ blocks }) => blocks.filter(({ type }) => type === "resource"));

export function lists(sources: Sources, random: Random): readonly Change[] {
  return resources(sources).flatMap((block) => {
    const outside = allBodies(block.body).flatMap(({ attributes }) =>
      attributes.filter(({ name }) => isOrderless(name)).map(({ name, expression }) => ({ name, list: expression })),
    );
    const inside = [...nodesOf(block.body)].flatMap((node) =>
      node.kind === "object"
        ? node.entries.flatMap(({ key, value }) =>
            key.kind === "name" && isOrderless(key.name) ? [{ name: key.name, list: value }] : [],
          )
        : [],
    );
    return [...outside, ...inside].flatMap(({ name, list }) => {
      const elements = elementsOf(list);
      return swapped(`the entries of ${name}`, elements, random);
    });
  });
}

function elementsOf(list: Expression): readonly Span[] {
  if (list.kind === "call" && list.name === "jsonencode") return elementsOf(list.arguments[0] ?? list);
  return list.kind === "tuple" ? list.elements.map(({ span }) => span) : [];
}

/** Ingress rules, load balancers and the like, within their resource. */
export function nestedBlocks(sources: Sources, random: Random): readonly Change[] {
  return resources(sources).flatMap((block) =>
    allBodies(block.body).flatMap(({ blocks }) => {
      const spans = blocks.filter(({ type }) => UNORDERED_BLOCKS.has(type)).map(({ span }) => span);
      return swapped("nested blocks", spans, random);
    }),
  );
}

export function arguments_(sources: Sources, random: Random): readonly Change[] {
  return sources.directories.flatMap(({ blocks }) =>
    blocks
      .filter(({ type }) => ["resource", "data", "module", "locals", "variable"].includes(type))
      .flatMap((block) =>
        allBodies(block.body).flatMap(({ attributes }) =>
          swapped(
            "arguments",
            attributes.map(({ span }) => span),
            random,
          ),
        ),
      ),
  );
}

export function topLevelBlocks(sources: Sources, random: Random): readonly Change[] {
  return sources.directories.flatMap(({ files }) =>
    files.flatMap(({ body }) =>
      swapped(
        "top-level blocks",
        body.blocks.map(({ span }) => span),
        random,
        true,
      ),
    ),
  );
}

/** A heredoc takes the rest of its line along: what ends with one can only stand where a line ends. */
function swapped(what: string, spans: readonly Span[], random: Random, whole = false): readonly Change[] {
  const movable = spans.filter(({ file, start, end }) => whole || !file.text.slice(start, end).includes("<<"));
  const change = movable[0] && permuted(`${what} in another order, ${place(movable[0])}`, movable, random);
  return change === undefined ? [] : [change];
}

function allBodies(body: Body): readonly Body[] {
  return [body, ...body.blocks.flatMap((block) => allBodies(block.body))];
}

export function fileNames({ directories }: Sources, random: Random): readonly Change[] {
  return directories.map(({ path, files }) => {
    const names = random.shuffled(files.map((_, at) => `f${at}`));
    const moved = files.map(({ file }, at) => ({
      from: file.path,
      to: inDirectory(path, `${names[at]}_${file.path.slice(file.path.lastIndexOf("/") + 1)}`),
      text: file.text,
    }));
    return {
      what: `files with other names, ${path}: ${moved.map(({ from, to }) => `${from} → ${to}`).join(", ")}`,
      edits: [],
      files: new Map([
        ...moved.map(({ from }) => [from, undefined] as const),
        ...moved.map(({ to, text }) => [to, text] as const),
      ]),
      renamed: new Map(moved.map(({ from, to }) => [to, from])),
    };
  });
}

/** The blocks of a directory, dealt out anew to fewer or more files. */
export function blocksInOtherFiles({ directories }: Sources, random: Random): readonly Change[] {
  return directories.filter(({ blocks }) => blocks.length > 1).map((directory) => dealtOut(directory, random));
}

function dealtOut({ path, files, blocks }: TerraformDirectory, random: Random): Change {
  const old = files.map(({ file }) => file.path);
  const names = [...new Set([...old, inDirectory(path, "a0.tf"), inDirectory(path, "z0.tf")])];
  const into = random.shuffled(names).slice(0, 1 + random.below(names.length));
  const rest = new Map(files.map(({ file }) => [file.path, file.text]));
  for (const { span } of [...blocks].sort((a, b) => b.span.start - a.span.start)) {
    const text = rest.get(span.file.path)!;
    rest.set(span.file.path, text.slice(0, span.start) + text.slice(span.end));
  }
  const texts = new Map([...old, ...into].map((name) => [name, rest.get(name) ?? ""]));
  for (const { span } of random.shuffled(blocks)) {
    const to = random.pick(into);
    texts.set(to, `${texts.get(to)}\n${span.file.text.slice(span.start, span.end)}\n`);
  }
  return { what: `blocks dealt out to ${into.join(", ")}`, edits: [], files: texts };
}
