/** What is known from outside of the source of what a root's template takes from there, as values that are given to it. */
import { type Stated, type StatedValue, thingsIn, writtenNameOf } from "../../../base/statement.ts";
import type { Value } from "../../../base/value.ts";
import type { CloudFormationInput } from "../../input.ts";
import type { Library } from "../template/library.ts";
import type { Log } from "../template/log.ts";
import type { ParameterDeclaration } from "../template/template.ts";
import { list, literal, string, textOfValue } from "../values.ts";
import { type GivenValues, mentions, type OwnValues, type RootText, readOwnValues } from "./given.ts";
import { givenOver } from "./given-by-file.ts";

type StatedInput = Pick<CloudFormationInput, "options" | "files" | "parse" | "stated">;

/** What a root alone is given, by its path: what the user gives it wins over what is known of it. */
export function ownValues(input: StatedInput, library: Library, log: Log): (root: string) => OwnValues {
  return (root) => {
    const statements = input.stated?.in(root);
    const given = readOwnValues(root, input, log);
    if (statements === undefined || statements.size === 0) return given;
    const parameters = library.template(root)?.parameters;
    const stated = [...statements.values()].flatMap((one) => {
      const value = givenBy(one, root);
      const standard = parameters?.get(one.subject)?.default;
      // What an id or a name that is written out means is known where there is a graph.
      const isWritten = !/[:.]/.test(one.subject) && parameters?.has(one.subject) !== true;
      if (value === undefined || isWritten) return [];
      if (standard === undefined) return [[one.subject, value] as const];
      const isGiven = [given.own, given.each].some(({ values }) => values.has(one.subject));
      if (!isGiven) tellContradiction(one, value, standard, log);
      return [];
    });
    return { own: givenOver({ values: new Map(stated), unread: undefined }, given.own), each: given.each };
  };
}

/** Pairs of a root and another one of which something is said that the text of the first writes out. */
export function statedEdges(
  { stated }: StatedInput,
  roots: readonly RootText[],
): readonly (readonly [string, string])[] {
  return roots.flatMap(({ path, text }) =>
    [...(stated?.in(path).values() ?? [])].flatMap(({ subject, says }) =>
      thingsIn(says).flatMap(({ root }) =>
        root !== undefined && root !== path && mentions(text, writtenNameOf(subject)) ? [[path, root] as const] : [],
      ),
    ),
  );
}

/** Those of the root at a path that were taken. */
export function takenStatements({ stated }: StatedInput, root: string, given: GivenValues): readonly Stated[] {
  const statements = stated?.in(root);
  return statements === undefined
    ? []
    : [...statements.values()].filter(({ subject }) => given.isUsedIn(root, subject));
}

function givenBy({ says }: Stated, root: string): Value | undefined {
  return says.kind === "traits" || says.kind === "map" ? undefined : converted(says, root);
}

/** A resource is written as `--parameter` has it, and numbers and truth as CloudFormation reads their text. */
function converted(says: StatedValue, root: string): Value | undefined {
  if (says.kind === "is")
    return string(`${says.root ?? root}#${says.address}`, { kind: "variable-file", span: says.span });
  if (says.kind === "list")
    return list(
      says.elements.flatMap((one) => converted(one, root) ?? []),
      { kind: "variable-file", span: says.span },
    );
  return says.kind === "value" ? says.value : undefined;
}

function tellContradiction(
  { subject, assumption: { span } }: Stated,
  value: Value,
  standard: NonNullable<ParameterDeclaration["default"]>,
  log: Log,
): void {
  const own =
    standard.kind === "scalar" ? textOfValue(literal(standard, { kind: "literal", span: standard.span })) : "";
  const { file, start } = standard.span;
  const isSame = own === textOfValue(value);
  log.report({
    code: isSame ? "assumption-known" : "assumption-contradicted",
    severity: isSame ? "note" : "warning",
    message: isSame
      ? `${subject} is assumed, and the source says the same`
      : `what is assumed of ${subject} is not what the source says, which counts: ${file.path}:${file.position(start).line}`,
    span,
    hint: isSame
      ? "leave it out"
      : `leave it out; another value than the default is given with --parameter ${subject}=…`,
  });
}
