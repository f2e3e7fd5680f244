/** The templates of a scan → roots among which data sources of Terraform look: their resources, exports and outputs. */
import { groupBy } from "../../base/collections.ts";
import type { Span } from "../../base/source-file.ts";
import { STRING, type Value } from "../../base/value.ts";
import { OF_STACKS } from "../../catalogue/stored.ts";
import type { OfferedResource, OfferedRoot } from "../offered-root.ts";
import type { BodyAttribute, Resource } from "../resource.ts";
import { STACK_NAME } from "./stack/parameters.ts";
import { collectResources } from "./stack/resources.ts";
import type { Stack } from "./stack/stack.ts";
import { entryAt } from "./template/template.ts";
import { noSymbols, type RunSettings, runOnce } from "./worlds/worlds.ts";

/** Of roots that are evaluated together, in one world: a condition that neither a given value nor a default decides leaves open what depends on it. */
export function stacksBeside(settings: RunSettings): readonly OfferedRoot[] {
  const run = runOnce(settings, noSymbols());
  for (const stack of run.stacks.values()) collectResources(stack, true);
  const resources = groupBy(run.resources, ({ root }) => root);
  return [...run.stacks.values()].map((stack): OfferedRoot => {
    const { id, path } = stack.settings.root;
    const { region, account } = stack.settings.environment;
    const { file } = stack.settings.template.document;
    const all = [...(resources.get(id) ?? []), ...keptBy(stack, { file, start: 0, end: 0 })];
    return {
      id,
      path,
      isStack: true,
      workspace: undefined,
      state: undefined,
      providers: new Map([
        [PROVIDER, { region: region === undefined ? undefined : text(region), account, tags: undefined }],
      ]),
      outputs: new Map(),
      resources: all.map((one) => ({ ...one, provider: PROVIDER })),
      unread: run.unread.filter(({ root }) => root === id),
      lost: run.lost.filter(({ root }) => root === id),
      assumptions: run.assumptions.all,
    };
  });
}

/** Under which a template's resources are made, as Terraform calls it. */
const PROVIDER: OfferedResource["provider"] = "aws";

function text(value: string): Value {
  return { kind: "string", value };
}

/** What the stack keeps for others by name: its exports, and itself with its outputs. */
function keptBy(stack: Stack, whole: Span): readonly Resource[] {
  const { root } = stack.settings;
  const kept = (type: string, address: string, span: Span, values: Readonly<Record<string, Value>>): Resource => ({
    dialect: "cloudformation",
    root: root.id,
    address,
    mode: "managed",
    type,
    body: {
      attributes: new Map(
        Object.entries(values).map(([name, value]): [string, BodyAttribute] => [name, { value, nameSpan: span, span }]),
      ),
      blocks: [],
      furtherBlocks: new Map(),
    },
    exists: true,
    repeated: false,
    span,
    scope: "",
  });
  const outputs = outputsOf(stack);
  const name = stack.reference(STACK_NAME, whole, stack.context(false));
  const entries = new Map(outputs.map(({ key, value }) => [key, value]));
  return [
    ...outputs.flatMap(({ key, value, name, span }) =>
      name === undefined ? [] : [kept(OF_STACKS.export, `output ${key}`, span, { name, value })],
    ),
    kept(OF_STACKS.stack, "stack", whole, {
      name,
      outputs: { kind: "map", shape: "map", elementType: STRING, entries },
    }),
  ];
}

/** The outputs of a stack that have a value, each with the name under which it is exported. */
export function outputsOf(stack: Stack): readonly StackOutput[] {
  const context = stack.context(false);
  return stack.section("Outputs").entries.flatMap(({ key, node, context: within }) => {
    const value = stack.output(key, node.span, context);
    const named = entryAt(entryAt(node, "Export")?.value, "Name")?.value;
    const name = named === undefined ? undefined : context.evaluate(named, { ...within, settles: false });
    return value === undefined ? [] : [{ key, value, name, span: node.span }];
  });
}

interface StackOutput {
  readonly key: string;
  readonly value: Value;
  /** Undefined where it is not exported. */
  readonly name: Value | undefined;
  readonly span: Span;
}
