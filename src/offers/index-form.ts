/** The form of an index: a small JSON with what the roots of one repository offer to those of others (docs/decisions/0041-index.md). */
import type { UnknownValue, Value } from "../base/value.ts";
import {
  entries,
  fields,
  flag,
  list,
  type NamedEntry,
  type Shape,
  text,
  type ValueOf,
  type Written,
  wholeNumber,
} from "../parse/shape.ts";
import { PLACE_FORM, type WrittenPlace } from "./place.ts";
import { type Placed, UNKNOWN, UNKNOWN_DEFINITION, VALUE, VALUE_DEFINITION } from "./read-value.ts";
import { anyText } from "./text-forms.ts";
import { TYPE_DEFINITION } from "./type-form.ts";

/** Another one is not read. */
export const INDEX_VERSION = 1;

/** A file with more is not read. */
export const MOST_RESOURCES = 100_000;
export const MOST_BYTES = 16 * 1024 * 1024;

const argument = fields("An argument.", { value: VALUE, at: PLACE_FORM }, ["value", "at"]);
const ofBody = {
  arguments: entries("Arguments by name.", argument),
  further: entries("Types of blocks of which any number more may exist.", UNKNOWN),
  rest: UNKNOWN,
};
const block: Shape<WrittenBlock> = {
  schema: { $ref: "#/definitions/block" },
  read: (node, tell) => blockFields.read(node, tell),
};
const blocks = list("Nested blocks in their order.", block);
const blockFields: Shape<WrittenBlock> = fields(
  "A nested block.",
  {
    type: text("Its type."),
    labels: list("Its labels.", text("A label.")),
    at: PLACE_FORM,
    exists: UNKNOWN,
    ...ofBody,
    blocks,
  },
  ["type", "at"],
);
const resource = fields(
  "A resource, or a data source to which something refers.",
  {
    address: text("Unique in its root."),
    type: text("`aws_subnet`, `AWS::EC2::Subnet`."),
    at: PLACE_FORM,
    data: flag("It is a data source."),
    template: flag("It is declared by a template of CloudFormation that the root deploys."),
    module: text("The address of its module instance."),
    provider: text("Its provider configuration; `aws` where left out."),
    exists: UNKNOWN,
    repeated: flag("It stands for any number of instances."),
    ignored: list("Arguments whose changes are left to others, `all` for every one.", text("The name of an argument.")),
    ...ofBody,
    blocks,
  },
  ["address", "type", "at"],
);
const state = fields(
  "The state that it writes.",
  { backend: text("The backend."), config: entries("What tells its state from others.", VALUE) },
  ["backend", "config"],
);
const provider = fields("Where it makes resources.", {
  region: VALUE,
  account: text("Of twelve digits.", { expected: "twelve digits", pattern: "^[0-9]{12}$" }),
  tags: VALUE,
});
const output = fields("An output.", { value: VALUE, at: PLACE_FORM }, ["value", "at"]);
const unread = fields(
  "A module that was not there.",
  {
    address: text("Of its call."),
    because: text("Why it was not read."),
    at: PLACE_FORM,
    hint: text("What to do."),
    given: list("What it is given.", VALUE),
  },
  ["address", "because", "at", "given"],
);
const assumption = fields("What was taken as given.", { kind: text("Its kind."), text: text("A sentence.") }, [
  "kind",
  "text",
]);
const lost = fields(
  "A part of its source that could not be read.",
  {
    address: text("`aws_network_acl.main`, `a part of main.tf`."),
    path: text("Of its file."),
    at: PLACE_FORM,
    types: list("Of the resources in it, `module` for a call; anything where left out.", text("A type.")),
    because: text("Where it is not that it cannot be read: why it is not known, as the end of a sentence about it."),
    hint: text("What can be done about that."),
  },
  ["address", "path"],
);
const root = fields(
  "A root of Terraform.",
  {
    path: text("The path of its directory in the repository, `.` for the top."),
    workspace: text(
      "The workspace of which it is the deployment, where it is another in each and this is not `default`.",
    ),
    state,
    providers: entries("Provider configurations by name.", provider),
    outputs: entries("Outputs by name.", output),
    resources: list("What others can refer to.", resource),
    unread: list("Modules that were not there.", unread),
    lost: list("Parts of its source that could not be read.", lost),
    assumptions: list("What was taken as given.", assumption),
  },
  ["path"],
);
const template = fields(
  "A template of CloudFormation.",
  {
    path: text("Its path in the repository."),
    text: text("What others need of it, at its place; all else is blank."),
    parameters: entries("Values that its parameters are given.", anyText()),
  },
  ["path", "text"],
);
export const INDEX_FORM = fields(
  "What the roots of a repository offer to those of others. reachlint index writes it, --index reads it.",
  {
    version: wholeNumber("Of this form.", INDEX_VERSION, INDEX_VERSION),
    repository: text("The repository, `github.com/acme/network`.", {
      expected: "the name of a repository",
      pattern: "^[^/\\s][^\\s]*$",
    }),
    commit: text("The commit of which it tells.", {
      expected: "the id of a commit",
      pattern: "^[0-9a-f]{40}([0-9a-f]{24})?$",
    }),
    modified: flag("Files were not as in the commit."),
    roots: list("Roots of Terraform.", root),
    templates: list("Templates of CloudFormation.", template),
  },
  ["version", "repository", "roots"],
);
/** As `schemas/index.schema.json`. */
export function indexSchema(): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "What reachlint index writes",
    ...INDEX_FORM.schema,
    definitions: {
      type: TYPE_DEFINITION,
      value: VALUE_DEFINITION,
      unknown: UNKNOWN_DEFINITION,
      block: blockFields.schema,
    },
  };
}

export type WrittenIndex = ValueOf<typeof INDEX_FORM>;
export type WrittenRoot = WrittenIndex["roots"][number];
export type WrittenResource = NonNullable<WrittenRoot["resources"]>[number];

/** Arguments and nested blocks. */
export interface WrittenBody {
  readonly arguments?: readonly NamedEntry<{ readonly value: Placed<Value>; readonly at: WrittenPlace }>[] | undefined;
  readonly blocks?: readonly WrittenBlock[] | undefined;
  readonly further?: readonly NamedEntry<Placed<UnknownValue>>[] | undefined;
  readonly rest?: Placed<UnknownValue> | undefined;
}

interface WrittenBlock extends WrittenBody {
  readonly type: Written<string>;
  readonly labels?: readonly Written<string>[] | undefined;
  readonly at: WrittenPlace;
  readonly exists?: Placed<UnknownValue> | undefined;
}
