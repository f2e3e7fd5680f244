/** The syntax tree of a script, with the text that its offsets lie in. */
import {
  type CompoundCommand,
  type CompoundList,
  type ParsedScript,
  parse,
  type Redirected,
  type Statement,
} from "unbash";
import type { FlatText } from "../../../values/text-runs.ts";

/** A list of commands and the text in which they stand. */
export interface Body {
  readonly statements: readonly Statement[];
  readonly source: FlatText;
  /** Where the first mistake in the syntax stands. */
  readonly wrongAt?: number;
}

export interface FunctionBody {
  readonly body: CompoundCommand | Redirected | CompoundList;
  readonly source: FlatText;
}

/** Never fails: what the parser cannot read it leaves out. */
export function parseScript(source: FlatText): Body {
  const script = parse(source.characters);
  const [first] = script.errors ?? [];
  return first === undefined ? bodyOf(script, source) : { ...bodyOf(script, source), wrongAt: first.pos };
}

/** Of a command substitution: that of backquotes may have a text of its own. */
export function bodyOf(script: ParsedScript, source: FlatText): Body {
  return { statements: script.commands, source };
}
