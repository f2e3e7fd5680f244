/** What a unit is passed by others: the outputs of the modules of these (https://terragrunt.gruntwork.io/docs/reference/hcl/blocks#dependency). */
import { directoryOf } from "../../base/files.ts";
import { type Cause, rootUnknowns, type UnknownValue, type Value } from "../../base/value.ts";
import type { Expression } from "../../parse/hcl/syntax.ts";
import { makeUnknown, unknownsIn } from "../../values/unknown.ts";
import { argument } from "../terraform/configuration/module-configuration.ts";
import type { RootEvaluation } from "../terraform/instances/root-evaluation.ts";
import { pathFrom } from "../terraform/language/functions/file-access.ts";
import { mapElements, object } from "../terraform/language/types/values.ts";
import { SCAN_ABOVE } from "./not-there.ts";
import type { Unit } from "./unit.ts";
import type { Dependency, Said } from "./unit-configuration.ts";

/** The directory of the unit that is meant; undefined where that is not known. */
export function dependencyPath(dependency: Dependency, unit: string): string | undefined {
  const said = argumentOf(dependency, "config_path");
  const path = said && pathFrom(said.frame.value(said.what), unit);
  return path !== undefined && /\.hcl(?:\.json)?$/.test(path) ? directoryOf(path) : path;
}

/** Of the block that wins, and where it has none of the others. */
function argumentOf({ blocks }: Dependency, name: string): Said<Expression> | undefined {
  for (const { frame, what } of blocks) {
    const found = argument(what, name);
    if (found !== undefined) return { frame, what: found.expression };
  }
  return undefined;
}

/** `dependency.NAME`. `onRead`: told of the root whose outputs these are. */
export function dependencyValue(
  dependency: Dependency,
  unit: Unit,
  root: RootEvaluation,
  onRead: (other: RootEvaluation) => void,
): Value {
  return object([["outputs", outputs(dependency, unit, root, onRead)]]);
}

function outputs(
  dependency: Dependency,
  unit: Unit,
  root: RootEvaluation,
  onRead: (other: RootEvaluation) => void,
): Value {
  const { name, span } = dependency;
  const symbol = `${root.prefix}dependency.${name}.outputs`;
  const mocks = mockOutputs(dependency);
  const [skips, enabled] = ["skip_outputs", "enabled"].map((argument) => {
    const said = argumentOf(dependency, argument);
    return said?.frame.value(said.what);
  });
  // Then what is made up is what is passed, also where the other unit is not asked because the dependency is not enabled.
  if (isBool(skips, true) || isBool(enabled, false)) return mocks ?? object([]);
  if (enabled !== undefined && enabled.kind !== "bool")
    return makeUnknown({ cause: enabledUnknown(dependency, enabled), symbol, notNull: true });
  const path = dependencyPath(dependency, unit.path);
  const other = path === undefined ? undefined : root.scan.rootAt(path);
  if (other?.unit !== undefined && other.unit.missing() === undefined) {
    onRead(other);
    return other.stateRead(span);
  }
  const cause: Cause = {
    kind: "external",
    ...reason(dependency, path, path === undefined ? undefined : unit.of.unitAt(path)),
    span,
  };
  if (mocks === undefined || root.input.options.strict) return makeUnknown({ cause, symbol, notNull: true });
  root.assume("mock-outputs", `${unit.path} is passed outputs of the form of the mock_outputs in dependency.${name}`);
  return formOf(mocks, symbol, cause);
}

function isBool(value: Value | undefined, wanted: boolean): boolean {
  return value?.kind === "bool" && value.value === wanted;
}

function enabledUnknown({ name, span }: Dependency, enabled: Value): Cause {
  const [unknown] = unknownsIn(enabled).flatMap(rootUnknowns);
  const why = unknown === undefined ? "" : `: ${unknown.cause.text}`;
  const text = `it is not known whether dependency.${name} is enabled${why}`;
  return { kind: "external", text, hint: unknown?.cause.hint ?? "write true or false", span };
}

function mockOutputs(dependency: Dependency): Value | undefined {
  const said = argumentOf(dependency, "mock_outputs");
  return said?.frame.value(said.what);
}

function reason(
  { name, ...dependency }: Dependency,
  path: string | undefined,
  other: Unit | undefined,
): Pick<Cause, "text"> & Required<Pick<Cause, "hint">> {
  if (path === undefined) {
    const said = argumentOf({ name, ...dependency }, "config_path");
    const [unknown] = said === undefined ? [] : unknownsIn(said.frame.value(said.what)).flatMap(rootUnknowns);
    const why = unknown === undefined ? "" : `: ${unknown.cause.text}`;
    return {
      text: `the config_path of dependency.${name} is not known${why}`,
      hint: unknown?.cause.hint ?? "write the path as a text",
    };
  }
  if (other === undefined)
    return { text: `${path}, of which dependency.${name} are the outputs, is no unit of the scan`, hint: SCAN_ABOVE };
  if (other.missing !== undefined) {
    const { text, hint = "scan that module by itself" } = other.missing;
    return { text, hint };
  }
  return {
    text: `${path}, of which dependency.${name} are the outputs, is left out of runs`,
    hint: "take it into runs",
  };
}

/**
 * A value that is made up has the form of the real one, it is taken, and nothing else of it counts: no id or address in it is one of AWS's.
 * There may be more outputs than it names.
 */
function formOf(mock: Value, symbol: string, cause: Cause): Value {
  const unknown = (): UnknownValue => makeUnknown({ cause, symbol, notNull: true });
  if (mock.kind !== "map") return unknown();
  const entries = new Map([...mock.entries].map(([name, value]) => [name, formed(value, `${symbol}.${name}`, cause)]));
  return { kind: "map", shape: "object", entries, rest: unknown() };
}

function formed(mock: Value, symbol: string, cause: Cause): Value {
  if (mock.kind === "list") {
    let at = 0;
    return mapElements(mock, (element) => formed(element, `${symbol}[${at++}]`, cause));
  }
  if (mock.kind === "map") {
    const entries = new Map([...mock.entries].map(([key, value]) => [key, formed(value, `${symbol}.${key}`, cause)]));
    return { kind: "map", shape: mock.shape, entries };
  }
  if (mock.kind === "null") return makeUnknown({ cause, symbol });
  const type = mock.kind === "text" ? ("string" as const) : mock.kind;
  if (type === "unknown") return makeUnknown({ cause, symbol, notNull: true });
  return makeUnknown({ type: { kind: type }, cause, symbol, notNull: true });
}
