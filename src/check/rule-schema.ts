/** The vocabulary → the JSON schema of rule files (draft 7), by which they are validated and editors complete them. */
import { ADDRESS_WORDS } from "./relation.ts";
import { type EntityKind, type EntityRecord, type Property, tableOf } from "./vocabulary/entity.ts";
import { entityKinds, recordOf } from "./vocabulary/vocabulary.ts";

type Schema = Readonly<Record<string, unknown>>;

/** What may stand in every pattern beside the properties of its entity. */
export const CONNECTIVES = {
  not: "Kleene's negation: true and false change places, unknown stays.",
  anyOf: "True where one is true, false where all are false, else unknown.",
  allOf: "False where one is false, true where all are true, else unknown: for two conditions on one property.",
  proven: "True where the pattern is true; false where it is false or unknown.",
} as const;

/** How many of the things that an entity leads to must be as the pattern says. */
export const QUANTIFIERS = {
  where:
    "Leaves of them those for which it is true; the other relations are to these. Where it is unknown, whether such a one is among them is.",
  some: "True where it is true of one that certainly exists; false where it is false of all and there are no others; else unknown.",
  every: "`none` of the negated pattern.",
  none: "Not `some`.",
} as const;

export const COUNT =
  "How many they are: a number, or comparisons with one. Unknown where the numbers that are possible do not agree.";

export const PORT_RELATIONS =
  "Relations of a set of ports A, of which it is known that it holds at least `must` and at most `may`, to the set B given here. Several are joined by `and`.";
export const ADDRESS_RELATIONS = `Relations of a set of addresses to the addresses given here (CIDR blocks and words, joined by commas), with the truth tables of the port relations. A peer that is a security group or a prefix list outside the scan holds unknown addresses. The words are:

${tableOf(ADDRESS_WORDS, "word")}`;

/** How a number is compared. */
export const COMPARISONS = {
  equals: "It is the same.",
  atLeast: "It is the same or greater.",
  atMost: "It is the same or less.",
  moreThan: "It is greater.",
  lessThan: "It is less.",
} as const;

export const NUMBER =
  "A number or one of several, or comparisons with a number or with another number of the same entity, by its name; several are joined by `and`. True where it holds of every value that there may be, false where of none, else unknown. A number that is not written is false for each of them.";
export const TEXT =
  "A text or one of several, or `glob`: `*` stands for any number of characters, each other character for itself. True where it holds of every value that there may be, false where of none, else unknown. A text that is not written is false for each of them.";
export const EXISTS = "Whether it is written at all, though its value may not be known.";

/** Relations of a set A to a set B, each with its truth table. */
export const RELATIONS = {
  meets: `A and B have a member in common.\n\n${truths("must ∩ B is not empty", "may ∩ B is empty")}`,
  covers: `A holds all of B.\n\n${truths("B ⊆ must", "B ⊄ may")}`,
  within: `A lies in B (the empty set does).\n\n${truths("may ⊆ B", "must ⊄ B")}`,
  outside: `A and B have no member in common: not \`meets\`.\n\n${truths("may ∩ B is empty", "must ∩ B is not empty")}`,
} as const;

function truths(whereTrue: string, whereFalse: string): string {
  return `| | truth |\n|---|---|\n| ${whereTrue} | true |\n| ${whereFalse} | false |\n| else | unknown |`;
}

/** The fields of a rule, in the order of the reference page. */
export const FIELDS: Readonly<Record<string, Schema>> = {
  id: {
    description: "The rule's name, in kebab-case; the same as the name of its file.",
    type: "string",
    pattern: "^[a-z0-9]+(-[a-z0-9]+)*$",
    maxLength: 100,
  },
  title: {
    description: "What is wrong where the rule is violated, as a short sentence without a full stop.",
    type: "string",
    minLength: 1,
    maxLength: 120,
  },
  severity: { ...reference("severity"), description: "How grave a violation is." },
  severityCases: {
    description:
      "Other severities for some of the violations: the first case whose pattern is true for the entity decides; where none is, `severity` does.",
    type: "array",
    minItems: 1,
    items: object(
      {
        severity: reference("severity"),
        when: { description: "A pattern of the entity that the rule is about.", type: "object" },
      },
      ["severity", "when"],
    ),
  },
  rationale: { description: "Why it matters, in Markdown.", type: "string", minLength: 1 },
  remediation: { description: "What to do about it, in Markdown.", type: "string", minLength: 1 },
  references: {
    description: "Links to the documentation that the rule rests on.",
    type: "array",
    minItems: 1,
    items: { type: "string", pattern: "^https://" },
  },
  forbid: {
    ...reference("selection"),
    description:
      "The entity for which the pattern is true violates the rule.\n\n| pattern | finding |\n|---|---|\n| true | violated |\n| unknown | undetermined |\n| false | none |",
  },
  for: { ...reference("selection"), description: "The entities to which `require` applies." },
  require: {
    description:
      "A pattern of the entity named by `for`. The rule is violated where `for` is true and `require` is not, that is, by `for and not require`:\n\n| for | require | finding |\n|---|---|---|\n| true | true | none |\n| true | false | violated |\n| true | unknown | undetermined |\n| unknown | true | none |\n| unknown | false or unknown | undetermined |\n| false | any | none |",
    type: "object",
  },
  at: {
    description:
      "The place in the source that a finding marks, where it is written, instead of the entity itself: see the places of each entity.",
    enum: [...new Set(entityKinds.flatMap((kind) => Object.keys(recordOf(kind).places ?? {})))],
  },
  message: {
    description:
      "Templates of the finding's message. A placeholder in braces, such as `{service}`, is replaced; which there are depends on the entity.",
    ...object(
      {
        violated: { description: "Where the rule is violated.", type: "string", minLength: 1 },
        undetermined: {
          description: "Where that cannot be known from the source.",
          type: "string",
          minLength: 1,
        },
      },
      ["violated", "undetermined"],
    ),
  },
  repair: {
    description: "Template of the repair in words: the smallest change that settles the finding.",
    type: "string",
    minLength: 1,
  },
};

export function ruleSchema(): Schema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "https://reachlint.dev/schemas/rule.schema.json",
    title: "reachlint rule",
    description:
      "One policy rule. A rule selects entities of the normalized graph and of the flows through it, and says what must not be (`forbid`) or what must be (`for` with `require`). It is data: there is no code in it, no regular expression on addresses and no way to an attribute of one dialect, so that a rule works on all of them alike. Every condition is three-valued: true, false, or unknown where the source leaves it open. An entity for which a rule's condition is true is a finding `violated`; one for which it is unknown is a finding `undetermined`; any other is none.",
    ...object(FIELDS, ["id", "title", "severity", "rationale", "remediation", "references", "message"]),
    oneOf: [{ required: ["forbid"] }, { required: ["for", "require"] }],
    allOf: entityKinds.map(patternsAreOf),
    definitions: {
      severity: { enum: ["error", "warning", "note"] },
      selection: {
        ...object(Object.fromEntries(entityKinds.map((kind) => [kind, reference(kind)]))),
        minProperties: 1,
        maxProperties: 1,
      },
      ports: {
        description: "A set of ports: one, a range, or several joined by commas.",
        oneOf: [
          { type: "integer", minimum: 0, maximum: 65535 },
          { type: "string", pattern: "^[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*$", format: "ports" },
        ],
      },
      addresses: {
        description: "A set of addresses: CIDR blocks and words joined by commas.",
        type: "string",
        pattern: `^${ADDRESSES}(,${ADDRESSES})*$`,
        format: "addresses",
      },
      portRelations: { description: PORT_RELATIONS, ...someOf(RELATIONS, reference("ports")) },
      addressRelations: { description: ADDRESS_RELATIONS, ...someOf(RELATIONS, reference("addresses")) },
      text: {
        description: TEXT,
        oneOf: [
          ...oneOrSeveral({ type: "string" }),
          {
            ...object({
              glob: { description: TEXT, oneOf: oneOrSeveral({ type: "string", minLength: 1 }) },
              exists: { description: EXISTS, type: "boolean" },
            }),
            minProperties: 1,
          },
        ],
      },
      count: { description: COUNT, oneOf: [{ type: "number" }, someOf(COMPARISONS, { type: "number" })] },
      ...Object.fromEntries(entityKinds.map((kind) => [kind, patternOf(kind, recordOf(kind))])),
    },
  };
}

const ADDRESSES = `(${Object.keys(ADDRESS_WORDS).join("|")}|[0-9a-fA-F:.]+/[0-9]{1,3})`;

/** A keyword of JSON schema; written as a property it would make the object look like a promise. */
const THEN = "then";

/** In a rule about a kind of entity, `require` and the cases of severities are patterns of that kind. */
function patternsAreOf(kind: EntityKind): Schema {
  const about = (field: string): Schema => ({ required: [field], properties: { [field]: { required: [kind] } } });
  const pattern = reference(kind);
  return {
    if: { anyOf: [about("forbid"), about("for")] },
    [THEN]: { properties: { require: pattern, severityCases: { items: { properties: { when: pattern } } } } },
  };
}

function patternOf(kind: EntityKind, { description, properties }: EntityRecord<EntityKind>): Schema {
  const own = reference(kind);
  const numbers = Object.keys(properties).filter((name) => properties[name]!.type === "number");
  return {
    description,
    ...object({
      not: { ...own, description: CONNECTIVES.not },
      anyOf: { description: CONNECTIVES.anyOf, type: "array", minItems: 1, items: own },
      allOf: { description: CONNECTIVES.allOf, type: "array", minItems: 1, items: own },
      proven: { ...own, description: CONNECTIVES.proven },
      ...Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [
          name,
          { description: property.description, ...conditionOn(property, numbers) },
        ]),
      ),
    }),
  };
}

/** `numbers`: the properties of the same entity with which a number can be compared. */
function conditionOn(property: Property<never>, numbers: readonly string[]): Schema {
  switch (property.type) {
    case "choice":
      return { oneOf: oneOrSeveral({ enum: property.of }) };
    case "flag":
      return { type: "boolean" };
    case "text":
      return reference("text");
    case "number":
      return {
        oneOf: [
          ...oneOrSeveral({ type: "number" }),
          someOf(
            { ...COMPARISONS, exists: EXISTS },
            { oneOf: [{ type: "number" }, { enum: numbers }] },
            { exists: { type: "boolean" } },
          ),
        ],
      };
    case "ports":
      return reference("portRelations");
    case "addresses":
      return reference("addressRelations");
    case "one":
      return reference(property.kind);
    case "many":
      return someOf({ ...QUANTIFIERS, count: COUNT }, reference(property.kind), { count: reference("count") });
  }
}

function oneOrSeveral(value: Schema): readonly Schema[] {
  return [value, { type: "array", minItems: 1, uniqueItems: true, items: value }];
}

/** A mapping with one or more of these keys, each with its description; `others` have other values. */
function someOf(
  keys: Readonly<Record<string, string>>,
  value: Schema,
  others: Readonly<Record<string, Schema>> = {},
): Schema {
  const entries = Object.entries(keys).map(([key, description]) => [key, { ...(others[key] ?? value), description }]);
  return { ...object(Object.fromEntries(entries)), minProperties: 1 };
}

function object(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return {
    type: "object",
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
    properties,
  };
}

function reference(definition: string): Schema {
  return { $ref: `#/definitions/${definition}` };
}
