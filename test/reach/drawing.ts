/** Draws words of random graphs: what is rare comes about as often as the graph at hand is strange. */
import type { Chance } from "./chance.ts";
import type { Dynamic } from "./connections.ts";

/** What a random graph may have; a judge that cannot speak of something leaves it out. */
export interface Limits {
  /** One service behind one application load balancer in a1 and a2, with its containers in b1 and b2; everything is known. */
  readonly known?: true;
  /** Existence, choices, ports, ranges and numbers are the only unknowns. */
  readonly plain?: true;
}

/** What a graph is about, and has more of than others: so that what rarely comes together does. */
export type Theme = "" | "strategies" | "conditions" | "assumptions" | "roots";

export const CONDITIONS = ["var.x", "var.x", "var.y", "var.z", "data.x"];

export class Drawing {
  readonly chance: Chance;
  readonly limits: Limits;
  readonly dynamic: Dynamic | undefined;
  readonly theme: Theme;
  /** In which part of the cases something unknown stands. */
  readonly #strange: number;
  readonly #notes: number;
  readonly roots: readonly string[];
  readonly second: boolean;
  #note = 0;

  constructor(chance: Chance, limits: Limits) {
    this.chance = chance;
    this.limits = limits;
    this.theme = this.#themeOf();
    this.#strange = limits.known
      ? 0
      : chance.pick(this.theme === "" ? [0, 0.01, 0.02, 0.04, 0.08, 0.2] : [0, 0.01, 0.02]);
    this.#notes =
      this.theme === "assumptions" ? 0.3 : limits.known || limits.plain ? 0 : chance.pick([0, 0, 0, 0.03, 0.1]);
    const both = this.theme === "roots" || chance.happens(0.4);
    this.roots = !limits.known && both ? ["infra", "other"] : ["infra"];
    this.second = !limits.known && !limits.plain && chance.happens(0.25);
    this.dynamic =
      limits.known || limits.plain || chance.happens(0.6)
        ? chance.pick([
            { first: 32768, last: 65535 },
            { first: 32768, last: 60999 },
            { first: 40000, last: 40003 },
          ])
        : undefined;
  }

  #themeOf(): Theme {
    const { chance, limits } = this;
    if (limits.known) return "";
    if (limits.plain) return chance.pick(["", "", "strategies", "conditions"]);
    return chance.pick(["", "", "", "strategies", "strategies", "conditions", "assumptions", "roots"]);
  }

  /** More often in graphs of the theme. */
  themed(theme: Theme, usual: number, often: number): boolean {
    return this.chance.happens(this.theme === theme ? often : usual);
  }

  odd(times = 1): boolean {
    return this.chance.happens(Math.min(0.9, this.#strange * times));
  }

  /** The rare word in strange graphs, else the usual one. */
  or(usual: string, times: number, ...rare: readonly string[]): string {
    return this.odd(times) ? this.chance.pick(rare) : usual;
  }

  /** What only some judges can speak of. */
  wide(usual: string, times: number, ...rare: readonly string[]): string {
    return this.limits.plain ? usual : this.or(usual, times, ...rare);
  }

  when(times = 1): string {
    return this.#conditional(times) ? ` if ${this.#condition()}` : "";
  }

  #conditional(times: number): boolean {
    return this.theme === "conditions" ? this.chance.happens(0.3) : this.odd(times);
  }

  /** In a graph about conditions, most things depend on the same one. */
  #condition(): string {
    return this.theme === "conditions" && this.chance.happens(0.8) ? "var.x" : this.chance.pick(CONDITIONS);
  }

  note(): string {
    if (!this.chance.happens(this.#notes)) return "";
    this.#note += 1;
    return `!n${this.#note}`;
  }

  /** A reference to one of the names, which may not be there or lead to one of two. */
  link(name: string, names: readonly string[]): string {
    const either =
      names.length > 1 && this.odd(0.7) ? `${name}|${this.chance.pick(names.filter((one) => one !== name))}` : name;
    return `${either}${this.note()}${this.#conditional(1) ? `~${this.#condition()}` : ""}`;
  }

  one(names: readonly string[]): string {
    const name = this.chance.pick(names);
    return names.length > 1 && this.odd(0.5)
      ? `${name}|${this.chance.pick(names.filter((one) => one !== name))}`
      : name;
  }

  set(names: readonly string[], usual: readonly string[], rest: string): string {
    const chosen = this.chance.happens(0.7) ? this.chance.some(usual, 1) : this.chance.some(names, 1);
    const all = [...new Set(chosen)].slice(0, 3).map((name) => this.link(name, names));
    if (!this.limits.plain && this.odd(1)) all.push(`?${rest}`);
    if (!this.limits.plain && this.odd(0.5)) return `?${rest}`;
    return all.join(",");
  }

  /** The name, or one of it and another. */
  withOther(name: string, names: readonly string[]): string {
    return names.length > 1 && this.odd(0.5) ? names.join("|") : name;
  }
}
