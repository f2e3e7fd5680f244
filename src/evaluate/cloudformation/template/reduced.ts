/**
 * A template → the text of it that those need who import from it: all else is blank, so that what is left stands at its place. Secrets, user
 * data and what nobody refers to are not in it.
 */
import { SourceFile, type Span } from "../../../base/source-file.ts";
import type { Value } from "../../../base/value.ts";
import { isInGraphs, isOf } from "../../../catalogue/catalogue.ts";
import type { LocatedDocument, LocatedEntry, LocatedMapping, LocatedNode } from "../../../parse/located.ts";
import type { Parsers } from "../../input.ts";
import { mayHoldSecrets } from "../../offered-root.ts";
import { CutText } from "./cut-text.ts";
import { HIDING, STORED, templateProperty } from "./resource-types.ts";
import { entryAt, intrinsicOf, textAt } from "./template.ts";
import { userDataSource, userDataWritten } from "./user-data-source.ts";

const OF_TASK: ReadonlySet<string> = new Set([
  "ContainerDefinitions",
  "Cpu",
  "Family",
  "Memory",
  "NetworkMode",
  "RequiresCompatibilities",
  "RuntimePlatform",
]);

const OF_CONTAINER: ReadonlySet<string> = new Set([
  "Cpu",
  "Essential",
  "Links",
  "Memory",
  "MemoryReservation",
  "Name",
  "PortMappings",
]);

/** The property with what instances do when they start. */
const USER_DATA = "UserData";

/** What is known beside the template. */
export interface Reducing {
  /** The least that says the same as user data; undefined where that cannot be said. */
  readonly sayAgain: (userData: Value, at: Span) => Value | undefined;
  /** Whether what a nested stack is given for a parameter of this name is certainly no secret. */
  readonly isPlain: (parameter: string) => boolean;
}

/** Undefined where it cannot be cut down so that the rest says what it did: where it has anchors, say. */
export function reducedText(
  { file, root }: LocatedDocument,
  parse: Pick<Parsers, "yaml">,
  reducing: Reducing,
): string | undefined {
  if (root.kind !== "mapping") return undefined;
  const cut = new CutText(file.text, root);
  const expected = new Reduction(cut, reducing).template(root);
  const text = cut.text();
  const { output } = parse.yaml(new SourceFile(file.path, text));
  return output !== undefined && isSame(output.root, expected) ? text : undefined;
}

class Reduction {
  readonly #cut: CutText;
  readonly #reducing: Reducing;

  constructor(cut: CutText, reducing: Reducing) {
    this.#cut = cut;
    this.#reducing = reducing;
  }

  /** Of parameters and mappings what the rest takes values from. */
  template(root: LocatedMapping): LocatedNode {
    const told = new Map<string, LocatedNode | undefined>();
    for (const { key, value } of root.entries) {
      if (key.text === "Conditions" || key.text === "Transform" || key.text === "AWSTemplateFormatVersion")
        told.set(key.text, value);
      else if (key.text === "Resources")
        told.set(
          key.text,
          this.#each(value, (one) => this.#resource(one)),
        );
      else if (key.text === "Outputs")
        told.set(
          key.text,
          this.#each(value, (one) =>
            mayHoldSecrets(one.key.text) ? undefined : this.#without(one.value, ["Description"]),
          ),
        );
    }
    const used = new Set([...told.values()].flatMap(textsIn));
    for (const { key, value } of root.entries) {
      if (key.text === "Parameters")
        told.set(
          key.text,
          this.#each(value, (one) => (used.has(one.key.text) ? this.#parameter(one.value) : undefined)),
        );
      else if (key.text === "Mappings")
        told.set(
          key.text,
          this.#each(value, (one) => (used.has(one.key.text) || used.has(ANY_MAPPING) ? one.value : undefined)),
        );
    }
    return this.#cut.entries(root, ({ key }) => told.get(key.text));
  }

  /** What is no mapping is a mistake, and nothing to be told. */
  #each(section: LocatedNode, reduce: (entry: LocatedEntry) => LocatedNode | undefined): LocatedNode | undefined {
    return section.kind === "mapping" ? this.#cut.entries(section, reduce) : undefined;
  }

  #without(node: LocatedNode, keys: readonly string[]): LocatedNode {
    if (node.kind !== "mapping") return node;
    return this.#cut.entries(node, ({ key, value }) => (keys.includes(key.text) ? undefined : value));
  }

  #parameter(node: LocatedNode): LocatedNode {
    const secrets = isSecret(node) ? ["AllowedPattern", "AllowedValues", "Default"] : [];
    return this.#without(node, ["ConstraintDescription", "Description", ...secrets]);
  }

  /** Of what no graph is made from it is told that it is there: others may be named after it. */
  #resource({ key, value }: LocatedEntry): LocatedNode | undefined {
    if (key.text.startsWith("Fn::ForEach::") && value.kind === "sequence") {
      const [name, items, body] = value.elements;
      if (name === undefined || items === undefined || body?.kind !== "mapping") return undefined;
      return { ...value, elements: [name, items, this.#cut.entries(body, (entry) => this.#resource(entry))] };
    }
    const type = textAt(value, "Type");
    if (value.kind !== "mapping" || type === undefined) return undefined;
    if (HIDING.has(type)) return undefined;
    return this.#cut.entries(value, (entry) => {
      if (OF_RESOURCE.has(entry.key.text)) return entry.value;
      if (entry.key.text !== "Properties" || entry.value.kind !== "mapping") return undefined;
      if (type === STORED.type) return this.#stored(entry.value);
      if (isOf("task-definition", type)) return this.#task(entry.value);
      if (templateProperty(type) !== undefined) return this.#nested(entry.value);
      return isInGraphs(type) ? this.#withoutSecrets(entry.value) : undefined;
    });
  }

  /** CloudFormation makes no encrypted parameter, but what its type does not say may be one yet. */
  #stored(properties: LocatedMapping): LocatedNode {
    const isPlain = /^String(?:List)?$/.test(textAt(properties, "Type") ?? "");
    return this.#cut.entries(properties, (entry) =>
      entry.key.text === STORED.value && !isPlain ? this.#cut.notTold(entry) : entry.value,
    );
  }

  /** Which containers there are, with their ports and sizes. */
  #task(properties: LocatedMapping): LocatedNode {
    return this.#cut.entries(properties, (entry) => {
      const { key, value } = entry;
      if (!OF_TASK.has(key.text)) return undefined;
      if (key.text !== "ContainerDefinitions") return value;
      if (value.kind !== "sequence" || !value.elements.every(isPlainMapping)) return this.#cut.notTold(entry);
      const elements = value.elements.map((one) =>
        this.#cut.entries(one as LocatedMapping, (inner) =>
          OF_CONTAINER.has(inner.key.text) ? inner.value : undefined,
        ),
      );
      return { ...value, elements };
    });
  }

  #nested(properties: LocatedMapping): LocatedNode {
    return this.#cut.entries(properties, ({ key, value }) =>
      key.text !== "Parameters" || value.kind !== "mapping"
        ? value
        : this.#cut.entries(value, (one) =>
            this.#reducing.isPlain(one.key.text) ? one.value : this.#cut.notTold(one),
          ),
    );
  }

  #withoutSecrets(node: LocatedNode): LocatedNode {
    if (node.kind === "sequence") return { ...node, elements: node.elements.map((one) => this.#withoutSecrets(one)) };
    if (node.kind === "scalar") return node;
    return this.#cut.entries(node, (entry) => {
      if (entry.key.text === USER_DATA) return this.#userData(entry);
      return mayHoldSecrets(entry.key.text) ? this.#cut.notTold(entry) : this.#withoutSecrets(entry.value);
    });
  }

  /** What `cfn-init` does stands in the metadata. */
  #userData(entry: LocatedEntry): LocatedNode {
    const written = userDataWritten(entry.value);
    const text = written?.kind === "string" ? written.value : "";
    const parts = written?.kind === "text" ? written.parts.filter((part) => typeof part === "string") : [text];
    const isWhole = written !== undefined && !parts.some((part) => part.includes("cfn-init"));
    const again = isWhole ? this.#reducing.sayAgain(written, entry.value.span) : undefined;
    const source = again === undefined ? undefined : userDataSource(again);
    return source === undefined
      ? this.#cut.notTold(entry)
      : this.#cut.instead(entry, ["Fn::Base64", "Fn::Sub"], source);
  }
}

function isPlainMapping(node: LocatedNode): boolean {
  return node.kind === "mapping" && intrinsicOf(node) === undefined;
}

const OF_RESOURCE: ReadonlySet<string> = new Set(["Condition", "DependsOn", "Type"]);

/** Anything but a plain no may be a yes. */
function isSecret(parameter: LocatedNode): boolean {
  const noEcho = entryAt(parameter, "NoEcho")?.value;
  return noEcho !== undefined && !(noEcho.kind === "scalar" && /^(?:false|no|off)$/i.test(noEcho.text));
}

/** Stands for a mapping whose name has to be evaluated first. */
const ANY_MAPPING = "";

/** All texts, and the names in those with names; with `ANY_MAPPING` where any of the template's mappings may be meant. */
function textsIn(node: LocatedNode | undefined): readonly string[] {
  if (node === undefined) return [];
  if (node.kind === "scalar")
    return [node.text, ...[...node.text.matchAll(/\$\{\s*([A-Za-z0-9]+)/g)].map(([, name]) => name!)];
  const call = intrinsicOf(node);
  const found =
    call?.name === "Fn::FindInMap" && call.argument.kind === "sequence" ? call.argument.elements[0] : undefined;
  const inner = node.kind === "sequence" ? node.elements : node.entries.map(({ value }) => value);
  return [...(found !== undefined && found.kind !== "scalar" ? [ANY_MAPPING] : []), ...inner.flatMap(textsIn)];
}

/** Whether two trees say the same, wherever it stands. */
function isSame(a: LocatedNode, b: LocatedNode): boolean {
  if (a.kind !== b.kind || a.tag !== b.tag) return false;
  if (a.kind === "scalar" && b.kind === "scalar") return a.value === b.value && a.text === b.text;
  if (a.kind === "sequence" && b.kind === "sequence")
    return a.elements.length === b.elements.length && a.elements.every((one, at) => isSame(one, b.elements[at]!));
  if (a.kind !== "mapping" || b.kind !== "mapping") return false;
  return (
    a.entries.length === b.entries.length &&
    a.entries.every(({ key, value }, at) => {
      const other = b.entries[at]!;
      return key.text === other.key.text && isSame(value, other.value);
    })
  );
}
