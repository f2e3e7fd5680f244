/**
 * Random graphs: one to three services behind one or two load balancers, in one root or two, with unknowns of every kind. Their recipes
 * are the lines of graph-text.ts. A few symbols stand for all unknowns of a type, so that one unknown decides several things.
 */
import fc from "fast-check";
import { Chance } from "./chance.ts";
import type { Dynamic } from "./connections.ts";
import { Drawing, type Limits } from "./drawing.ts";
import { build as buildText } from "./graph-text.ts";
import { drawRules } from "./random-rules.ts";
import { drawServices } from "./random-services.ts";

export interface Recipe {
  readonly seed: number;
  readonly lines: readonly string[];
  /** The range of dynamic ports that the options say. */
  readonly dynamic: Dynamic | undefined;
}

/** One for which the options say the range. */
export type SettledRecipe = Recipe & { readonly dynamic: Dynamic };

export const recipes: fc.Arbitrary<Recipe> = fc.noShrink(fc.integer()).map((seed) => draw(seed));

export const knownPart = ({ seed }: Recipe): SettledRecipe => draw(seed, { known: true }) as SettledRecipe;

export const plainPart = ({ seed }: Recipe): SettledRecipe => draw(seed, { plain: true }) as SettledRecipe;

export const build = ({ lines }: Pick<Recipe, "lines">) => buildText(lines);

export function draw(seed: number, limits: Limits = {}): Recipe {
  const drawing = new Drawing(new Chance(seed), limits);
  return { seed, lines: new Networks(drawing).lines(), dynamic: drawing.dynamic };
}

class Networks {
  readonly #draw: Drawing;

  constructor(draw: Drawing) {
    this.#draw = draw;
  }

  lines(): readonly string[] {
    const { chance } = this.#draw;
    const root = () => (this.#draw.roots.length > 1 && chance.happens(0.5) ? " @other" : "");
    const lines: string[] = [];
    const subnets = this.#networks(lines, root);
    const groups = ["g0", "g1", "g2"];
    const outside = this.#draw.odd(4) && !this.#draw.limits.plain ? chance.some(["e0", "e1"], 1) : [];
    for (const name of groups) {
      const open = `${this.#draw.wide("", 1, ` in=${name}.rules`)}${this.#draw.wide("", 1, ` out=${name}.rules`)}`;
      const note = this.#draw.note();
      lines.push(`group ${name} vpc=v${open}${note === "" ? "" : ` ${note}`}${root()}${this.#draw.when(0.5)}`);
    }
    for (const name of outside) lines.push(`group ${name} ${name === "e1" ? "literal" : "external"}`);
    const names = { subnets, groups: [...groups, ...outside] };
    drawServices(this.#draw, lines, names, root);
    drawRules(this.#draw, lines, names, root);
    return lines;
  }

  #networks(lines: string[], root: () => string): readonly string[] {
    const { chance } = this.#draw;
    // To which zones nodes send is a matter of the load balancer, of which the networks of the kernel know nothing.
    const zone = (usual: string): string =>
      this.#draw.limits.known ? "-" : this.#draw.wide(usual, 1.5, "-", "?var.zone", "?var.either_zone{z1|z2}");
    const six = chance.happens(0.2);
    const routes = this.#draw.wide("", 0.5, " routes=10.0.2.0/24", " routes=?var.route");
    const more = this.#draw.wide("", 0.3, " more=v.more");
    const four = this.#draw.or("10.0.0.0/16", 0.7, "?v.cidr");
    lines.push(
      this.#draw.wide("", 0.5, "x") === "x"
        ? "vpc v external"
        : `vpc v ranges=${four}${six ? ",2001:db8::/32" : ""}${routes}${more}`,
    );
    const subnet = (name: string, third: number, at: string, vpc: string): void => {
      const own = this.#draw.limits.known
        ? `10.0.${third}.0/24`
        : this.#draw.or(`10.${vpc === "v" ? 0 : 1}.${third}.0/24`, 0.7, `?${name}.cidr`);
      const given = `ranges=${own}${six ? `,2001:db8:${third}::/64` : ""}`;
      lines.push(`subnet ${name} ${given} zone=${zone(at)} vpc=${vpc}${root()}`);
    };
    subnet("a1", 1, "z1", "v");
    subnet("a2", 2, "z2", "v");
    subnet("b1", 11, "z1", "v");
    subnet("b2", 12, "z2", "v");
    const names = ["a1", "a2", "b1", "b2"];
    if (this.#draw.second) {
      lines.push("vpc w ranges=10.1.0.0/16");
      subnet("w1", 1, "z1", "w");
      names.push("w1");
    }
    if (this.#draw.limits.plain || this.#draw.limits.known) return names;
    if (this.#draw.odd(3)) {
      lines.push(`subnet x1 ${chance.pick(["external", "external", "literal"])}`);
      names.push("x1");
    }
    if (this.#draw.odd(0.7)) {
      lines.push(`subnet r1 ranges=?r1.cidr zone=${chance.pick(["z1", "-"])} vpc=v repeated`);
      names.push("r1");
    }
    if (this.#draw.odd(0.7)) {
      lines.push("subnet data.x2 external");
      names.push("data.x2");
    }
    return names;
  }
}
