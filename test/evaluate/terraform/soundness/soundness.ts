/** What is said of expressions with unknown parts, and whether it holds in states in which all of it is known. */
import type { Diagnostic } from "../../../../src/base/diagnostic.ts";
import type { Value } from "../../../../src/base/value.ts";
import { isWhollyKnown } from "../../../../src/values/unknown.ts";
import { Claims } from "../../soundness/claims.ts";
import { evaluateFiles } from "../support.ts";
import { outputName, type State, sourcesOf } from "./module.ts";

export interface Contradiction {
  readonly expression: string;
  readonly is: string;
  readonly state: State;
}

type Outcome = { readonly value: Value } | { readonly error: string };

/** What each expression comes to; in a state, where one is given. */
function outcomes(expressions: readonly string[], at?: State): readonly Outcome[] {
  const { groups, diagnostics } = evaluateFiles(sourcesOf(expressions, at), {}, ["."]);
  const outputs = groups[0]?.worlds[0]?.outputs?.get(".");
  return expressions.map((_, index) => {
    const name = outputName(index);
    // A state is made of defaults: what is refused with these alone is refused in it.
    const isError = ({ severity, code }: Diagnostic) => severity === "error" || code === "empty-by-default";
    const error = diagnostics.find((one) => isError(one) && one.span?.file.path === `${name}.tf`);
    if (error !== undefined) return { error: error.message };
    const value = outputs?.get(name);
    if (value === undefined) throw new Error(`There is no output ${name}.`);
    return { value };
  });
}

/** Everything that is said of the expressions and does not hold in one of the states. */
export function contradictions(expressions: readonly string[], states: readonly State[]): readonly Contradiction[] {
  const said = outcomes(expressions);
  return states.flatMap((state) => {
    const claims = new Claims(true);
    return outcomes(expressions, state).flatMap((actual, at) => {
      // A configuration with an error is in no state.
      if ("error" in actual || !isWhollyKnown(actual.value)) return [];
      const [one, expression] = [said[at]!, expressions[at]!];
      const is =
        "error" in one
          ? `it has a value, and was said to fail: ${one.error}`
          : claims.contradiction(one.value, actual.value, expression);
      return is === undefined ? [] : [{ expression, is, state }];
    });
  });
}
