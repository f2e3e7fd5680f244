/** Lists, pipelines, branches and loops (https://www.gnu.org/software/bash/manual/html_node/Compound-Commands.html). */
import type {
  AndOr,
  Case,
  CommandNode,
  CompoundList,
  Elif,
  For,
  If,
  Pipeline,
  Redirected,
  Statement,
  While,
} from "unbash";
import { known, unknownText } from "../text.ts";
import { judge } from "./conditions.ts";
import { patternOf } from "./patterns.ts";
import { redirected } from "./redirections.ts";
import type { TextRange } from "./shell.ts";
import { NOTHING_PRINTED, printedText, type State, type Status, sameText } from "./state.ts";
import { expandFields, expandText, type Scope } from "./words.ts";

type Node = Statement["command"] | CompoundList | Redirected["command"];

export function runNode(node: Node, scope: Scope): readonly State[] {
  const { shell, state, source } = scope;
  switch (node.type) {
    case "Command":
      return shell.simple(node, scope);
    case "CompoundList":
      return shell.list({ statements: node.commands, source }, state);
    case "BraceGroup":
      return runNode(node.body, scope);
    case "Subshell":
    case "Coproc":
      return apart(state, (one) => runNode(node.body, { ...scope, state: one }));
    case "Redirected":
      return redirected(node.redirects, scope, (one) => runNode(node.command, { ...scope, state: one }));
    case "Pipeline":
      return pipeline(node, scope);
    case "AndOr":
      return chain(node, scope);
    case "If":
      return branches(node, [...node.elif], node.else, scope);
    case "Case":
      return choice(node, scope);
    case "For":
      return forEach(node, scope);
    case "While":
      return loop(node, scope);
    case "Function": {
      const name = known(expandText(node.name, scope));
      if (name !== undefined) state.functions.set(name, { body: node.body, source });
      return [state];
    }
    case "TestCommand":
      state.status = judge(node.expression, scope);
      return [state];
    case "ArithmeticCommand":
      state.status = "unknown";
      return [state];
    case "ArithmeticFor":
    case "Select":
      return repeated(node, scope, false, (one) => runNode(node.body, { ...scope, state: one }));
  }
}

/** Runs in a process of its own: what it does to variables is lost, and that it ends ends nothing else. */
function apart(state: State, run: (state: State) => readonly State[]): readonly State[] {
  const before = state.fork();
  const after = run(state);
  for (const one of after) {
    const { variables, exported, functions, directory, parameters, locals } = before.fork();
    Object.assign(one, { variables, exported, functions, directory, parameters, locals, stop: undefined });
  }
  return after;
}

/** In order; what one prints the next one reads. */
function pipeline({ prefixes, commands }: Pipeline, scope: Scope): readonly State[] {
  const { input } = scope.state;
  let states: readonly State[] = [scope.state];
  if (commands.length === 1) states = runNode(commands[0]!, scope);
  else
    commands.forEach((command, at) => {
      const last = at === commands.length - 1;
      states = scope.shell.each(states, scope.source, (state) => pipe(command, { ...scope, state }, last));
    });
  const negated = prefixes.filter(({ type }) => type === "Negation").length % 2 === 1;
  for (const state of states) {
    state.input = input;
    if (negated) state.status = opposite(state.status);
  }
  return states;
}

function pipe(command: CommandNode, scope: Scope, last: boolean): readonly State[] {
  const { output } = scope.state;
  if (!last) scope.state.output = NOTHING_PRINTED;
  const states = apart(scope.state, (one) => runNode(command, { ...scope, state: one }));
  if (last) return states;
  for (const state of states) {
    state.input = printedText(state.output);
    state.output = output;
  }
  return states;
}

function opposite(status: Status): Status {
  return status === "true" ? "false" : status === "false" ? "true" : "unknown";
}

/**
 * `a && b || c`. A command that is no test is taken to succeed, so that what stands after `&&` is done; what stands after `||` may
 * be done where it mends the failure, and is not where it ends the script.
 */
function chain({ commands, operators }: AndOr, scope: Scope): readonly State[] {
  let states = runNode(commands[0]!, scope);
  operators.forEach((operator, at) => {
    const next = commands[at + 1]!;
    const wanted = operator === "&&" ? "true" : "false";
    states = scope.shell.each(states, scope.source, (state) => {
      const { status } = state;
      if (status === wanted || (status === "likely" && operator === "&&")) return runNode(next, { ...scope, state });
      if (status === "true" || status === "false") return [state];
      const [taken, passed] = scope.shell.fork({ ...scope, state }, commands[at]!);
      passed.status = operator === "&&" ? "false" : "true";
      const done = runNode(next, { ...scope, state: taken });
      return [passed, ...(status === "likely" ? done.filter(({ stop }) => stop === undefined) : done)];
    });
  });
  return states;
}

function branches(
  { clause, then }: Pick<If, "clause" | "then"> | Elif,
  more: readonly Elif[],
  otherwise: CompoundList | undefined,
  scope: Scope,
): readonly State[] {
  const [next, ...rest] = more;
  const pass = (state: State): readonly State[] => {
    if (next !== undefined) return branches(next, rest, otherwise, { ...scope, state });
    if (otherwise !== undefined) return runNode(otherwise, { ...scope, state });
    state.status = "true";
    return [state];
  };
  return runNode(clause, scope).flatMap((state) => {
    if (state.stop !== undefined) return [state];
    if (state.status === "true") return runNode(then, { ...scope, state });
    if (state.status === "false") return pass(state);
    const [taken, passed] = scope.shell.fork({ ...scope, state }, clause);
    return [...runNode(then, { ...scope, state: taken }), ...pass(passed)];
  });
}

/** Items in order. One whose pattern cannot be compared may be taken or not. */
function choice({ word, items }: Case, scope: Scope): readonly State[] {
  const subject = known(expandText(word, scope));
  const ends: State[] = [];
  let left: State | undefined = scope.state;
  for (const { pattern, body, ...place } of items) {
    const fits = pattern.map((one) => {
      const written = known(expandText(one, { ...scope, state: left! }));
      const wanted = written === undefined ? undefined : patternOf(written);
      if (written === "*") return "true";
      if (wanted === undefined || subject === undefined) return "unknown";
      return wanted(subject) ? "true" : "false";
    });
    const certain = fits.includes("true");
    if (!certain && !fits.includes("unknown")) continue;
    const [taken, passed]: readonly [State, State | undefined] = certain
      ? [left, undefined]
      : scope.shell.fork({ ...scope, state: left }, { pos: place.pos, end: body.pos });
    ends.push(...runNode(body, { ...scope, state: taken }));
    left = passed;
    if (left === undefined) return ends;
  }
  return [...ends, left];
}

/** So many words of a loop are gone through one by one. */
const MOST_ROUNDS = 32;

function forEach(node: For, scope: Scope): readonly State[] {
  const { name, wordlist, body } = node;
  const { shell, state, source } = scope;
  const words = wordlist === undefined ? state.parameters : wordlist.flatMap((one) => expandFields(one, scope));
  const variable = name.value;
  if (words === undefined || words.length > MOST_ROUNDS || words.some((one) => known(one) === undefined)) {
    const element = unknownText(shell.unknown(source, name, `$${variable}`));
    return repeated(node, scope, false, (one) => {
      one.variables.set(variable, element);
      return runNode(body, { ...scope, state: one });
    });
  }
  let states: readonly State[] = [state];
  for (const word of words) {
    states = shell.each(states, source, (one) => {
      one.variables.set(variable, word);
      return runNode(body, { ...scope, state: one }).map(nextRound);
    });
  }
  return states.map(endLoop);
}

function nextRound(state: State): State {
  if (state.stop === "continue") state.stop = undefined;
  return state;
}

function endLoop(state: State): State {
  if (state.stop === "break" || state.stop === "continue") state.stop = undefined;
  return state;
}

function loop(node: While, scope: Scope): readonly State[] {
  const { kind, clause, body } = node;
  const goesOn = kind === "while" ? "true" : "false";
  const first = runNode(clause, { ...scope, state: scope.state.fork() });
  if (first.every(({ status, stop }) => stop === undefined && status === opposite(goesOn)))
    return runNode(clause, scope);
  const entered = first.every(({ status }) => status === goesOn);
  return repeated(node, scope, entered, (one) =>
    runNode(clause, { ...scope, state: one }).flatMap((asked) =>
      asked.stop === undefined ? runNode(body, { ...scope, state: asked }) : [asked],
    ),
  );
}

/** A loop that goes round any number of times: what it changes from round to round is unknown in it. */
function repeated(
  place: TextRange,
  scope: Scope,
  entered: boolean,
  round: (state: State) => readonly State[],
): readonly State[] {
  const { shell, state, source } = scope;
  const [taken, passed] = shell.fork(scope, place);
  for (const end of round(state.fork()))
    for (const [name, value] of end.variables)
      if (!sameText(value, state.variables.get(name)))
        taken.variables.set(name, unknownText(shell.unknown(source, place, `$${name} in a loop`)));
  const done = round(taken).map(endLoop);
  return entered ? done : [passed, ...done];
}
