/** The variables of an SMT solver that stand for the unknowns of a graph: one for each symbol, and one for each choice of a link. */
import type { Arith, Bool, Context } from "z3-solver";
import type { Fact } from "../../src/base/fact.ts";
import type { Existence } from "../../src/base/value.ts";
import type { Link, NodeId } from "../../src/graph/model.ts";

import type { IpRange } from "../../src/sets/ip-set.ts";

export type Z3 = Context<"reach">;
export type Formula = Bool<"reach">;
export type Term = Arith<"reach">;

export class SmtUnknowns {
  readonly z3: Z3;
  /** What holds of the variables in every reality. */
  readonly facts: Formula[] = [];
  readonly #seen = new Set<string>();
  readonly #choices = new Map<Link, Term>();

  constructor(z3: Z3) {
    this.z3 = z3;
  }

  exists(existence: Existence): Formula {
    return existence === true ? this.z3.Bool.val(true) : this.z3.Bool.const(existence.symbol);
  }

  /** Whether the link is there and leads to the node. */
  leads(link: Link, id: NodeId): Formula {
    const there = this.exists(link.exists);
    if (link.to.length === 1) return link.to[0] === id ? there : this.z3.Bool.val(false);
    let choice = this.#choices.get(link);
    if (choice === undefined) {
      choice = this.z3.Int.const(`choice ${this.#choices.size}`);
      this.#choices.set(link, choice);
      this.facts.push(choice.ge(0), choice.lt(link.to.length));
    }
    return this.z3.And(there, choice.eq(link.to.indexOf(id)));
  }

  number(fact: Fact<number>, low = 0, high = 65535): Term {
    if (fact.known) return this.z3.Int.val(fact.value);
    const term = this.z3.Int.const(fact.unknown.symbol);
    this.once(fact.unknown.symbol, () => [term.ge(low), term.le(high)]);
    return term;
  }

  once(symbol: string, make: () => readonly Formula[]): void {
    if (this.#seen.has(symbol)) return;
    this.#seen.add(symbol);
    this.facts.push(...make());
  }

  /** A number that no other call gives. */
  count(): number {
    this.#seen.add(`way ${this.#seen.size}`);
    return this.#seen.size;
  }

  /** The two ends of a range; those of an unknown one are variables. */
  ends(fact: Fact<IpRange>): readonly [Term, Term] | undefined {
    const z3 = this.z3;
    if (fact.known)
      return fact.value.family === 4 ? [z3.Int.val(fact.value.first), z3.Int.val(fact.value.last)] : undefined;
    const { symbol } = fact.unknown;
    const ends = [z3.Int.const(`${symbol} first`), z3.Int.const(`${symbol} last`)] as const;
    this.once(symbol, () => [ends[0].ge(0), ends[0].le(ends[1]), ends[1].le(2 ** 32 - 1)]);
    return ends;
  }
}
