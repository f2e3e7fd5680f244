/** Terraform that says less: a default, a condition or a value is taken away, and nothing says what stands there instead. */
import { posix } from "node:path";
import type { Span } from "../../src/base/source-file.ts";
import type { Attribute, Block, Body } from "../../src/parse/hcl/syntax.ts";
import { isExpression, nodesOf } from "../parse/hcl/nodes.ts";
import { type Change, type Edit, place } from "./change.ts";
import type { Random } from "./random.ts";
import type { Sources, TerraformDirectory } from "./sources.ts";

/** The input variable that nobody gives. */
const UNKNOWN = "mm_unknown";

/** Resources on which flows depend; values of others are forgotten as well, but less often. */
const MATTERS =
  /^aws_(?:ecs|alb|lb|elb|security_group|vpc|default|network|subnet|launch|autoscaling|instance|eip|route)/;

/** Arguments that say how Terraform works and not what there is. */
const META: ReadonlySet<string> = new Set(["depends_on", "provider", "providers", "source", "version"]);

export function defaults({ directories }: Sources): readonly Change[] {
  return directories.flatMap((directory) => {
    if (callers(directories, directory).length > 0) return [];
    return variables(directory).flatMap(({ block, fallback }) =>
      fallback === undefined
        ? []
        : [
            {
              what: `var.${block.labels[0]!.value} without its default, ${place(fallback.span)}`,
              edits: [cut(fallback)],
            },
          ],
    );
  });
}

export function variables({ blocks }: TerraformDirectory): readonly {
  readonly block: Block;
  readonly fallback: Attribute | undefined;
}[] {
  return blocks
    .filter(({ type, labels }) => type === "variable" && labels.length === 1)
    .map((block) => ({ block, fallback: block.body.attributes.find(({ name }) => name === "default") }));
}

/** `count`, `for_each` and what stands before a question mark. */
export function conditions({ directories }: Sources): readonly Change[] {
  return everyUnknown(directories, (block) => {
    if (!["resource", "data", "module", "locals", "output"].includes(block.type)) return [];
    const repeated = block.body.attributes.filter(({ name }) => name === "count" || name === "for_each");
    const asked = [...nodesOf(once(block.body))].flatMap((node) =>
      isExpression(node) && node.kind === "conditional" ? [{ span: node.condition.span, of: instanceOf(block) }] : [],
    );
    return [...repeated.map(({ expression }) => ({ span: expression.span, of: "" })), ...asked];
  });
}

/** Arguments of resources and their nested blocks, arguments of module calls, and local values. */
export function values({ directories }: Sources, random: Random): readonly Change[] {
  return everyUnknown(directories, (block) => {
    const { type, labels, body } = block;
    const is = type === "locals" || type === "module" || (type === "resource" && matters(labels, random));
    return is
      ? argumentsIn(once(body)).map(({ expression }) => ({ span: expression.span, of: instanceOf(block) }))
      : [];
  });
}

/** Where an unknown stands, and of which instance it is: `[each.key]`. */
interface Place {
  readonly span: Span;
  readonly of: string;
}

/** What the source says of each instance on its own stays unknown of each on its own. */
function instanceOf({ type, body }: Block): string {
  if (type === "locals" || type === "output") return "";
  if (body.attributes.some(({ name }) => name === "count")) return "[count.index]";
  return body.attributes.some(({ name }) => name === "for_each") ? "[each.key]" : "";
}

/** Without what stands for several things at once: dynamic blocks, `count`, and arguments with a `for`. */
function once({ attributes, blocks, span }: Body): Body {
  return {
    attributes: attributes.filter(
      ({ name, expression }) =>
        !REPEATS.has(name) && ![...nodesOf(expression)].some((node) => node.kind === "for" || node.kind === "splat"),
    ),
    blocks: blocks.filter(({ type }) => type !== "dynamic").map((block) => ({ ...block, body: once(block.body) })),
    span,
  };
}

const REPEATS: ReadonlySet<string> = new Set(["count", "for_each"]);

function matters(labels: Block["labels"], random: Random): boolean {
  return MATTERS.test(labels[0]?.value ?? "") || random.below(10) === 0;
}

function argumentsIn(body: Body): readonly Attribute[] {
  const own = body.attributes.filter(({ name }) => !META.has(name));
  const nested = body.blocks.filter(({ type }) => type !== "lifecycle" && type !== "provisioner");
  return [...own, ...nested.flatMap((block) => argumentsIn(block.body))];
}

/** One change for each place: an unknown variable stands there, and is declared there; every call of the module hands it one of its own. */
function everyUnknown(
  directories: readonly TerraformDirectory[],
  placesIn: (block: Block) => readonly Place[],
): readonly Change[] {
  return directories.flatMap((directory) =>
    directory.blocks.flatMap(placesIn).map(({ span, of }): Change => {
      const { file, start, end } = span;
      const written = file.text.slice(start, end);
      const text = `var.${UNKNOWN}${of}${written.includes("<<") ? "\n" : ""}`;
      return {
        what: `${written.split("\n")[0]!.slice(0, 80)} not known, ${place(span)}`,
        edits: [{ path: file.path, start, end, text }, ...declared(directories, directory, UNKNOWN, 0)],
      };
    }),
  );
}

/** Modules are not nested deeper than this; one that calls itself is no module. */
const DEPTH = 8;

function declared(
  directories: readonly TerraformDirectory[],
  directory: TerraformDirectory,
  name: string,
  depth: number,
): readonly Edit[] {
  if (depth > DEPTH) return [];
  const { file } = directory.files[0]!;
  const end = file.text.length;
  return [
    { path: file.path, start: end, end, text: `\nvariable "${name}" {\n}\n` },
    ...callers(directories, directory).flatMap(({ caller, call }, at) => {
      const given = `${name}_${at}`;
      // On a line of its own before the closing brace.
      const brace = call.span.end - 1;
      const text = `\n${name} = var.${given}${instanceOf(call)}\n`;
      return [
        { path: call.span.file.path, start: brace, end: brace, text },
        ...declared(directories, caller, given, depth + 1),
      ];
    }),
  ];
}

/** The calls of a module by its path. */
function callers(
  directories: readonly TerraformDirectory[],
  module: TerraformDirectory,
): readonly { readonly caller: TerraformDirectory; readonly call: Block }[] {
  return directories.flatMap((caller) =>
    caller.blocks
      .filter((block) => block.type === "module" && sourceOf(block, caller) === module.path)
      .map((call) => ({ caller, call })),
  );
}

function sourceOf({ body }: Block, { path }: TerraformDirectory): string | undefined {
  const source = body.attributes.find(({ name }) => name === "source")?.expression;
  const part = source?.kind === "template" && source.parts.length === 1 ? source.parts[0] : undefined;
  if (part?.kind !== "text" || !/^\.\.?(?:\/|$)/.test(part.value)) return undefined;
  return posix.join(path, part.value).replace(/\/$/, "");
}

/** With the rest of its line, where nothing else stands there. */
function cut({ span: { file, start, end } }: Attribute): Edit {
  return { path: file.path, start, end, text: "" };
}
