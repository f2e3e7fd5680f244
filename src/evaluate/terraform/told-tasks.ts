/** A task definition → what of it others can refer to: which containers there are, with their ports and sizes. Environments and secrets are not in it. */
import type { MapValue, Value } from "../../base/value.ts";
import { parseJsonText } from "../../values/json-text.ts";
import { makeUnknown } from "../../values/unknown.ts";
import type { Resource, ResourceBody } from "../resource.ts";
import { encodeJson } from "./language/functions/json.ts";
import { isFailure, mapElements } from "./language/types/values.ts";

/** Of the task, in the spelling of each provider, without underscores. */
const OF_TASK: ReadonlySet<string> = new Set([
  "containerdefinitions",
  "cpu",
  "family",
  "memory",
  "networkmode",
  "requirescompatibilities",
  "runtimeplatform",
  "tags",
]);

const OF_CONTAINER: ReadonlySet<string> = new Set([
  "cpu",
  "essential",
  "links",
  "memory",
  "memoryreservation",
  "name",
  "portmappings",
]);

export function toldTask(resource: Resource): Resource {
  const { attributes, blocks, furtherBlocks } = resource.body;
  const body: ResourceBody = {
    attributes: new Map(
      [...attributes].flatMap(([name, attribute]) => {
        if (!OF_TASK.has(plain(name))) return [];
        const isContainers = plain(name) === "containerdefinitions";
        return [[name, isContainers ? { ...attribute, value: toldContainers(attribute.value, resource) } : attribute]];
      }),
    ),
    blocks: blocks.filter(({ type }) => OF_TASK.has(plain(type))),
    furtherBlocks: new Map([...furtherBlocks].filter(([type]) => OF_TASK.has(plain(type)))),
  };
  return { ...resource, body };
}

function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** As JSON in a text, or as a list where the provider has one. What cannot be read is not told. */
function toldContainers(value: Value, { root, address, span }: Resource): Value {
  // What is sensitive is told by nobody, and what is not known can be told.
  if (value.sensitive === true || value.kind === "unknown") return value;
  if (value.kind === "list") return withContainers(value);
  const read = value.kind === "string" || value.kind === "text" ? parseJsonText(value) : undefined;
  const encoded = read?.ok === true ? encodeJson(withContainers(read.value)) : undefined;
  if (encoded !== undefined && !isFailure(encoded)) return encoded;
  const cause = {
    kind: "external",
    text: "the index does not tell it",
    hint: "scan both repositories together",
    span,
  } as const;
  return makeUnknown({ cause, symbol: `${root}:${address}.containers`, notNull: true });
}

function withContainers(value: Value): Value {
  return value.kind === "map" ? toldContainer(value) : mapElements(value, withContainers);
}

function toldContainer({ keySpans: _, ...container }: MapValue): MapValue {
  return { ...container, entries: new Map([...container.entries].filter(([key]) => OF_CONTAINER.has(plain(key)))) };
}
