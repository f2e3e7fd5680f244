/** Rule files as located YAML → rules, or one usage error that names every mistake with its line and column. */
import { Ajv, type ErrorObject } from "ajv";
import { closest } from "../base/closest.ts";
import { UsageError } from "../base/diagnostic.ts";
import type { Span } from "../base/source-file.ts";
import type { LocatedDocument, LocatedNode } from "../parse/located.ts";
import { namesAddresses, parsePorts } from "./relation.ts";
import { type Rule, selectionOf } from "./rule.ts";
import { ruleSchema } from "./rule-schema.ts";
import { recordOf } from "./vocabulary/vocabulary.ts";

interface Mistake {
  readonly path: readonly (string | number)[];
  readonly text: string;
  /** The path leads to a mapping, and this key of it is meant. */
  readonly key?: string;
}

/** Sets may be written in the right form but be none, such as `80-70` or `10.0.0.0/33`. */
const formats = {
  ports: (text: string) => parsePorts(text) !== undefined,
  addresses: namesAddresses,
};

const ajv = new Ajv({ allErrors: true, strictTypes: false, verbose: true, formats });
const validate = ajv.compile<Rule>(ruleSchema());

/** Mistakes of one file. */
const MOST_TOLD = 100;

/** The rules in the order of the documents. Throws a UsageError where one is not valid or an id is there twice. */
export function loadRules(documents: readonly LocatedDocument[]): readonly Rule[] {
  const rules: Rule[] = [];
  const texts: string[] = [];
  for (const document of documents) {
    const value = plain(document.root);
    const name = document.file.path.replace(/^.*\//, "").replace(/\.ya?ml$/, "");
    const mistakes = validate(value) ? mistakesIn(value, name) : mostSpecific(validate.errors ?? []).map(asMistake);
    if (mistakes.length === 0) rules.push(value as Rule);
    for (const mistake of mistakes.slice(0, MOST_TOLD)) texts.push(located(document, mistake));
    if (mistakes.length > MOST_TOLD) texts.push(`${document.file.path}: ${mistakes.length - MOST_TOLD} more mistakes`);
    if (mistakes.length === 0 && rules.findIndex(({ id }) => id === name) !== rules.length - 1)
      texts.push(located(document, { path: ["id"], text: `there is another rule ${name}` }));
  }
  if (texts.length > 0)
    throw new UsageError(texts.join("\n"), "`reachlint rules --help` says where rules are described");
  return rules;
}

function plain(node: LocatedNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "sequence") return node.elements.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
}

/** What is wrong, without what only follows from it: of the alternatives of a union the deepest, at one place what says most. */
function mostSpecific(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const form = errors.find(({ keyword, instancePath }) => keyword === "oneOf" && instancePath === "");
  const real = errors.filter(
    ({ keyword, schemaPath }) => !["oneOf", "anyOf", "if"].includes(keyword) && !schemaPath.startsWith("#/oneOf/"),
  );
  const best = new Map<string, ErrorObject>();
  const around = new Set(real.flatMap(({ instancePath }) => pathsAround(instancePath)));
  for (const error of real) {
    const inner = around.has(error.instancePath);
    if (inner && ["type", "enum", "pattern"].includes(error.keyword)) continue;
    const key = error.params.additionalProperty ?? error.params.missingProperty ?? "";
    const where = `${error.instancePath}/${key}`;
    const known = best.get(where);
    if (known === undefined || weight(error) < weight(known)) best.set(where, error);
  }
  return best.size === 0 && form !== undefined ? [form] : [...best.values()];
}

/** Of `/forbid/service`, `` and `/forbid`. */
function pathsAround(path: string): readonly string[] {
  return [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));
}

function weight({ keyword }: ErrorObject): number {
  const at = ["additionalProperties", "required", "enum", "pattern", "format"].indexOf(keyword);
  return at === -1 ? 9 : at;
}

function asMistake(error: ErrorObject): Mistake {
  const path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const { keyword, params, parentSchema } = error;
  if (keyword === "additionalProperties") {
    const key: string = params.additionalProperty;
    const known = Object.keys((parentSchema?.properties as object | undefined) ?? {});
    const close = closest(key, known);
    const text = `unknown key \`${key}\`${close === undefined ? "" : `; did you mean \`${close}\`?`}`;
    return { path, key, text: known.length > 0 ? `${text} (known: ${known.join(", ")})` : text };
  }
  if (keyword === "enum") {
    const values: readonly string[] = params.allowedValues;
    return { path, text: `must be one of ${values.join(", ")}` };
  }
  if (keyword === "format") return { path, text: `\`${error.data}\` is no set of ${params.format}` };
  if (keyword === "required") return { path, text: `\`${params.missingProperty}\` is missing` };
  if (keyword === "oneOf" && path.length === 0)
    return { path, text: "must have either `forbid`, or `for` together with `require`" };
  return { path, text: error.message ?? "is not valid" };
}

/** What the schema cannot say. */
function mistakesIn(value: unknown, name: string): readonly Mistake[] {
  const rule = value as Rule;
  const [kind] = selectionOf(rule);
  const { placeholders, places = {} } = recordOf(kind);
  const mistakes: Mistake[] = [];
  if (rule.id !== name) mistakes.push({ path: ["id"], text: `must be \`${name}\`, as the file is called` });
  const templates = [
    { path: ["message", "violated"], text: rule.message.violated },
    { path: ["message", "undetermined"], text: rule.message.undetermined },
    ...(rule.repair === undefined ? [] : [{ path: ["repair"], text: rule.repair }]),
  ];
  const known = Object.keys(placeholders);
  for (const { path, text } of templates) {
    for (const [, used = ""] of text.matchAll(/\{([^{}]*)\}/g)) {
      if (known.includes(used)) continue;
      const close = closest(used, known);
      const hint = close === undefined ? "" : `; did you mean \`{${close}}\`?`;
      mistakes.push({ path, text: `unknown placeholder \`{${used}}\`${hint} (known: ${known.join(", ")})` });
    }
  }
  if (rule.at !== undefined && places[rule.at] === undefined)
    mistakes.push({ path: ["at"], text: `a ${kind} has no place \`${rule.at}\`` });
  return mistakes;
}

/** `dir/own.yaml:3:5: message`. */
function located({ file, root }: LocatedDocument, mistake: Mistake): string {
  let node = root;
  let span: Span = root.span;
  for (const part of mistake.path) {
    const next: LocatedNode | undefined =
      node.kind === "mapping"
        ? node.entries.find(({ key }) => key.text === String(part))?.value
        : node.kind === "sequence"
          ? node.elements[Number(part)]
          : undefined;
    if (next === undefined) break;
    node = next;
    span = next.span;
  }
  if (mistake.key !== undefined && node.kind === "mapping")
    span = node.entries.find(({ key }) => key.text === mistake.key)?.key.span ?? span;
  const { line, column } = file.position(span.start);
  const where = mistake.path.length > 0 ? `${mistake.path.join(".")}: ` : "";
  return `${file.path}:${line}:${column}: ${where}${mistake.text}`;
}
