/** The vocabulary of rules, as their schema describes it → its reference page in Markdown. */
import { placeholderNames } from "./message.ts";
import { properties } from "./properties.ts";
import type { EntityKind } from "./rule.ts";

interface Description {
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Description>>;
}

/** What the page takes from schemas/rule.schema.json. */
export interface RuleSchema extends Description {
  readonly definitions: Readonly<Record<string, Description>>;
}

const CONNECTIVES: readonly string[] = ["not", "anyOf", "proven"];

export function renderRuleLanguage(schema: RuleSchema): string {
  const { definitions, properties: fields = {} } = schema;
  const kinds = Object.keys(definitions.selection?.properties ?? {}) as EntityKind[];
  const describe = (name: string): string => definitions[name]?.description ?? "";
  return [
    "# The rule language",
    "This page is made from [the schema](../schemas/rule.schema.json) by which rule files are validated. [Writing rules](writing-rules.md) is the introduction.",
    "## Fields of a rule",
    ...Object.entries(fields).map(([name, field]) => `**\`${name}\`**: ${described(field)}`),
    "## Connectives",
    ...CONNECTIVES.map((name) => `**\`${name}\`**: ${described(definitions.flow?.properties?.[name] ?? {})}`),
    "The entries of a pattern are joined by `and`: false where one is false, true where all are true, else unknown. A list of values is any of them.",
    "## Relations of sets",
    describe("portRelations"),
    ...Object.entries(definitions.portRelations?.properties ?? {}).map(
      ([name, one]) => `**\`${name}\`**: ${described(one)}`,
    ),
    describe("addressRelations"),
    "## Numbers",
    describe("number"),
    ...kinds.flatMap((kind) => entity(kind, definitions[kind] ?? {}, definitions)),
  ]
    .join("\n\n")
    .concat("\n");
}

function entity(
  kind: EntityKind,
  { description = "", properties: fields = {} }: Description,
  definitions: RuleSchema["definitions"],
): readonly string[] {
  const own = Object.entries(fields).filter(([name]) => !CONNECTIVES.includes(name));
  return [
    `## \`${kind}\``,
    description,
    ...own.map(([name, property]) =>
      `**\`${name}\`** (${condition(kind, name)}): ${described(property, definitions)}`.replace(/: $/, ""),
    ),
    `Placeholders: ${placeholderNames(kind)
      .map((name) => `\`{${name}}\``)
      .join(", ")}.`,
  ];
}

function described({ description, $ref }: Description, definitions: RuleSchema["definitions"] = {}): string {
  return description ?? definitions[$ref?.split("/").at(-1) ?? ""]?.description ?? "";
}

function condition(kind: EntityKind, name: string): string {
  const property = properties(kind)[name]!;
  switch (property.type) {
    case "choice":
      return property.of.map((value) => `\`${value}\``).join(", ");
    case "flag":
      return "`true` or `false`";
    case "number":
      return "a number, or `atLeast` and `atMost`";
    case "ports":
      return "relations of ports";
    case "addresses":
      return "relations of addresses";
    case "one":
      return `a pattern of \`${property.kind}\``;
    case "many":
      return `\`some\`, \`every\` or \`none\` with a pattern of \`${property.kind}\``;
  }
}
