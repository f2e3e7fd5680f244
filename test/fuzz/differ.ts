/** The same text read by a parser of ours and by one of others: what both read must be the same. */
import { isDeepStrictEqual } from "node:util";
import { CORE_SCHEMA, load, mergeTag } from "js-yaml";
import { SourceFile } from "../../src/base/source-file.ts";
import { parseJson } from "../../src/parse/json.ts";
import type { LocatedNode } from "../../src/parse/located.ts";
import { parseEventStream, parseYaml } from "../../src/parse/yaml.ts";
import { readCommonYaml } from "../../src/parse/yaml-common.ts";
import { disagreement } from "../parse/hcl/differential.ts";
import { plain } from "../parse/plain.ts";
import type { Language } from "./samples.ts";

/** hcl2json writes such numbers out digit by digit, which takes minutes for `1e-99999`. (A scan asks it only about texts that it refuses before.) */
const LONG_NUMBER = /[0-9]{40}|[0-9][eE][+-]?[0-9]{3}/;

/** Go's parser has no limit of depth, and ours must have one. */
async function differInHcl(text: string): Promise<string | undefined> {
  if (LONG_NUMBER.test(text)) return undefined;
  const found = await disagreement(text);
  return found?.includes("Nesting too deep") ? undefined : found;
}

const json = (value: unknown): string => JSON.stringify(value);

/** Ours and `JSON.parse`. */
function differInJson(text: string): string | undefined {
  const { output, diagnostics } = parseJson(new SourceFile("a.json", text));
  const problems = diagnostics.filter(({ code }) => code !== "duplicate-key");
  if (problems.some(({ message }) => /^nested deeper/.test(message))) return undefined;
  let theirs: unknown;
  try {
    theirs = JSON.parse(text);
  } catch {
    return problems.length > 0 ? undefined : "JSON.parse refuses what we accept";
  }
  if (problems.length > 0) return `we refuse what JSON.parse accepts: ${problems[0]!.message}`;
  return json(plain(output!.root)) === json(theirs) ? undefined : "we and JSON.parse read other values";
}

/** Our reader of what is common, js-yaml's events, and the values that js-yaml loads. */
function differInYaml(text: string): string | undefined {
  const file = new SourceFile("a.yaml", text);
  const quick = readCommonYaml(file);
  const slow = parseEventStream(file);
  const isRefused = slow.diagnostics.some(({ message }) => message === "deficient indentation");
  if (quick !== undefined && !isRefused && json(located(quick)) !== json(slow.output && located(slow.output.root)))
    return "the quick reader and js-yaml's events give other trees";
  return differInLoaded(text);
}

/** `<<` is of YAML 1.1 and no longer of js-yaml's own schema; CloudFormation and we take it. */
const WITH_MERGES = CORE_SCHEMA.withTags(mergeTag);

/**
 * Not compared: local tags, which are CloudFormation's; numbers that are none, of which js-yaml makes infinity or text; and collections inside
 * of themselves and merges of no mapping, which we refuse.
 */
function differInLoaded(text: string): string | undefined {
  if (/[!{]|\.(?:inf|nan)|\de\+?\d{3}|\d{300}/i.test(text)) return undefined;
  let theirs: unknown;
  try {
    theirs = load(text, { schema: WITH_MERGES });
  } catch {
    return undefined;
  }
  const { output, diagnostics } = parseYaml(new SourceFile("a.yaml", text));
  if (diagnostics.some(({ code }) => code === "yaml-alias" || code === "yaml-merge")) return undefined;
  if (diagnostics.length > 0) return `we refuse what js-yaml loads: ${diagnostics[0]!.message}`;
  if (output === undefined) return theirs === undefined || theirs === null ? undefined : "we read nothing";
  // Merged keys stand before others, and in js-yaml's objects where it meets them.
  return isDeepStrictEqual(loaded(output.root), theirs) ? undefined : "we and js-yaml load other values";
}

/** As JavaScript has it: a key that is a number or nothing at all is the text of that. We keep what is written. */
function loaded(node: LocatedNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "sequence") return node.elements.map(loaded);
  return Object.fromEntries(node.entries.map(({ key, value }) => [String(key.value), loaded(value)]));
}

function located(node: LocatedNode): unknown {
  const place = [node.kind, node.tag, node.span.start, node.span.end];
  if (node.kind === "scalar") return [...place, node.value, node.text, node.style, node.runs];
  if (node.kind === "sequence") return [...place, node.elements.map(located)];
  return [...place, node.entries.map(({ key, value }) => [located(key), located(value)])];
}

type Differ = (text: string) => string | undefined | Promise<string | undefined>;

function agrees(differ: Differ): (text: string) => Promise<void> {
  return async (text) => {
    const difference = await differ(text);
    if (difference !== undefined) throw new Error(difference);
  };
}

/** Rejects where ours and theirs differ. Only languages for which there is another parser. */
export const AGREES: Readonly<Partial<Record<Language, (text: string) => Promise<void>>>> = {
  hcl: agrees(differInHcl),
  yaml: agrees(differInYaml),
  rule: agrees(differInYaml),
  configuration: agrees(differInYaml),
  json: agrees(differInJson),
  "hcl-json": agrees(differInJson),
  plan: agrees(differInJson),
  baseline: agrees(differInJson),
};
