/** What is said of values of templates with unknown parts, and whether it holds in states in which all of it is known. */
import type { Value } from "../../../../src/base/value.ts";
import type { EvaluatedWorld } from "../../../../src/evaluate/resource.ts";
import { isWhollyKnown } from "../../../../src/values/unknown.ts";
import { Claims } from "../../soundness/claims.ts";
import { evaluateAll } from "../support.ts";
import { BESIDE, NAMES, type State, templateOf } from "./template.ts";

export interface Contradiction {
  readonly expression: string;
  readonly is: string;
  readonly state: State;
}

interface Evaluated {
  readonly worlds: readonly EvaluatedWorld[];
  /** Places in `values` of those with an error. */
  readonly failing: ReadonlySet<number>;
}

function evaluated(values: readonly string[], random: string, at?: State): Evaluated {
  const parameters = new Map(Object.entries(at ?? {}));
  const { groups, diagnostics } = evaluateAll(
    { "template.json": templateOf(values, random, at), ...BESIDE },
    { parameters },
  );
  const failing = diagnostics.flatMap(({ severity, span }) =>
    severity === "error" && span !== undefined ? [span.file.position(span.start).line - 2] : [],
  );
  return { worlds: groups[0]?.worlds ?? [], failing: new Set(failing) };
}

function valueIn(world: EvaluatedWorld, name: string): Value | undefined {
  return world.resources.find(({ address }) => address === name)?.body.attributes.get("Value")?.value;
}

/** Whether the conditions may be in the world as they are in the state. */
function mayBeIn(world: EvaluatedWorld, state: EvaluatedWorld): boolean {
  return NAMES.every((name) => {
    const [said, actual] = [valueIn(world, name), valueIn(state, name)];
    return said?.kind !== "string" || actual?.kind !== "string" || said.value === actual.value;
  });
}

/** Everything that is said of the values in the worlds of the template and does not hold in one of the states. */
export function contradictions(
  [values, random]: readonly [values: readonly string[], random: string],
  states: readonly State[],
): readonly Contradiction[] {
  const said = evaluated(values, random);
  return states.flatMap((state) => {
    const actual = evaluated(values, random, state);
    const [only] = actual.worlds;
    if (only === undefined) return [];
    const worlds = said.worlds.filter((world) => mayBeIn(world, only));
    if (worlds.length === 0) return [{ expression: random, is: "no world is that of the state", state }];
    return worlds.flatMap((world) => {
      const claims = new Claims(false);
      return values.flatMap((expression, at) => {
        const [one, value] = [valueIn(world, `Value${at}`), valueIn(only, `Value${at}`)];
        // A template with an error is in no state; and what has no value is not there at all.
        if (actual.failing.has(at) || value === undefined || !isWhollyKnown(value) || one === undefined) return [];
        const is = claims.contradiction(one, value, expression);
        return is === undefined ? [] : [{ expression, is, state }];
      });
    });
  });
}
