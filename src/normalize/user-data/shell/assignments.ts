/** Assignments to variables. */
import type { Assignment } from "unbash";
import { type FlatText, joinTexts } from "../../../values/text-runs.ts";
import { EMPTY, literal, unknownText } from "../text.ts";
import { expandText, type Scope } from "./words.ts";

/** Longer texts are not followed: a script could double one with each command. */
const LONGEST = 1 << 14;
const MOST_HOLES = 64;

/** Sets the variable, and gives its name. */
export function assign(assignment: Assignment, scope: Scope): FlatText {
  const { name, value, append, index } = assignment;
  const { shell, state, source } = scope;
  const unclear = (): FlatText => unknownText(shell.unknown(source, assignment, `what is in ${name}`));
  if (value.type === "ArrayValue" || index !== undefined) state.variables.set(name, unclear());
  else {
    const text = expandText(value, scope);
    const whole = append === true ? joinTexts([state.variables.get(name) ?? EMPTY, text]) : text;
    shell.spend(whole.characters.length);
    const large = whole.characters.length > LONGEST || whole.holes.size > MOST_HOLES;
    state.variables.set(name, large ? unclear() : whole);
  }
  return literal(name);
}
