/**
 * Values that the worlds of a group share. Most of a template is the same in all of them: while a value is made, everything is written down that was
 * asked of the world, and where another world answers the same, the value is the same.
 */
import { remembered } from "../../../base/collections.ts";
import type { WorldRun } from "./context.ts";

/** Asks a world once more. Where that decides something there, making the value would decide it too. */
type Question = (run: WorldRun) => string | undefined;

interface Asked {
  readonly question: Question;
  readonly answer: string | undefined;
  /** Whoever asks later in the same world hears the same. */
  readonly isSteady: boolean;
}

/** What was asked while something was made; undefined where that does not say it all. */
export type AskedFor = readonly Asked[] | undefined;

/** What is asked in one run. */
export class Questions {
  /** For what is being made; undefined where nothing is. */
  #asked: Asked[] | undefined;
  #isAll = true;

  /** `isSteady`: whoever asks later in this run hears the same. */
  add(question: Question, answer: string | undefined, isSteady: boolean): void {
    this.#asked?.push({ question, answer, isSteady });
  }

  /** The text of a symbol, as the decisions leave it. */
  text({ decisions }: WorldRun, symbol: string): string | undefined {
    const answer = decisions.textOf(symbol);
    this.add((other) => other.decisions.textOf(symbol), answer, answer !== undefined);
    return answer;
  }

  /** The allowed values of a symbol that the decisions leave. */
  allowed({ decisions }: WorldRun, symbol: string): readonly string[] | undefined {
    const texts = decisions.allowed(symbol);
    this.add((other) => JSON.stringify(other.decisions.allowed(symbol)), JSON.stringify(texts), false);
    return texts;
  }

  /** What is being made depends on more than on what is asked. */
  refuse(): void {
    this.#isAll = false;
  }

  during<T>(make: () => T): { readonly value: T; readonly asked: AskedFor } {
    const [asked, isAll] = [this.#asked, this.#isAll];
    const own: Asked[] = [];
    this.#asked = own;
    this.#isAll = true;
    try {
      const value = make();
      return { value, asked: this.#isAll ? own : undefined };
    } finally {
      this.#asked = asked;
      this.#isAll = isAll;
    }
  }

  /** Something was taken for which this was asked: at any time, where it is kept. */
  takes(asked: AskedFor, isKept = true): void {
    if (asked === undefined || (isKept && !asked.every(({ isSteady }) => isSteady))) this.refuse();
    else for (const one of asked) this.#asked?.push(one);
  }

  /** What a run makes once; `known` has what was asked for it. */
  once<T>(known: Map<string, AskedFor>, what: string, makeOrTake: () => T): T {
    if (known.has(what)) {
      this.takes(known.get(what));
      return makeOrTake();
    }
    const { value, asked } = this.during(makeOrTake);
    known.set(what, asked);
    this.takes(asked);
    return value;
  }
}

/** What is asked next follows from the answers until then, so that the questions for one value are a tree. */
type Tree<T> =
  | { readonly value: T }
  | { readonly question: Question; readonly answers: Map<string | undefined, Tree<T>> };

/** By what they are made from, which is the same object in all worlds of a group. */
export class SharedValues {
  readonly #trees = new Map<object, Map<string, Tree<unknown>>>();

  /** `name`: what tells the value from others that are made from the same. */
  value<T>(of: object, name: string, run: WorldRun, make: () => T): T {
    const trees = remembered(this.#trees, of, () => new Map()) as Map<string, Tree<T>>;
    const known = trees.get(name);
    if (known !== undefined) {
      const takeBack = run.decisions.mark();
      const found = answered(known, run);
      if (found !== undefined) return found.value;
      // What it is asked first while the value is made must not hear what was decided later.
      takeBack();
    }
    const { value, asked } = run.questions.during(make);
    if (asked !== undefined) grow(trees, name, asked, value);
    return value;
  }
}

function answered<T>(tree: Tree<T>, run: WorldRun): { readonly value: T } | undefined {
  let at: Tree<T> | undefined = tree;
  while (at !== undefined && "question" in at) at = at.answers.get(at.question(run));
  return at;
}

/** Adds a value where the answers lead to from the name. */
function grow<T>(trees: Map<string, Tree<T>>, name: string, asked: readonly Asked[], value: T): void {
  let place = (made: Tree<T>): unknown => trees.set(name, made);
  let at = trees.get(name);
  for (const { question, answer } of asked) {
    const step = at !== undefined && "question" in at ? at : { question, answers: new Map<typeof answer, Tree<T>>() };
    place(step);
    place = (made) => step.answers.set(answer, made);
    at = step.answers.get(answer);
  }
  place({ value });
}
