/** What every part of the engine works with: the graph, its index, the options, and the answers that need not be found twice. */
import type { Graph } from "../../graph/model.ts";
import { GraphIndex } from "./graph-index.ts";
import type { JudgingSteps, StepsOfScan } from "./judging-steps.ts";

export interface ReachOptions {
  /** The range of dynamic ports where user data does not say another; both ends included. */
  readonly ephemeral: { readonly first: number; readonly last: number } | undefined;
  /** Every assumption is an unknown. */
  readonly strict: boolean;
  /** Whether nothing that the source refers to was left unread, and no instances of another group may join: those not in the graph are not there. Absent: not so. */
  readonly isComplete?: () => boolean;
  /** What a root may take to be evaluated, in steps: judging may take so many times as much (judging-steps.ts). Absent: a million. */
  readonly steps?: number | undefined;
  /** What the graphs of a scan have taken together; absent where each is judged as if there were no other. */
  readonly ofScan?: StepsOfScan;
}

/**
 * What an answer follows from, compared by identity: never a text that stands for something else. Things that are equal but not one
 * object have their answers found twice, which costs time and no truth.
 */
type Part = object | number | boolean | undefined;

/** The one object for all equal symbols of unknowns, and for a node id. */
export interface Interned {
  readonly symbol: string;
}

/** What stands where no answer is found yet: any value can be an answer. */
const NO_ANSWER = Symbol();

/** The answers to questions by the parts of what they are about. Most have one next part, which needs no map. */
class Answers {
  answer: unknown = NO_ANSWER;
  #part: Part;
  #only: Answers | undefined;
  #more: Map<Part, Answers> | undefined;

  at(part: Part): Answers {
    if (this.#only !== undefined && this.#part === part) return this.#only;
    const known = this.#more?.get(part);
    if (known !== undefined) return known;
    const made = new Answers();
    if (this.#only === undefined) {
      this.#part = part;
      this.#only = made;
    } else {
      this.#more ??= new Map();
      this.#more.set(part, made);
    }
    return made;
  }
}

export class ReachContext {
  readonly graph: Graph;
  readonly options: ReachOptions;
  readonly #identities = new Map<string, Interned>();
  readonly #answers = new Answers();
  #index: GraphIndex | undefined;
  #steps: JudgingSteps | undefined;

  constructor(graph: Graph, options: ReachOptions) {
    this.graph = graph;
    this.options = options;
  }

  /** Made for the first question: most graphs of an organisation have no service, and of them little is asked. */
  get index(): GraphIndex {
    this.#index ??= new GraphIndex(this.graph);
    return this.#index;
  }

  /** What is done in `work` is paid from these steps; it ends with `TooMuchToJudge` where they do not suffice. */
  within<T>(steps: JudgingSteps, work: () => T): T {
    this.#steps = steps;
    try {
      return work();
    } finally {
      this.#steps = undefined;
    }
  }

  /** Pays for work before it is done. What rules ask of the engine is bounded by what there is in the source, and free. */
  pay(steps: number): void {
    this.#steps?.take(steps);
  }

  /** Equal for equal symbols. */
  identity(symbol: string): Interned {
    let known = this.#identities.get(symbol);
    if (known === undefined) {
      known = { symbol };
      this.#identities.set(symbol, known);
    }
    return known;
  }

  /**
   * The answer to a question about these parts, found once. The question is a function of a module and is given nothing but the parts
   * and the graph, so that two questions with one answer cannot differ in anything that the answer depends on.
   */
  ask<K extends readonly Part[], T>(question: (context: ReachContext, ...parts: K) => T, ...parts: K): T {
    let at = this.#answers.at(question);
    // Asked millions of times: an iterator would be made each time.
    for (let which = 0; which < parts.length; which++) at = at.at(parts[which]);
    if (at.answer === NO_ANSWER) at.answer = question(this, ...parts);
    return at.answer as T;
  }

  /** The one list of all lists of these parts in this order. */
  list<P extends Part>(parts: readonly P[]): readonly P[] {
    return this.ask(listOf, ...parts) as readonly P[];
  }
}

function listOf(_: ReachContext, ...parts: readonly Part[]): readonly Part[] {
  return parts;
}
