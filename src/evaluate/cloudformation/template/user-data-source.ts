/** User data as a template writes it → a text with unknowns for what is put into it, and such a text → how a template writes it. */
import { STRING, type UnknownValue, type Value } from "../../../base/value.ts";
import type { LocatedNode } from "../../../parse/located.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import { intrinsicOf } from "./template.ts";

type Part = string | UnknownValue;

/** Undefined for what is not one text, `Fn::Sub` or `Fn::Join` in `Fn::Base64`. */
export function userDataWritten(node: LocatedNode): Value | undefined {
  const encoded = intrinsicOf(node);
  const parts = encoded?.name === "Fn::Base64" ? partsOf(encoded.argument) : undefined;
  if (parts === undefined) return undefined;
  const joined = joinedParts(parts);
  const [only, ...others] = joined;
  if (only === undefined || (typeof only === "string" && others.length === 0))
    return { kind: "string", value: only ?? "" };
  return { kind: "text", parts: joined };
}

/** As `Fn::Sub` has it. Undefined where something is put into it that has no name. */
export function userDataSource(value: Value): string | undefined {
  const parts = value.kind === "text" ? value.parts : value.kind === "string" ? [value.value] : [];
  const written = parts.map((part) => (typeof part === "string" ? part.replaceAll("${", "${!") : part.symbol));
  const isNamed = parts.every((part) => typeof part === "string" || NAMED.test(part.symbol));
  return parts.length > 0 && isNamed ? written.join("") : undefined;
}

const NAMED = /^\$\{[A-Za-z0-9:.]+\}$/;

function partsOf(node: LocatedNode): readonly Part[] | undefined {
  const call = intrinsicOf(node);
  if (call === undefined) return node.kind === "scalar" ? [node.text] : undefined;
  const { name, argument } = call;
  if (name === "Fn::Sub" && argument.kind === "scalar") return substituted(argument.text);
  if (name === "Ref" && argument.kind === "scalar") return [hole(`\${${argument.text}}`)];
  if (name !== "Fn::Join" || argument.kind !== "sequence") return [hole(`(${argument.span.start})`)];
  const [separator, list] = argument.elements;
  if (separator?.kind !== "scalar" || list?.kind !== "sequence") return undefined;
  const parts = list.elements.map(partsOf);
  if (!parts.every((one) => one !== undefined)) return undefined;
  return parts.flatMap((one, at) => (at === 0 ? one : [separator.text, ...one]));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html */
function substituted(text: string): readonly Part[] {
  return text
    .split(/(\$\{[^!}][^}]*\})/)
    .map((part, at) => (at % 2 === 1 ? hole(part.replace(/\s/g, "")) : part.replaceAll("${!", "${")));
}

function hole(symbol: string): UnknownValue {
  const cause = { kind: "input", text: "it is put into the user data" } as const;
  return makeUnknown({ type: STRING, cause, symbol, notNull: true });
}

function joinedParts(parts: readonly Part[]): readonly Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") joined.splice(-1, 1, last + part);
    else if (part !== "") joined.push(part);
  }
  return joined;
}
