/** Random services with what they run on and what leads to them. */
import { CONDITIONS, type Drawing } from "./drawing.ts";

export interface Names {
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
}

export function drawServices(drawing: Drawing, lines: string[], names: Names, root: () => string): void {
  new Services(drawing).draw(lines, names, root);
}

class Services {
  readonly #draw: Drawing;

  constructor(draw: Drawing) {
    this.#draw = draw;
  }

  draw(lines: string[], names: { subnets: readonly string[]; groups: readonly string[] }, root: () => string): void {
    const { chance, limits } = this.#draw;
    const { theme } = this.#draw;
    const count = limits.known ? 1 : chance.pick([1, 1, 2, 2, 3]);
    const kinds = Array.from({ length: count }, () =>
      chance.pick([
        "dynamic",
        "dynamic",
        "static",
        "host",
        ...(theme === "strategies" ? [] : ["task", "task", "task"]),
      ]),
    );
    const numbered = (prefix: string, many: number) => Array.from({ length: many }, (_, at) => `${prefix}${at}`);
    const balancers = numbered("l", limits.known ? 1 : chance.pick([1, 1, 2]));
    const clusters = numbered("c", count > 1 && chance.happens(0.3) ? 2 : 1);
    const hosts = numbered("h", limits.known ? 1 : theme === "strategies" ? 2 : chance.pick([1, 1, 2]));
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
      if (balancer !== undefined && !(this.#draw.odd(0.7) && !limits.plain))
        this.#listen(lines, name, balancer, modern, targets, root());
      return name;
    };
    const external = this.#draw.wide("", 0.7, "x") === "x";
    for (const name of clusters) {
      const called = chance.happens(0.1)
        ? this.#draw.wide("default", 1, "?var.name")
        : this.#draw.wide(name, 0.3, "?var.name");
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
    if (this.#draw.limits.known) return "application";
    if (this.#draw.limits.plain) return this.#draw.chance.pick(["application", "application", "network"]);
    return this.#draw.chance.pick(["application", "application", "application", "network", "network", "classic"]);
  }

  #balancer(
    name: string,
    type: string,
    { subnets, groups }: { subnets: readonly string[]; groups: readonly string[] },
    root: string,
  ): string {
    const written = type === "classic" ? type : this.#draw.wide(type, 0.3, "?var.type");
    const kept = this.#draw.limits.known ? ["a1", "a2"] : subnets;
    const across =
      type === "application"
        ? ""
        : ` crosszone=${this.#draw.or(this.#draw.chance.pick(["yes", "yes", "no"]), 2, "?var.cross", "-")}`;
    const carried =
      type === "network" && this.#draw.chance.happens(0.5) ? "-" : this.#draw.set(groups, ["g0"], "var.lb_groups");
    const classic =
      type === "classic"
        ? ` ports=${this.#draw.chance.pick(["80", "80,8080", this.#draw.wide("80", 1, "?var.port"), this.#draw.wide("8080", 1, "80~var.listener,8080")])} health=${this.#draw.chance.pick(["80", "8080"])}`
        : "";
    const internal = type === "network" && this.#draw.chance.happens(0.4) ? " internal=yes" : "";
    return `balancer ${name} type=${written} groups=${carried} subnets=${this.#draw.set(kept, ["a1", "a2"], "var.lb_subnets")}${across}${internal}${classic}${root}${this.#draw.when(0.5)}`;
  }

  #target(name: string, kind: string, network: boolean, root: string): string {
    const { chance } = this.#draw;
    if (this.#draw.wide("", 0.3, "x") === "x") return `target ${name} external`;
    const usual = kind === "task" ? "ip" : "instance";
    const type = this.#draw.wide(usual, 0.4, "?var.target_type", usual === "ip" ? "instance" : "ip", "lambda");
    const protocol =
      network && !this.#draw.limits.plain
        ? this.#draw.wide(chance.pick(["TCP", "TCP", "UDP"]), 0.5, "TCP_UDP", "?var.protocol{TCP|UDP}")
        : network
          ? "TCP"
          : "HTTP";
    const preserve = this.#draw.limits.plain
      ? "no"
      : network
        ? this.#draw.wide(chance.pick(["-", "yes", "no"]), 1, "?var.preserve")
        : "-";
    const health = chance.happens(0.2) ? this.#draw.wide("8080", 1, "?var.health", "9000") : "traffic-port";
    const checked = this.#draw.wide("", 0.5, " checked=no", " checked=?var.checked");
    const across = this.#draw.wide("", 1, " crosszone=no", " crosszone=?var.cross");
    const family = this.#draw.limits.plain
      ? ""
      : this.#draw.or(chance.happens(0.04) ? " family=ipv6" : "", 0.4, " family=?var.family");
    const vpc =
      this.#draw.second && chance.happens(0.15)
        ? this.#draw.or("w", 1, "v|w")
        : this.#draw.second
          ? this.#draw.or("v", 0.5, "v|w")
          : "v";
    return `target ${name} type=${type} protocol=${protocol} vpc=${vpc} health=${health} preserve=${preserve}${across}${checked}${family}${root}${this.#draw.when(0.5)}`;
  }

  #listen(
    lines: string[],
    target: string,
    balancer: string,
    balancers: readonly string[],
    targets: readonly string[],
    root: string,
  ): void {
    const { chance } = this.#draw;
    const more = [
      ...(chance.happens(0.2) && targets.length > 1
        ? [this.#draw.link(chance.pick(targets.slice(0, -1)), targets)]
        : []),
    ];
    if (this.#draw.wide("", 0.5, "x") === "x") more.push("?var.forwards");
    const forwards = [this.#draw.link(target, targets), ...more].join(",");
    lines.push(
      `listener i${lines.length} of=${this.#draw.limits.known ? balancer : this.#draw.withOther(balancer, balancers)} forwards=${forwards}${root}${this.#draw.when(0.5)}`,
    );
    if (this.#draw.odd(1) || (!this.#draw.limits.known && chance.happens(0.1)))
      lines.push(
        `listener i${lines.length} of=${chance.pick(balancers)} forwards=${this.#draw.link(target, targets)}${this.#draw.when(2)}`,
      );
  }

  #strategyOf(part: number): string {
    const { chance } = this.#draw;
    if (this.#draw.limits.known || !this.#draw.themed("strategies", part, 0.8)) return "";
    const names = ["p0", "p1"];
    const entries = chance.some(names, 1).map((name) => {
      const weight = this.#draw.or(chance.pick(["1", "1", "0"]), 0.7, "?var.weight");
      const base = this.#draw.or(chance.pick(["0", "0", "1"]), 0.7, "?var.base");
      return `${this.#draw.link(name, names)}${this.#draw.themed("strategies", 0, 0.5) || this.#draw.odd(1.5) ? `~${chance.pick(CONDITIONS)}` : ""}:${weight}:${base}`;
    });
    const texts = entries.map((text) => (text.split("~").length > 2 ? text.replace(/~[^:~]*/, "") : text));
    return ` strategy=${[...texts, ...(this.#draw.wide("", 1, "x") === "x" ? ["?var.strategy"] : [])].join(",")}`;
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
    const { chance, limits } = this.#draw;
    const task = kind === "task";
    const strategy = task ? "" : this.#strategyOf(0.25);
    const type = task
      ? "FARGATE"
      : strategy === "" && chance.happens(0.6)
        ? this.#draw.wide("EC2", 0.4, "?var.launch_type")
        : "-";
    const subnets = limits.known ? ["b1", "b2"] : names.subnets;
    const network = task
      ? ` groups=${this.#draw.set(names.groups, ["g1"], "var.groups")} subnets=${this.#draw.set(subnets, ["b1", "b2"], "var.subnets")}`
      : "";
    const definition = this.#task(lines, name, kind);
    lines.push(
      `service ${name} cluster=${this.#draw.one(names.clusters)} task=${definition} type=${type}${strategy}${network}${root}${this.#draw.when(0.6)}`,
    );
    const port = kind === "static" || kind === "host" ? "8080" : this.#draw.wide("8080", 1, "?var.port");
    const entries = limits.known ? 1 : chance.pick([1, 1, 1, 2]);
    for (let at = 0; at < entries; at += 1) {
      const classic = names.balancers.filter((_, one) => names.types[one] === "classic");
      if (classic.length > 0 && (chance.happens(0.4) || classic.length === names.balancers.length))
        lines.push(`entry ${name} classic=${chance.pick(classic)} port=web:${port}${this.#draw.when(0.5)}`);
      else {
        const other = this.#draw.wide("", 0.5, "x") === "x" ? ` other=${names.targetFor(kind)}` : "";
        const first = names.targetFor(kind);
        const second = this.#draw.odd(0.5) ? `${first}|${names.targetFor(kind)}` : first;
        const target = `${second}${this.#draw.note()}${this.#draw.odd(0.5) ? `~${chance.pick(CONDITIONS)}` : ""}`;
        lines.push(
          `entry ${name} target=${target}${other} port=${this.#draw.wide("web", 0.3, "?var.container")}:${port}${this.#draw.when(0.7)}`,
        );
      }
    }
  }

  #task(lines: string[], service: string, kind: string): string {
    const { chance } = this.#draw;
    const name = `d${service.slice(1)}`;
    if (this.#draw.wide("", 0.3, "x") === "x") {
      lines.push(`task ${name} external`);
      return name;
    }
    const mode = { dynamic: "bridge", static: "bridge", host: "host", task: "awsvpc" }[kind]!;
    const platform = this.#draw.wide("", 0.3, " platform=windows", " platform=?var.platform");
    lines.push(
      `task ${name} mode=${this.#draw.wide(mode, 0.5, "?var.mode", "?var.mode{bridge|host}")}${platform}${this.#draw.wide("", 0.3, ` more=${name}.containers`)}`,
    );
    const port = kind === "task" || kind === "dynamic" ? this.#draw.wide("8080", 1, "?var.port") : "8080";
    const host = kind === "static" ? `:${this.#draw.wide("80", 1, "?var.host_port", "?var.either_port{80|8080}")}` : "";
    const udp = chance.happens(0.08) && !this.#draw.limits.known && !this.#draw.limits.plain ? "/udp" : "";
    lines.push(
      `container ${name} web${this.#draw.when(0.5)}`,
      `map ${name} web ${port}${host}${udp}${this.#draw.when(0.7)}`,
    );
    if (chance.happens(0.1))
      lines.push(`map ${name} web ${chance.pick(["9000:9000", "8081:81", "8080:81"])}${this.#draw.when(5)}`);
    return name;
  }

  #hosts(
    lines: string[],
    hosts: readonly string[],
    clusters: readonly string[],
    { subnets, groups }: { subnets: readonly string[]; groups: readonly string[] },
    root: () => string,
  ): void {
    const { chance, limits } = this.#draw;
    const external = this.#draw.wide("", 0.7, "x") === "x";
    if (external) lines.push("cluster ce external");
    hosts.forEach((name, at) => {
      const own = limits.known ? ["b1", "b2"] : subnets;
      const more = this.#draw.wide("", 0.3, ` more=${name}.launches`);
      lines.push(
        `hosts ${name} subnets=${this.#draw.set(own, ["b1", "b2"], "var.subnets")}${more}${root()}${this.#draw.when(0.6)}`,
      );
      const launches = limits.known ? 1 : chance.pick([1, 1, 2]);
      for (let one = 0; one < launches; one += 1) {
        const cluster =
          at === 0 && one === 0 && !this.#draw.odd(1)
            ? clusters[0]!
            : this.#draw.one([...clusters, ...(external ? ["ce"] : [])]);
        const unread = this.#draw.wide("", 1, ` unread=${name}.data`);
        const joins = this.#draw.wide(`cluster=${cluster}${this.#draw.note()}`, 1.5, "cluster=-");
        const ports =
          chance.happens(0.08) && !limits.known && !limits.plain
            ? ` ports=${this.#draw.or("40000-41000", 1, "?var.low-41000")}`
            : "";
        const placed = this.#draw.wide("", 0.5, ` subnets=${chance.pick(["b1", "b2~var.x", "?var.subnets"])}`);
        const platform = this.#draw.wide("", 0.3, " platform=windows", " platform=?var.platform");
        const note = this.#draw.note();
        lines.push(
          `launch ${name} groups=${this.#draw.set(groups, ["g1"], "var.groups")} ${joins}${unread}${ports}${placed}${platform}${note === "" ? "" : ` ${note}`}${this.#draw.when(1.5)}`,
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
    const { chance } = this.#draw;
    const used = lines.some((line) => line.startsWith("hosts "));
    for (const name of ["p0", "p1"]) {
      const host = `hosts=${this.#draw.one(hosts)}${this.#draw.note()}`;
      const managed = `groups=${this.#draw.set(groups, ["g1"], "var.groups")} subnets=${this.#draw.set(subnets, ["b1", "b2"], "var.subnets")}`;
      const kind = used && (this.#draw.limits.plain || chance.happens(0.8)) ? host : chance.pick(["", managed]);
      lines.push(
        `provider ${name} ${this.#draw.wide(kind, 0.3, "external", "unknown=var.provider")}${root()}`
          .replace(/ +/g, " ")
          .trimEnd(),
      );
    }
  }
}
