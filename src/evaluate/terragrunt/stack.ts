/** A `terragrunt.stack.hcl` → the units that it makes (https://terragrunt.gruntwork.io/docs/reference/hcl/blocks#unit). */
import { directoryOf, resolvePath } from "../../base/files.ts";
import { type MapValue, STRING, type Value } from "../../base/value.ts";
import type { Block } from "../../parse/hcl/syntax.ts";
import { makeUnknown } from "../../values/unknown.ts";
import { GET } from "../terraform/configuration/module-calls.ts";
import { argument } from "../terraform/configuration/module-configuration.ts";
import { absolutePath, knownPath, pathFrom } from "../terraform/language/functions/file-access.ts";
import { object } from "../terraform/language/types/values.ts";
import { placeFor, type SourceElsewhere, splitSource } from "./elsewhere.ts";
import { SCAN_ABOVE } from "./not-there.ts";
import { elsewhereIn } from "./source.ts";
import type { Said, UnitConfiguration } from "./unit-configuration.ts";

/** Of a unit or of a stack in it. */
export interface StackMember {
  readonly kind: "unit" | "stack";
  /** Where it is made. */
  readonly directory: string;
  /** Where its configuration lies. */
  readonly source: string;
  readonly values: MapValue | undefined;
}

/** Terragrunt makes the directories of a stack in this one. */
const MADE = ".terragrunt-stack";

interface MembersOptions {
  /** Whether a directory has the configuration of that kind. */
  readonly isThere: (directory: string, kind: StackMember["kind"]) => boolean;
  /** Told what has to be fetched for a member. */
  readonly fetch: (source: SourceElsewhere) => void;
}

/** What cannot be made is told. */
export function membersOf(stack: UnitConfiguration, options: MembersOptions): readonly StackMember[] {
  return (["unit", "stack"] as const).flatMap((kind) =>
    stack.blocks(kind).flatMap((said) => memberOf(said, kind, stack, options)),
  );
}

/** `unit.NAME` or `stack.NAME`: where it is made (https://terragrunt.gruntwork.io/docs/reference/hcl/blocks#unit). */
export function memberNamed(stack: UnitConfiguration, kind: StackMember["kind"], name: string): Value | undefined {
  const said = stack.labelled(kind).get(name);
  const directory = said && directoryOfMember(said, stack.directory);
  if (said === undefined) return undefined;
  const { headerSpan: span } = said.what;
  if (directory !== undefined) return object([["path", absolutePath(directory, span)]]);
  const text = `the path of ${kind} "${name}" is not known`;
  const cause = { kind: "external", text, hint: "write it as a text", span } as const;
  return object([
    ["path", makeUnknown({ type: STRING, cause, symbol: `${stack.reading.prefix}${kind}.${name}.path` })],
  ]);
}

/** Undefined where its path is not known. */
function directoryOfMember({ frame, what: block }: Said<Block>, top: string): string | undefined {
  const value = (name: string): Value | undefined => {
    const given = argument(block, name);
    return given && frame.value(given.expression);
  };
  const [path, beside] = [value("path"), value("no_dot_terragrunt_stack")];
  const inside = path && knownPath(path);
  const made = beside?.kind === "bool" && beside.value ? top : resolvePath(top, MADE);
  return inside === undefined ? undefined : resolvePath(made, inside);
}

function memberOf(
  said: Said<Block>,
  kind: StackMember["kind"],
  { directory: top, reading }: UnitConfiguration,
  { isThere, fetch }: MembersOptions,
): readonly StackMember[] {
  const { frame, what: block } = said;
  const value = (name: string): Value | undefined => {
    const given = argument(block, name);
    return given && frame.value(given.expression);
  };
  const label = block.labels[0]?.value ?? "";
  const refused = (message: string, hint: string): readonly StackMember[] => {
    const [code, span] = ["stack-member", block.headerSpan];
    reading.base.report({ code, severity: "warning", message, span, hint, notAnalysed: true });
    return [];
  };
  const [source, values, directory] = [value("source"), value("values"), directoryOfMember(said, top)];
  if (source === undefined || directory === undefined)
    return refused(`The ${kind} "${label}" is not read: its source or path is not known.`, "write both as texts");
  if (block.body.blocks.some(({ type }) => type === "autoinclude"))
    return refused(
      `The ${kind} "${label}" is not read: its autoinclude block changes what its source says.`,
      "write that in the source, with what differs as values",
    );
  const given = values?.kind === "map" ? values : undefined;
  if (isThere(directory, kind)) return [{ kind, directory, source: directory, values: given }];
  const at = pathFrom(source, top)?.split("?", 1)[0];
  if (at !== undefined && isThere(at, kind)) return [{ kind, directory, source: at, values: given }];
  const text = elsewhereIn(source, top, reading.input);
  if (text !== undefined) {
    const span = argument(block, "source")?.span ?? block.headerSpan;
    const place = placeFor(text, directoryOf(span.file.path));
    fetch({ text, place, span });
    const fetched = resolvePath(place, splitSource(text).inside);
    if (isThere(fetched, kind)) return [{ kind, directory, source: fetched, values: given }];
  }
  const isAbove = text === undefined && at?.startsWith("..") === true && !reading.files.read(at).ok;
  const generate = `terragrunt stack generate in ${top}`;
  const hint = isAbove ? SCAN_ABOVE : text === undefined ? `run ${generate}` : `${GET}, or ${generate}`;
  return refused(`The ${kind} "${label}" is not read: its source is not in the scan.`, hint);
}
