/** What Terraform and Terragrunt know as blocks, which HCL's JSON syntax does not tell from arguments. */

/** Which properties of a body are blocks, and with how many labels; all others are arguments
 *  (https://developer.hashicorp.com/terraform/language/syntax/json). */
export interface BodyStructure {
  readonly blocks: ReadonlyMap<string, BlockStructure>;
  /** Arguments whose strings are references or lists or maps of references, not templates. */
  readonly references: ReadonlySet<string>;
}

export interface BlockStructure {
  readonly labels: number;
  /** The property with a text by which a block is known that has no label. */
  readonly bare?: string;
  readonly body: BodyStructure;
}

function body(blocks: Readonly<Record<string, BlockStructure>>, references: readonly string[] = []): BodyStructure {
  return { blocks: new Map(Object.entries(blocks)), references: new Set(references) };
}

/** Nothing but arguments: variable files, `locals`, `provider`, `backend`. */
export const ARGUMENTS: BodyStructure = body({});
const plain = (labels: number): BlockStructure => ({ labels, body: ARGUMENTS });

const LIFECYCLE: BlockStructure = {
  labels: 0,
  body: body({ precondition: plain(0), postcondition: plain(0) }, ["ignore_changes", "replace_triggered_by"]),
};
const PROVISIONER: BlockStructure = { labels: 1, body: body({ connection: plain(0) }) };

/** The content of a dynamic block can hold dynamic blocks. */
const CONTENT_BLOCKS = new Map<string, BlockStructure>();
const CONTENT: BodyStructure = { blocks: CONTENT_BLOCKS, references: new Set() };
const DYNAMIC: BlockStructure = { labels: 1, body: body({ content: { labels: 0, body: CONTENT } }, ["iterator"]) };
CONTENT_BLOCKS.set("dynamic", DYNAMIC);

const RESOURCE: BlockStructure = {
  labels: 2,
  body: body({ lifecycle: LIFECYCLE, connection: plain(0), provisioner: PROVISIONER, dynamic: DYNAMIC }, [
    "provider",
    "depends_on",
  ]),
};

/** A file of configuration. */
export const CONFIGURATION: BodyStructure = body({
  terraform: {
    labels: 0,
    body: body({
      backend: plain(1),
      cloud: { labels: 0, body: body({ workspaces: plain(0) }) },
      required_providers: plain(0),
      provider_meta: plain(1),
    }),
  },
  provider: { labels: 1, body: body({ dynamic: DYNAMIC }) },
  variable: { labels: 1, body: body({ validation: plain(0) }) },
  locals: plain(0),
  output: { labels: 1, body: body({ precondition: plain(0) }, ["depends_on"]) },
  module: { labels: 1, body: body({ lifecycle: LIFECYCLE }, ["depends_on", "providers"]) },
  resource: RESOURCE,
  data: RESOURCE,
  ephemeral: RESOURCE,
  moved: { labels: 0, body: body({}, ["from", "to"]) },
  import: { labels: 0, body: body({}, ["to", "provider"]) },
  removed: { labels: 0, body: body({ lifecycle: plain(0), provisioner: PROVISIONER }, ["from"]) },
  check: { labels: 1, body: body({ data: RESOURCE, assert: plain(0) }) },
});

/** A file of Terragrunt (https://terragrunt.gruntwork.io/docs/reference/hcl/blocks). */
export const TERRAGRUNT: BodyStructure = body({
  terraform: {
    labels: 0,
    body: body({
      extra_arguments: plain(1),
      before_hook: plain(1),
      after_hook: plain(1),
      error_hook: plain(1),
    }),
  },
  include: { labels: 1, bare: "path", body: ARGUMENTS },
  locals: plain(0),
  dependency: plain(1),
  dependencies: plain(0),
  remote_state: plain(0),
  generate: plain(1),
  feature: plain(1),
  exclude: plain(0),
  errors: { labels: 0, body: body({ retry: plain(1), ignore: plain(1) }) },
  engine: plain(0),
  catalog: plain(0),
});
