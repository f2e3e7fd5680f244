/** What a map has nothing for because nobody says in which workspace Terraform runs. */
import { compareText } from "../../../../base/collections.ts";
import { type Span, textOf } from "../../../../base/source-file.ts";
import { definition, type UnknownValue, type Value } from "../../../../base/value.ts";
import { makeUnknown } from "../../../../values/unknown.ts";
import { occasion, type Scope } from "../scope.ts";

/** Terraform writes a workspace into paths and URLs and takes no name that would have to be escaped there. */
const NAME = /^[\w.~-]+$/;

/** More names are not told. */
const MOST_NAMES = 5;

/**
 * Undefined where the key is something else than `terraform.workspace`, or that was given. The map is right where it has nothing for "default", in
 * which such a configuration is never applied: what it has says in which it is.
 */
export function ofNoWorkspace(map: Value, key: Value, span: Span, scope: Scope): UnknownValue | undefined {
  if (scope.module?.isWorkspaceTaken !== true || map.kind !== "map" || key.origin === undefined) return undefined;
  const names = [...map.entries.keys()].filter((name) => NAME.test(name)).sort(compareText);
  const [first] = names;
  if (first === undefined || !WORKSPACE.test(textOf(definition(key.origin).span))) return undefined;
  const further = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  const has = `${names.slice(0, MOST_NAMES).join(", ")}${further}`;
  const text = `terraform.workspace is not given, and here is nothing for "default" but for ${has}`;
  const hint = `scan with --workspace ${first}${names.length === 1 ? "" : ", or another of them"}`;
  scope.report({ code: "workspace-not-given", severity: "warning", message: text, hint, span });
  const { line, column } = span.file.position(span.start);
  const symbol = `of terraform.workspace at ${span.file.path}:${line}:${column}${occasion(scope)}`;
  return makeUnknown({ cause: { kind: "input", text, hint, span }, symbol });
}

const WORKSPACE = /^terraform\s*\.\s*(?:workspace|env)$/;
