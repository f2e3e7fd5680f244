/** The vocabulary of rules in src/check/vocabulary/ → its JSON schema, and its reference page. */
import { importSources } from "../sources.mjs";

export async function generate() {
  const language = await importSources(`
    export { ADDRESS_RELATIONS, COMPARISONS, CONNECTIVES, COUNT, EXISTS, FIELDS, NUMBER, PORT_RELATIONS, QUANTIFIERS, RELATIONS, TEXT, ruleSchema } from "./src/check/rule-schema.ts";
    export { entityKinds, recordOf } from "./src/check/vocabulary/vocabulary.ts";`);
  return [
    { path: "schemas/rule.schema.json", text: `${JSON.stringify(language.ruleSchema(), undefined, 2)}\n` },
    { path: "docs/rule-language.md", text: page(language) },
  ];
}

function page({
  ADDRESS_RELATIONS,
  COMPARISONS,
  CONNECTIVES,
  COUNT,
  entityKinds,
  EXISTS,
  FIELDS,
  NUMBER,
  PORT_RELATIONS,
  QUANTIFIERS,
  RELATIONS,
  recordOf,
  TEXT,
}) {
  const fields = Object.entries(FIELDS).map(([name, { description }]) => [name, description]);
  return `${[
    "# The rule language",
    "This page is made from the records in [src/check/vocabulary/](../src/check/vocabulary/), as is [the schema](../schemas/rule.schema.json) by which rule files are validated. [Writing rules](writing-rules.md) is the introduction.",
    "## Fields of a rule",
    ...terms(fields),
    "## Connectives",
    ...terms(Object.entries(CONNECTIVES)),
    "The entries of a pattern are joined by `and`: false where one is false, true where all are true, else unknown. A list of values is any of them.",
    "Where an entity leads to many others, a pattern of these says how many must be so:",
    ...terms([...Object.entries(QUANTIFIERS), ["count", COUNT]]),
    "## Relations of sets",
    PORT_RELATIONS,
    ...terms(Object.entries(RELATIONS)),
    ADDRESS_RELATIONS,
    "## Numbers",
    NUMBER,
    ...terms([...Object.entries(COMPARISONS), ["exists", EXISTS]]),
    "## Texts",
    TEXT,
    ...entityKinds.flatMap((kind) => entity(kind, recordOf(kind))),
  ].join("\n\n")}\n`;
}

function entity(kind, { description, properties, placeholders, places = {} }) {
  const at = Object.keys(places);
  return [
    `## \`${kind}\``,
    description,
    ...Object.entries(properties).map(
      ([name, property]) => `**\`${name}\`** (${condition(property)}): ${property.description}`,
    ),
    ...(at.length === 0 ? [] : [`Places for \`at\`: ${listOf(at)}; \`${at[0]}\` where it is absent.`]),
    `Placeholders: ${listOf(Object.keys(placeholders).map((name) => `{${name}}`))}.`,
  ];
}

function terms(entries) {
  return entries.map(([name, description]) => `**\`${name}\`**: ${description}`);
}

function listOf(names) {
  return names.map((name) => `\`${name}\``).join(", ");
}

function condition({ type, of, kind }) {
  switch (type) {
    case "choice":
      return listOf(of);
    case "flag":
      return "`true` or `false`";
    case "number":
      return "a number";
    case "text":
      return "a text";
    case "ports":
      return "relations of ports";
    case "addresses":
      return "relations of addresses";
    case "one":
      return `a pattern of \`${kind}\``;
    case "many":
      return `how many are as a pattern of \`${kind}\` says`;
  }
}
