/** A `terragrunt.stack.hcl` → the units that it makes (https://terragrunt.gruntwork.io/docs/reference/hcl/blocks#unit). */
import { directoryOf, resolvePath } from "../../base/files.ts";
import type { MapValue, Value } from "../../base/value.ts";
import type { Block } from "../../parse/hcl/syntax.ts";
import { GET } from "../terraform/configuration/module-calls.ts";
import { argument } from "../terraform/configuration/module-configuration.ts";
import { knownPath, pathFrom } from "../terraform/language/functions/file-access.ts";
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

function memberOf(
  { frame, what: block }: Said<Block>,
  kind: StackMember["kind"],
  { directory: top, reading }: UnitConfiguration,
  { isThere, fetch }: MembersOptions,
): readonly StackMember[] {
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
  const [source, path, values] = [value("source"), value("path"), value("values")];
  const inside = path === undefined ? undefined : knownPath(path);
  if (source === undefined || inside === undefined)
    return refused(`The ${kind} "${label}" is not read: its source or path is not known.`, "write both as texts");
  const beside = value("no_dot_terragrunt_stack");
  const made = beside?.kind === "bool" && beside.value ? top : resolvePath(top, MADE);
  const directory = resolvePath(made, inside);
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
