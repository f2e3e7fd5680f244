/**
 * Follows scripts without running anything: what every command does to variables, files and the agent. Where a script may go several
 * ways, each is followed.
 */

import { type Command, type ProcessSubstitutionPart, parse, type Statement } from "unbash";
import type { Span } from "../../../base/source-file.ts";
import { STRING, type UnknownValue } from "../../../base/value.ts";
import { type FlatText, HOLE, originOfRange } from "../../../values/text-runs.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import type { Initialisation } from "../read-user-data.ts";
import { unknownText } from "../text.ts";
import type { Call } from "./call.ts";
import { runCommand } from "./commands.ts";
import { runNode } from "./control.ts";
import { redirected } from "./redirections.ts";
import {
  distinct,
  type FunctionBody,
  NOTHING_PRINTED,
  printedText,
  type State,
  sameOutcome,
  sameText,
} from "./state.ts";
import { assign, expandFields, type Scope } from "./words.ts";

/** A list of commands and the text in which they stand. */
export interface Script {
  readonly statements: readonly Statement[];
  readonly source: FlatText;
}

/** A range of the source. */
export interface TextRange {
  readonly pos: number;
  readonly end: number;
}

/** What an unknown says of itself: see `Cause`. */
export interface Why {
  readonly text: string;
  readonly hint: string;
}

/** What is done for one script: a command counts as so much, and every character that is written or set as one. */
const MOST = 1_000_000;
const COMMAND = 50;
/** Texts that are run inside of others are followed so deep. */
const DEEPEST = 40;
/** So are substitutions: to read one means to read all that stands in it again. */
const DEEPEST_SUBSTITUTION = 12;

export class Shell {
  readonly #fallback: Span;
  readonly initialisation: Initialisation | undefined;
  #left = MOST;
  #depth = 0;
  #substitution = 0;

  constructor(fallback: Span, initialisation?: Initialisation) {
    this.#fallback = fallback;
    this.initialisation = initialisation;
  }

  /** Follows a script that stands by itself, on every way. A way that has ended does not go on. */
  script(source: FlatText, states: readonly State[]): readonly State[] {
    const { commands: statements, errors = [] } = parse(source.characters);
    const ends = this.each(states, source, (state) => this.list({ statements, source }, state));
    const [mistake] = errors;
    if (mistake !== undefined)
      for (const state of ends)
        state.opaque ??= this.unknown(
          source,
          { pos: mistake.pos, end: mistake.pos },
          "what stands after a mistake",
          MISTAKE,
        );
    return ends;
  }

  /** Follows a text that is run inside of a script (`eval`, `bash -c`, `source`). */
  nested(source: FlatText, state: State): readonly State[] {
    return this.#deeper(source, state, () =>
      this.list({ statements: parse(source.characters).commands, source }, state),
    );
  }

  call({ body, source }: FunctionBody, state: State): readonly State[] {
    return this.#deeper(source, state, () => runNode(body, { shell: this, state, source }));
  }

  #deeper(source: FlatText, state: State, run: () => readonly State[]): readonly State[] {
    if (this.#depth >= DEEPEST) {
      state.opaque ??= this.unknown(source, { pos: 0, end: 1 }, "deeply nested user data", TOO_LONG);
      return [state];
    }
    this.#depth += 1;
    try {
      return run();
    } finally {
      this.#depth -= 1;
    }
  }

  list({ statements, source }: Script, first: State): readonly State[] {
    let states: readonly State[] = [first];
    for (const statement of statements)
      states = this.each(states, source, (state) => {
        if (this.spend(COMMAND)) return runNode(statement.command, { shell: this, state, source });
        state.opaque ??= this.unknown(source, statement, "the rest of user data", TOO_LONG);
        state.stop = "exit";
        return [state];
      });
    return states;
  }

  /** Goes on from every state that has not ended, and keeps of what comes of it each once. */
  each(states: readonly State[], source: FlatText, run: (state: State) => readonly State[]): readonly State[] {
    const ends = states.flatMap((state) => (state.stop === undefined ? run(state) : [state]));
    if (ends.length > 1) for (const { size } of ends) this.spend(size);
    return distinct(ends, (what) => unknownText(this.unknown(source, { pos: 0, end: 1 }, `what becomes of ${what}`)));
  }

  /** Counts work that is done; whether there is some left to do. */
  spend(amount: number): boolean {
    this.#left -= amount;
    return this.#left > 0;
  }

  command(call: Call): readonly State[] {
    return runCommand(call);
  }

  simple(command: Command, scope: Scope): readonly State[] {
    const { source, state } = scope;
    const words = command.name === undefined ? [] : [...expandFields(command.name, scope)];
    const assigned = command.prefix.filter((one) => one.type === "Assignment");
    const declared: FlatText[] = [];
    for (const argument of command.args) {
      if (argument.type === "Word") words.push(...expandFields(argument, scope));
      else {
        if (words[0]?.characters !== "export" && state.locals?.has(argument.name) === false)
          state.locals.set(argument.name, state.variables.get(argument.name));
        declared.push(assign(argument, scope));
      }
    }
    if (words.length === 0) {
      for (const one of assigned) assign(one, scope);
      if (assigned.length > 0) state.status = "true";
      return redirected(command.redirects, scope, (one) => [one]);
    }
    const before = new Map(assigned.map(({ name }) => [name, state.variables.get(name)] as const));
    for (const one of assigned) assign(one, scope);
    const given = new Set(before.keys());
    const states = redirected(command.redirects, scope, (one) =>
      runCommand({ shell: this, state: one, source, place: command, words, declared, given }),
    );
    for (const after of states) after.restore(before);
    return states;
  }

  /** What a command substitution prints; undefined where it may be one or the other. What else it does is done. */
  printedBy(bodyIn: () => Script, state: State): FlatText | undefined {
    if (this.#substitution >= DEEPEST_SUBSTITUTION) return undefined;
    this.#substitution += 1;
    try {
      return this.#printed(bodyIn(), state);
    } finally {
      this.#substitution -= 1;
    }
  }

  #printed(body: Script, state: State): FlatText | undefined {
    const inner = state.fork();
    inner.output = NOTHING_PRINTED;
    const ends = this.list(body, inner);
    const [first] = ends;
    if (first === undefined) return undefined;
    this.#adopt(state, ends, body.source);
    const printed = ends.map(({ output }) => printedText(output));
    return printed.every((one) => sameText(one, printed[0])) ? printed[0] : undefined;
  }

  /** `<(…)` and `>(…)` give the name of a pipe, which is not known. */
  processed(part: ProcessSubstitutionPart, { state, source }: Scope): FlatText {
    const pipe = unknownText(this.unknown(source, part, `what ${this.quote(source, part)} passes on`));
    if (part.script === undefined) return pipe;
    const inner = state.fork();
    inner.input = part.operator === ">" ? pipe : undefined;
    this.#adopt(state, this.list({ statements: part.script.commands, source }, inner), source);
    return pipe;
  }

  /** What is done in a process of its own remains in files and in the agent. */
  #adopt(state: State, ends: readonly State[], source: FlatText): void {
    const [end] = ends;
    if (end === undefined) return;
    const { files, environment, kernel, opaque } = end;
    Object.assign(state, { files, environment, kernel, opaque });
    if (!ends.every((one) => sameOutcome(one, end)))
      state.opaque ??= this.unknown(source, { pos: 0, end: 1 }, "what a command substitution does");
  }

  /** The two ways that a script may go at a place. */
  fork({ state, source }: Scope, place: TextRange): readonly [taken: State, passed: State] {
    const branch = this.unknown(source, place, `whether ${this.quote(source, place)} holds`, {
      text: "user data decides it by a condition that only the instance can tell",
      hint: "write it in user data outside of the condition, or the same in each of its branches",
    });
    return [state.taking(branch, "taken"), state.taking(branch, "passed")];
  }

  /** The unknown that stands for what a place in a script gives. */
  unknown(source: FlatText, { pos, end }: TextRange, what: string, why?: Why): UnknownValue {
    const origin = originOfRange(source, pos, Math.max(pos + 1, end));
    const span = origin?.span ?? this.#fallback;
    const { line, column } = span.file.position(span.start);
    const { text, hint } = why ?? {
      text: `user data decides ${what} only on the instance`,
      hint: "write the value itself into user data in its place",
    };
    return makeUnknown({
      type: STRING,
      cause: { kind: "external", text, hint, span },
      symbol: `${what} at ${span.file.path}:${line}:${column}`,
      origin: origin ?? { kind: "literal", span },
    });
  }

  /** What a command prints that is not followed. */
  outputOf(source: FlatText, place: TextRange, command: string): UnknownValue {
    const name = shortened(command);
    return this.unknown(source, place, `what ${name} prints`, {
      text: `user data takes it from what ${name} prints on the instance`,
      hint: `write the value itself into user data in place of ${name}`,
    });
  }

  quote(source: FlatText, { pos, end }: TextRange): string {
    return shortened(source.characters.slice(pos, end));
  }
}

const TOO_LONG: Why = {
  text: "user data is too long or too deeply nested to be followed",
  hint: "write ECS_CLUSTER near the beginning of user data",
};

const MISTAKE: Why = {
  text: "user data has a mistake in its syntax, after which a shell would do nothing",
  hint: "mend the syntax there",
};

const LONGEST_QUOTE = 60;

function shortened(text: string): string {
  const line = text.slice(0, LONGEST_QUOTE).split("\n", 1)[0]!.replaceAll(HOLE, "…").trim();
  return line.length < text.trim().length ? `${line} …` : line;
}
