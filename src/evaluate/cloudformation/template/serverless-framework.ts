/**
 * The configuration of the Serverless Framework → the CloudFormation that stands in its `resources`
 * (https://www.serverless.com/framework/docs/providers/aws/guide/resources). What it makes of functions and events is no part of a flow.
 */
import type { Span } from "../../../base/source-file.ts";
import type {
  LocatedDocument,
  LocatedEntry,
  LocatedMapping,
  LocatedNode,
  LocatedScalar,
} from "../../../parse/located.ts";
import { SERVERLESS_FRAMEWORK } from "./resource-types.ts";
import { entryAt, INCLUDE } from "./template.ts";

/** The template; undefined where the document is no such configuration. */
export function serverlessTemplate({ file, root }: LocatedDocument): LocatedDocument | undefined {
  const service = entryAt(root, "service");
  const resources = entryAt(root, "resources")?.value;
  if (service === undefined || resources === undefined || entryAt(root, "provider") === undefined) return undefined;
  const parts = resources.kind === "sequence" ? resources.elements : [resources];
  const known = new Map<LocatedNode, LocatedNode>();
  const sections = new Map<string, LocatedEntry>();
  for (const part of parts)
    for (const { key, value } of part.kind === "mapping" ? part.entries : []) {
      const before = sections.get(key.text)?.value;
      sections.set(key.text, { key, value: joined(before, withoutVariables(value, known)) });
    }
  const includes = parts.flatMap((part) => (part.kind === "scalar" ? includeOf(part) : []));
  const { span } = resources;
  const entries = [
    { key: made("Transform", service.key), value: made(SERVERLESS_FRAMEWORK, service.key) },
    ...(includes.length === 0 ? [] : including(includes, service.key, span)),
    ...sections.values(),
  ];
  return { file, root: { kind: "mapping", entries, span } };
}

/** A template that has nothing but includes says that it is one. */
function including(elements: readonly LocatedNode[], at: LocatedScalar, span: Span): readonly LocatedEntry[] {
  return [
    { key: made("AWSTemplateFormatVersion", at), value: made("2010-09-09", at) },
    { key: made("Fn::Transform", at), value: { kind: "sequence", elements, span } },
  ];
}

/** Of several parts the framework puts the sections together. */
function joined(before: LocatedNode | undefined, after: LocatedNode): LocatedNode {
  return before?.kind === "mapping" && after.kind === "mapping"
    ? { ...after, entries: [...before.entries, ...after.entries] }
    : after;
}

/** `${file(resources/ecs.yml)}` in the list of parts: what the file holds is a part too. */
function includeOf(part: LocatedScalar): LocatedMapping {
  const [, path] = /^\$\{\s*file\(\s*([^()${}]+?)\s*\)\s*\}$/.exec(part.text) ?? [];
  const location = path === undefined ? placeholder(part) : made(path.replace(/^(?:\.\/)+/, ""), part);
  const { span } = part;
  const parameters = { kind: "mapping", entries: [{ key: made("Location", part), value: location }], span } as const;
  const entries = [
    { key: made("Name", part), value: made(INCLUDE, part) },
    { key: made("Parameters", part), value: parameters },
  ];
  return { kind: "mapping", entries, span };
}

/** A text that stands in the place of another. */
function made(text: string, { span }: LocatedScalar): LocatedScalar {
  return { kind: "scalar", value: text, text, style: "plain", span };
}

/**
 * `${self:custom.port}`, `${opt:stage, 'dev'}`, `${file(a.yml):b}`: the framework puts something in their place before CloudFormation reads it
 * (https://www.serverless.com/framework/docs/guides/variables). `${Name}` and `${AWS::Region}` are CloudFormation's own.
 */
const VARIABLE = /\$\{\s*(?:(?!AWS::)[A-Za-z][\w-]*(?:\([^()]*\))?\s*:|file\()/;

/** Nodes that several aliases share are changed once. */
function withoutVariables(node: LocatedNode, known: Map<LocatedNode, LocatedNode>): LocatedNode {
  if (node.kind === "scalar") return VARIABLE.test(node.text) ? placeholder(node) : node;
  const before = known.get(node);
  if (before !== undefined) return before;
  const changed: LocatedNode =
    node.kind === "sequence"
      ? { ...node, elements: node.elements.map((one) => withoutVariables(one, known)) }
      : { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: withoutVariables(value, known) })) };
  known.set(node, changed);
  return changed;
}

/** Of which nothing is known. */
function placeholder(node: LocatedScalar): LocatedScalar {
  return { ...node, tag: "!placeholder" };
}
