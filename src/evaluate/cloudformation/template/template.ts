/** A located document into a template: what is declared in it and named by others, with its place; and its nodes into the intrinsic functions
 *  that they call. */
import { remembered } from "../../../base/collections.ts";
import type { Span } from "../../../base/source-file.ts";
import type {
  LocatedDocument,
  LocatedEntry,
  LocatedMapping,
  LocatedNode,
  LocatedScalar,
} from "../../../parse/located.ts";

export interface ParameterDeclaration {
  readonly name: string;
  readonly nameSpan: Span;
  /** `String`, `List<AWS::EC2::Subnet::Id>`, …; `String` where nothing is written. */
  readonly type: string;
  readonly default: LocatedNode | undefined;
  /** A stack needs a value for it. A default that a text template is still to fill in is one, of which nothing is known. */
  readonly isRequired: boolean;
  readonly allowedValues: readonly LocatedScalar[] | undefined;
  /** `NoEcho`: its value is not to be shown. */
  readonly secret: boolean;
}

export interface Template {
  readonly document: LocatedDocument;
  readonly path: string;
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  /** Names of the template's transforms, `AWS::Serverless-2016-10-31`. */
  readonly transforms: readonly { readonly name: string; readonly span: Span }[];
  /** Its text may name a stored parameter in a dynamic reference. */
  readonly readsStored: boolean;
  /** Its text, or that of a file that it includes, may import what another stack exports. */
  readonly imports: boolean;
}

export function readTemplate(document: LocatedDocument): Template {
  const root = document.root;
  return {
    document,
    path: document.file.path,
    parameters: parametersOf(mappingAt(root, "Parameters")),
    transforms: transformsOf(entryAt(root, "Transform")?.value),
    readsStored: document.file.text.includes("{{resolve:ssm:"),
    imports: document.file.text.includes("ImportValue") || document.file.text.includes(INCLUDE),
  };
}

/** The entry of a key: of several the last. */
export function entryAt(node: LocatedNode | undefined, key: string): LocatedEntry | undefined {
  return node?.kind === "mapping" ? node.entries.findLast((entry) => entry.key.text === key) : undefined;
}

export function mappingAt(node: LocatedNode | undefined, key: string): LocatedMapping | undefined {
  const value = entryAt(node, key)?.value;
  return value?.kind === "mapping" ? value : undefined;
}

/** The text of a plain scalar (without a tag) under a key. */
export function textAt(node: LocatedNode | undefined, key: string): string | undefined {
  const value = entryAt(node, key)?.value;
  return value?.kind === "scalar" && value.tag === undefined && value.value !== null ? value.text : undefined;
}

const last = new WeakMap<LocatedMapping, readonly LocatedEntry[]>();

/** The entries of a mapping by key, the last of equal keys; looked for once, because every world reads them. */
export function lastEntries(mapping: LocatedMapping | undefined): readonly LocatedEntry[] {
  if (mapping === undefined) return [];
  // Most are calls of functions.
  if (mapping.entries.length < 2) return mapping.entries;
  return remembered(last, mapping, () => {
    const byKey = new Map<string, LocatedEntry>();
    for (const entry of mapping.entries) byKey.set(entry.key.text, entry);
    return byKey.size === mapping.entries.length ? mapping.entries : [...byKey.values()];
  });
}

function parametersOf(section: LocatedMapping | undefined): ReadonlyMap<string, ParameterDeclaration> {
  const parameters = new Map<string, ParameterDeclaration>();
  for (const { key, value } of lastEntries(section)) {
    const allowed = entryAt(value, "AllowedValues")?.value;
    const scalars = allowed?.kind === "sequence" ? allowed.elements.filter((element) => element.kind === "scalar") : [];
    const allowedValues = scalars.some(isPlaceholder) ? [] : scalars;
    const standard = entryAt(value, "Default")?.value;
    parameters.set(key.text, {
      name: key.text,
      nameSpan: key.span,
      type: textAt(value, "Type") ?? "String",
      default: standard !== undefined && isPlaceholder(standard) ? undefined : standard,
      isRequired: standard === undefined,
      allowedValues: allowedValues.length === 0 ? undefined : allowedValues,
      secret: /^(?:true|yes|on)$/i.test(textAt(value, "NoEcho") ?? ""),
    });
  }
  return parameters;
}

function isPlaceholder({ tag }: LocatedNode): boolean {
  return tag === "!placeholder";
}

function transformsOf(node: LocatedNode | undefined): Template["transforms"] {
  const nodes = node === undefined ? [] : node.kind === "sequence" ? node.elements : [node];
  return nodes.map((one) => ({
    name: one.kind === "scalar" ? one.text : (textAt(one, "Name") ?? "a transform without a name"),
    span: one.span,
  }));
}

/** The name of the transform that reads a file. */
export const INCLUDE = "AWS::Include";

/** The includes among a template's transforms; other transforms change it as a whole. */
export function topLevelIncludes(node: LocatedNode): readonly LocatedNode[] {
  if (node.kind !== "mapping") return [];
  const transforms = node.entries.filter(({ key }) => key.text === "Transform" || key.text === "Fn::Transform");
  return transforms.flatMap(({ value }) => includesOf(value));
}

/** The includes among one or several transforms. */
export function includesOf(node: LocatedNode): readonly LocatedNode[] {
  const all = node.kind === "sequence" ? node.elements : [node];
  return all.filter((one) => textAt(one, "Name") === INCLUDE);
}

export interface Intrinsic {
  /** `Ref`, `Fn::Sub`, `Condition`; as the long form writes it. */
  readonly name: string;
  readonly argument: LocatedNode;
}

/** Undefined where the node is plain. A node with an unknown tag is a call of an unknown function. */
export function intrinsicOf(node: LocatedNode): Intrinsic | undefined {
  if (node.tag !== undefined) {
    const { tag, ...argument } = node;
    return { name: /^!(?:Ref|Condition)$/.test(tag!) ? tag!.slice(1) : `Fn::${tag!.slice(1)}`, argument };
  }
  if (node.kind !== "mapping" || node.entries.length !== 1) return undefined;
  const { key, value } = node.entries[0]!;
  if (key.text === "Ref" || (key.text.startsWith("Fn::") && !key.text.startsWith("Fn::ForEach::")))
    return { name: key.text, argument: value };
  return undefined;
}

/** The same in the places where `Condition: Name` refers to a condition. */
export function conditionIntrinsicOf(node: LocatedNode): Intrinsic | undefined {
  const [only, second] = node.kind === "mapping" && node.tag === undefined ? node.entries : [];
  if (only?.key.text === "Condition" && second === undefined) return { name: "Condition", argument: only.value };
  return intrinsicOf(node);
}
