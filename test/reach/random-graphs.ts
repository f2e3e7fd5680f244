/**
 * Random graphs: one to three services behind one or two load balancers, in one root or two, with unknowns of every kind. Their recipes
 * are the lines of graph-text.ts. A few symbols stand for all unknowns of a type, so that one unknown decides several things.
 */
import fc from "fast-check";
import { Chance } from "./chance.ts";
import type { Dynamic } from "./connections.ts";
import { build as buildText } from "./graph-text.ts";
import { drawRules } from "./random-rules.ts";

export interface Recipe {
  readonly seed: number;
  readonly lines: readonly string[];
  /** The range of dynamic ports that the options say. */
  readonly dynamic: Dynamic | undefined;
}

/** One for which the options say the range. */
export type SettledRecipe = Recipe & { readonly dynamic: Dynamic };

/** What a random graph may have; a judge that cannot speak of something leaves it out. */
export interface Limits {
  /** One service behind one application load balancer in a1 and a2, with its containers in b1 and b2; everything is known. */
  readonly known?: true;
  /** Existence, choices, ports, ranges and numbers are the only unknowns. */
  readonly plain?: true;
}

export const recipes: fc.Arbitrary<Recipe> = fc.noShrink(fc.integer()).map((seed) => draw(seed));

export const knownPart = ({ seed }: Recipe): SettledRecipe => draw(seed, { known: true }) as SettledRecipe;

export const plainPart = ({ seed }: Recipe): SettledRecipe => draw(seed, { plain: true }) as SettledRecipe;

export const build = ({ lines }: Pick<Recipe, "lines">) => buildText(lines);

export function draw(seed: number, limits: Limits = {}): Recipe {
  const drawing = new Drawing(new Chance(seed), limits);
  return { seed, lines: drawing.lines(), dynamic: drawing.dynamic };
}

const CONDITIONS = ["var.x", "var.x", "var.y", "var.z", "data.x"];

/** Draws words: what is rare comes about as often as the graph at hand is strange. */
export class Drawing {
  readonly chance: Chance;
  readonly limits: Limits;
  readonly dynamic: Dynamic | undefined;
  /** In which part of the cases something unknown stands. */
  readonly #strange: number;
  readonly #notes: number;
  readonly roots: readonly string[];
  readonly second: boolean;
  #note = 0;

  constructor(chance: Chance, limits: Limits) {
    this.chance = chance;
    this.limits = limits;
    this.#strange = limits.known ? 0 : chance.pick([0, 0.01, 0.02, 0.04, 0.08, 0.2]);
    this.#notes = limits.known || limits.plain ? 0 : chance.pick([0, 0, 0, 0.03, 0.1]);
    this.roots = !limits.known && chance.happens(0.4) ? ["infra", "other"] : ["infra"];
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
    return this.odd(times) ? ` if ${this.chance.pick(CONDITIONS)}` : "";
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
    return `${either}${this.note()}${this.odd() ? `~${this.chance.pick(CONDITIONS)}` : ""}`;
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

  lines(): readonly string[] {
    const { chance } = this;
    const root = () => (this.roots.length > 1 && chance.happens(0.5) ? " @other" : "");
    const lines: string[] = [];
    const subnets = this.#networks(lines);
    const groups = ["g0", "g1", "g2"];
    const outside = this.odd(4) && !this.limits.plain ? chance.some(["e0", "e1"], 1) : [];
    for (const name of groups) {
      const open = `${this.wide("", 1, ` in=${name}.rules`)}${this.wide("", 1, ` out=${name}.rules`)}`;
      const note = this.note();
      lines.push(`group ${name} vpc=v${open}${note === "" ? "" : ` ${note}`}${root()}${this.when(0.5)}`);
    }
    for (const name of outside) lines.push(`group ${name} ${name === "e1" ? "literal" : "external"}`);
    const names = { subnets, groups: [...groups, ...outside] };
    this.#services(lines, names, root);
    drawRules(this, lines, names, root);
    return lines;
  }

  #networks(lines: string[]): readonly string[] {
    const { chance } = this;
    const zone = (usual: string): string => this.wide(usual, 1.5, "-", "?var.zone", "?var.zone{z1|z2}");
    const six = chance.happens(0.2);
    const routes = this.wide("", 0.5, " routes=10.0.2.0/24", " routes=?var.route");
    const more = this.wide("", 0.3, " more=v.more");
    const four = this.or("10.0.0.0/16", 0.7, "?v.cidr");
    lines.push(
      this.wide("", 0.5, "x") === "x"
        ? "vpc v external"
        : `vpc v ranges=${four}${six ? ",2001:db8::/32" : ""}${routes}${more}`,
    );
    const subnet = (name: string, third: number, at: string, vpc: string): void => {
      const own = this.limits.known
        ? `10.0.${third}.0/24`
        : this.or(`10.${vpc === "v" ? 0 : 1}.${third}.0/24`, 0.7, `?${name}.cidr`);
      const given = `ranges=${own}${six ? `,2001:db8:${third}::/64` : ""}`;
      lines.push(`subnet ${name} ${given} zone=${zone(at)} vpc=${vpc}`);
    };
    subnet("a1", 1, "z1", "v");
    subnet("a2", 2, "z2", "v");
    subnet("b1", 11, "z1", "v");
    subnet("b2", 12, "z2", "v");
    const names = ["a1", "a2", "b1", "b2"];
    if (this.second) {
      lines.push("vpc w ranges=10.1.0.0/16");
      subnet("w1", 1, "z1", "w");
      names.push("w1");
    }
    if (this.limits.plain || this.limits.known) return names;
    if (this.odd(3)) {
      lines.push(`subnet x1 ${chance.pick(["external", "external", "literal"])}`);
      names.push("x1");
    }
    if (this.odd(0.7)) {
      lines.push(`subnet r1 ranges=?r1.cidr zone=${chance.pick(["z1", "-"])} vpc=v repeated`);
      names.push("r1");
    }
    if (this.odd(0.7)) {
      lines.push("subnet data.x2 external");
      names.push("data.x2");
    }
    return names;
  }

  #services(
    lines: string[],
    names: { subnets: readonly string[]; groups: readonly string[] },
    root: () => string,
  ): void {
    const { chance, limits } = this;
    const count = limits.known ? 1 : chance.pick([1, 1, 2, 2, 3]);
    const kinds = Array.from({ length: count }, () =>
      chance.pick(["dynamic", "dynamic", "static", "host", "task", "task", "task"]),
    );
    const numbered = (prefix: string, many: number) => Array.from({ length: many }, (_, at) => `${prefix}${at}`);
    const balancers = numbered("l", limits.known ? 1 : chance.pick([1, 1, 2]));
    const clusters = numbered("c", count > 1 && chance.happens(0.3) ? 2 : 1);
    const hosts = numbered("h", limits.known ? 1 : chance.pick([1, 1, 2]));
    const types = balancers.map(() => this.#balancerType());
    balancers.forEach((name, at) => {
      lines.push(this.#balancer(name, types[at]!, names, root()));
    });
    const modern = balancers.filter((_, at) => types[at] !== "classic");
    const targets: string[] = [];
    const targetFor = (kind: string): string => {
      const name = `t${targets.length}`;
      targets.push(name);
      const balancer = modern.length === 0 ? undefined : chance.pick(modern);
      const network = balancer !== undefined && types[balancers.indexOf(balancer)] === "network";
      lines.push(this.#target(name, kind, network, root()));
      if (balancer !== undefined && !(this.odd(0.7) && !limits.plain))
        this.#listen(lines, name, balancer, modern, targets, root());
      return name;
    };
    const external = this.wide("", 0.7, "x") === "x";
    for (const name of clusters) {
      const called = chance.happens(0.1) ? this.wide("default", 1, "?var.name") : this.wide(name, 0.3, "?var.name");
      lines.push(
        external && name === clusters[0]
          ? `cluster ${name} external`
          : `cluster ${name} called=${called}${this.#strategyOf(0.15)}${root()}`,
      );
    }
    kinds.forEach((kind, at) => {
      this.#service(lines, `s${at}`, kind, { ...names, clusters, balancers, types, targetFor }, root());
    });
    if (kinds.some((kind) => kind !== "task")) this.#hosts(lines, hosts, clusters, names, root);
    if (lines.some((line) => line.includes("strategy="))) this.#providers(lines, hosts, names, root);
  }

  #balancerType(): string {
    if (this.limits.known) return "application";
    if (this.limits.plain) return this.chance.pick(["application", "application", "network"]);
    return this.chance.pick(["application", "application", "application", "network", "network", "classic"]);
  }

  #balancer(
    name: string,
    type: string,
    { subnets, groups }: { subnets: readonly string[]; groups: readonly string[] },
    root: string,
  ): string {
    const written = type === "classic" ? type : this.wide(type, 0.3, "?var.type");
    const kept = this.limits.known ? ["a1", "a2"] : subnets;
    const across =
      type === "application"
        ? ""
        : ` crosszone=${this.or(this.chance.pick(["yes", "yes", "no"]), 2, "?var.cross", "-")}`;
    const carried = type === "network" && this.chance.happens(0.5) ? "-" : this.set(groups, ["g0"], "var.lb_groups");
    const classic =
      type === "classic"
        ? ` ports=${this.chance.pick(["80", "80,8080", this.wide("80", 1, "?var.port")])} health=${this.chance.pick(["80", "8080"])}`
        : "";
    const internal = type === "network" && this.chance.happens(0.4) ? " internal=yes" : "";
    return `balancer ${name} type=${written} groups=${carried} subnets=${this.set(kept, ["a1", "a2"], "var.lb_subnets")}${across}${internal}${classic}${root}${this.when(0.5)}`;
  }

  #target(name: string, kind: string, network: boolean, root: string): string {
    const { chance } = this;
    if (this.wide("", 0.3, "x") === "x") return `target ${name} external`;
    const usual = kind === "task" ? "ip" : "instance";
    const type = this.wide(usual, 0.4, "?var.target_type", usual === "ip" ? "instance" : "ip", "lambda");
    const protocol =
      network && !this.limits.plain
        ? this.wide(chance.pick(["TCP", "TCP", "UDP"]), 0.5, "TCP_UDP", "?var.protocol{TCP|UDP}")
        : network
          ? "TCP"
          : "HTTP";
    const preserve = this.limits.plain
      ? "no"
      : network
        ? this.wide(chance.pick(["-", "yes", "no"]), 1, "?var.preserve")
        : "-";
    const health = chance.happens(0.2) ? this.wide("8080", 1, "?var.health", "9000") : "traffic-port";
    const checked = this.wide("", 0.5, " checked=no", " checked=?var.checked");
    const across = this.wide("", 1, " crosszone=no", " crosszone=?var.cross");
    const family = this.limits.plain
      ? ""
      : this.or(chance.happens(0.04) ? " family=ipv6" : "", 0.4, " family=?var.family");
    const vpc =
      this.second && chance.happens(0.15) ? this.or("w", 1, "v|w") : this.second ? this.or("v", 0.5, "v|w") : "v";
    return `target ${name} type=${type} protocol=${protocol} vpc=${vpc} health=${health} preserve=${preserve}${across}${checked}${family}${root}${this.when(0.5)}`;
  }

  #listen(
    lines: string[],
    target: string,
    balancer: string,
    balancers: readonly string[],
    targets: readonly string[],
    root: string,
  ): void {
    const { chance } = this;
    const more = [
      ...(chance.happens(0.2) && targets.length > 1 ? [this.link(chance.pick(targets.slice(0, -1)), targets)] : []),
    ];
    if (this.wide("", 0.5, "x") === "x") more.push("?var.forwards");
    const forwards = [this.link(target, targets), ...more].join(",");
    lines.push(
      `listener i${lines.length} of=${this.limits.known ? balancer : this.one2(balancer, balancers)} forwards=${forwards}${root}${this.when(0.5)}`,
    );
    if (this.odd(1) || (!this.limits.known && chance.happens(0.1)))
      lines.push(
        `listener i${lines.length} of=${chance.pick(balancers)} forwards=${this.link(target, targets)}${this.when(2)}`,
      );
  }

  /** The name, or one of it and another. */
  one2(name: string, names: readonly string[]): string {
    return names.length > 1 && this.odd(0.5) ? names.join("|") : name;
  }

  #strategyOf(part: number): string {
    const { chance } = this;
    if (this.limits.known || !chance.happens(part)) return "";
    const names = ["p0", "p1"];
    const entries = chance.some(names, 1).map((name) => {
      const weight = this.or(chance.pick(["1", "1", "0"]), 0.7, "?var.weight");
      const base = this.or(chance.pick(["0", "0", "1"]), 0.7, "?var.base");
      return `${this.link(name, names)}${this.odd(1.5) ? `~${chance.pick(CONDITIONS)}` : ""}:${weight}:${base}`;
    });
    const texts = entries.map((text) => (text.split("~").length > 2 ? text.replace(/~[^:~]*/, "") : text));
    return ` strategy=${[...texts, ...(this.wide("", 1, "x") === "x" ? ["?var.strategy"] : [])].join(",")}`;
  }

  #service(
    lines: string[],
    name: string,
    kind: string,
    names: {
      readonly subnets: readonly string[];
      readonly groups: readonly string[];
      readonly clusters: readonly string[];
      readonly balancers: readonly string[];
      readonly types: readonly string[];
      readonly targetFor: (kind: string) => string;
    },
    root: string,
  ): void {
    const { chance, limits } = this;
    const task = kind === "task";
    const strategy = task ? "" : this.#strategyOf(0.25);
    const type = task
      ? "FARGATE"
      : strategy === "" && chance.happens(0.6)
        ? this.wide("EC2", 0.4, "?var.launch_type")
        : "-";
    const subnets = limits.known ? ["b1", "b2"] : names.subnets;
    const network = task
      ? ` groups=${this.set(names.groups, ["g1"], "var.groups")} subnets=${this.set(subnets, ["b1", "b2"], "var.subnets")}`
      : "";
    const definition = this.#task(lines, name, kind);
    lines.push(
      `service ${name} cluster=${this.one(names.clusters)} task=${definition} type=${type}${strategy}${network}${root}${this.when(0.6)}`,
    );
    const port = kind === "static" || kind === "host" ? "8080" : this.wide("8080", 1, "?var.port");
    const entries = limits.known ? 1 : chance.pick([1, 1, 1, 2]);
    for (let at = 0; at < entries; at += 1) {
      const classic = names.balancers.filter((_, one) => names.types[one] === "classic");
      if (classic.length > 0 && (chance.happens(0.4) || classic.length === names.balancers.length))
        lines.push(`entry ${name} classic=${chance.pick(classic)} port=web:${port}${this.when(0.5)}`);
      else {
        const other = this.wide("", 0.5, "x") === "x" ? ` other=${names.targetFor(kind)}` : "";
        const first = names.targetFor(kind);
        const second = this.odd(0.5) ? `${first}|${names.targetFor(kind)}` : first;
        const target = `${second}${this.note()}${this.odd(0.5) ? `~${chance.pick(CONDITIONS)}` : ""}`;
        lines.push(
          `entry ${name} target=${target}${other} port=${this.wide("web", 0.3, "?var.container")}:${port}${this.when(0.7)}`,
        );
      }
    }
  }

  #task(lines: string[], service: string, kind: string): string {
    const { chance } = this;
    const name = `d${service.slice(1)}`;
    if (this.wide("", 0.3, "x") === "x") {
      lines.push(`task ${name} external`);
      return name;
    }
    const mode = { dynamic: "bridge", static: "bridge", host: "host", task: "awsvpc" }[kind]!;
    const platform = this.wide("", 0.3, " platform=windows", " platform=?var.platform");
    lines.push(
      `task ${name} mode=${this.wide(mode, 0.5, "?var.mode", "?var.mode{bridge|host}")}${platform}${this.wide("", 0.3, ` more=${name}.containers`)}`,
    );
    const port = kind === "task" || kind === "dynamic" ? this.wide("8080", 1, "?var.port") : "8080";
    const host = kind === "static" ? `:${this.wide("80", 1, "?var.host_port", "?var.host_port{80|8080}")}` : "";
    const udp = chance.happens(0.08) && !this.limits.known && !this.limits.plain ? "/udp" : "";
    lines.push(`container ${name} web${this.when(0.5)}`, `map ${name} web ${port}${host}${udp}${this.when(0.7)}`);
    if (chance.happens(0.1))
      lines.push(`map ${name} web ${chance.pick(["9000:9000", "8081:81", "8080:81"])}${this.when(5)}`);
    return name;
  }

  #hosts(
    lines: string[],
    hosts: readonly string[],
    clusters: readonly string[],
    { subnets, groups }: { subnets: readonly string[]; groups: readonly string[] },
    root: () => string,
  ): void {
    const { chance, limits } = this;
    const external = this.wide("", 0.7, "x") === "x";
    if (external) lines.push("cluster ce external");
    hosts.forEach((name, at) => {
      const own = limits.known ? ["b1", "b2"] : subnets;
      const more = this.wide("", 0.3, ` more=${name}.launches`);
      lines.push(
        `hosts ${name} subnets=${this.set(own, ["b1", "b2"], "var.subnets")}${more}${root()}${this.when(0.6)}`,
      );
      const launches = limits.known ? 1 : chance.pick([1, 1, 2]);
      for (let one = 0; one < launches; one += 1) {
        const cluster =
          at === 0 && one === 0 && !this.odd(1) ? clusters[0]! : this.one([...clusters, ...(external ? ["ce"] : [])]);
        const unread = this.wide("", 1, ` unread=${name}.data`);
        const joins = this.wide(`cluster=${cluster}${this.note()}`, 1.5, "cluster=-");
        const ports =
          chance.happens(0.08) && !limits.known && !limits.plain
            ? ` ports=${this.or("40000-41000", 1, "?var.low-41000")}`
            : "";
        const placed = this.wide("", 0.5, ` subnets=${chance.pick(["b1", "b2~var.x", "?var.subnets"])}`);
        const platform = this.wide("", 0.3, " platform=windows", " platform=?var.platform");
        const note = this.note();
        lines.push(
          `launch ${name} groups=${this.set(groups, ["g1"], "var.groups")} ${joins}${unread}${ports}${placed}${platform}${note === "" ? "" : ` ${note}`}${this.when(1.5)}`,
        );
      }
    });
  }

  #providers(
    lines: string[],
    hosts: readonly string[],
    { subnets, groups }: { subnets: readonly string[]; groups: readonly string[] },
    root: () => string,
  ): void {
    const { chance } = this;
    const used = lines.some((line) => line.startsWith("hosts "));
    for (const name of ["p0", "p1"]) {
      const host = `hosts=${this.one(hosts)}${this.note()}`;
      const managed = `groups=${this.set(groups, ["g1"], "var.groups")} subnets=${this.set(subnets, ["b1", "b2"], "var.subnets")}`;
      const kind = used && (this.limits.plain || chance.happens(0.8)) ? host : chance.pick(["", managed]);
      lines.push(
        `provider ${name} ${this.wide(kind, 0.3, "external", "unknown=var.provider")}${root()}`
          .replace(/ +/g, " ")
          .trimEnd(),
      );
    }
  }
}
