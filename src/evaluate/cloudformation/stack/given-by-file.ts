/** What a file of parameters gives, and what it may give besides where not all of it is read. */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import { SourceFile, type Span } from "../../../base/source-file.ts";
import type { Cause, Value } from "../../../base/value.ts";
import type { CloudFormationInput } from "../../input.ts";
import type { Log } from "../template/log.ts";
import type { WrittenParameter } from "../template/parameter-sets.ts";
import { readParameterSet } from "../template/read-parameter-file.ts";
import { list, literal, unknown } from "../values.ts";

/** Values by name. */
export type Values = ReadonlyMap<string, Value>;

/** Values that are given in one place or in several of them. */
export interface GivenTogether {
  readonly values: Values;
  /** Of a file of which not all is read, with which value it gives to what: what has no value here may have one there. */
  readonly unread: Cause | undefined;
}

export const NO_VALUES: GivenTogether = { values: new Map(), unread: undefined };

export function isNothing({ values, unread }: GivenTogether): boolean {
  return values.size === 0 && unread === undefined;
}

/** Both, of which the later wins: also over what it may give. */
export function givenOver(earlier: GivenTogether, later: GivenTogether): GivenTogether {
  if (later.unread !== undefined) return later;
  return { values: new Map([...earlier.values, ...later.values]), unread: earlier.unread };
}

export type ParametersInput = Pick<CloudFormationInput, "options" | "files" | "parse">;

export function givenByFile(path: string, input: ParametersInput, log: Log): GivenTogether {
  const { sets, diagnostics } = readParameterSet(path, input);
  const said = [...diagnostics, ...sets.flatMap(({ misfits }) => misfits.map(misfit))];
  for (const diagnostic of said) log.report(diagnostic);
  const values = sets.flatMap(({ given }) =>
    given.flatMap(({ name, value }): readonly (readonly [string, Value])[] => {
      const made = givenValue(value);
      return made === undefined ? [] : [[name, made]];
    }),
  );
  const untold = sets.flatMap((set) =>
    set.untold.map(({ name, span }): readonly [string, Value] => [name, onlyTold(path, name, span)]),
  );
  const wrong = said.find(({ severity }) => severity === "error");
  return { values: new Map([...values, ...untold]), unread: wrong === undefined ? undefined : notRead(path, wrong) };
}

function notRead(path: string, { hint = "correct what the error there says" }: Diagnostic): Cause {
  return {
    kind: "missing-source",
    text: `${path}, which may give it a value, is not read`,
    hint,
    span: { file: new SourceFile(path, "", true), start: 0, end: 0 },
  };
}

function onlyTold(path: string, name: string, span: Span): Value {
  const text = `what ${path} gives it is known only to the tool that the file is for`;
  return unknown(
    "external",
    `${path}:${name}`,
    text,
    { kind: "variable-file", span },
    `give it with --parameter ${name}=…`,
  );
}

function misfit(span: Span): Diagnostic {
  return {
    code: "parameters-file",
    severity: "error",
    message: "expected a mapping of names to values, or a list of ParameterKey and ParameterValue",
    span,
    notAnalysed: true,
  };
}

function givenValue(node: WrittenParameter["value"]): Value | undefined {
  const origin = { kind: "variable-file" as const, span: node.span };
  if (node.kind === "text") return { kind: "string", value: node.text, origin };
  if (node.kind === "scalar") return literal(node, origin);
  if (node.kind === "sequence")
    return list(
      node.elements.flatMap((element) => givenValue(element) ?? []),
      origin,
    );
  return undefined;
}
