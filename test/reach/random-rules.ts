/** Random rules of security groups and entries of network ACLs. */
import type { Drawing } from "./drawing.ts";

const PORTS = ["*", "0-65535", "1-65535", "32768-65535", "1024-65535", "32768-60999", "49153-65535"];
const SMALL = ["80", "8080", "0", "1024-8080", "40000-40010", "61000-65535", "32768-40000", "40001-65535", "443-80"];
const UNKNOWN = [
  "?var.port",
  "?var.low-65535",
  "32768-?var.high",
  "?var.other",
  "?var.low-?var.high",
  "?var.host_port",
];
const WIDE = ["any", "any", "10.0.0.0/16", "10.0.0.0/8", "::/0"];
const RANGES = [
  "10.0.1.0/24",
  "10.0.2.0/24",
  "10.0.11.0/24",
  "10.0.12.0/24",
  "10.0.2.0/25",
  "10.0.2.128/25",
  "10.0.12.128/25",
  "192.168.0.0/16",
  "::/0",
  "2001:db8:1::/64",
  "10.0.1.0/26",
  "10.0.0.0/17",
  "10.0.128.0/17",
];
const OPEN = ["?var.cidr", "?a1.cidr", "?b1.cidr", "?v.cidr"];

interface Names {
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
}

export function drawRules(drawing: Drawing, lines: string[], { subnets, groups }: Names, root: () => string): void {
  const { chance, limits } = drawing;
  const wide = chance.pick([1, 1, 0.8, 0.5]);
  const lists = !limits.plain && !limits.known && drawing.odd(1);
  if (lists)
    lines.push(
      chance.pick([
        "prefixes q0 ranges=10.0.0.0/16",
        "prefixes q0 ranges=10.0.1.0/24 more=q0.more",
        "prefixes q0 external",
        "prefixes q0 more=q0.more aws",
      ]),
    );
  const peer = (): string => {
    if (lists && chance.happens(0.2)) return drawing.or("pl:q0", 1, "pl:q0~var.x");
    if (chance.happens(0.5)) return `sg:${drawing.link(chance.pick(groups), groups)}`;
    return drawing.or(chance.pick([...WIDE, ...RANGES]), 1, ...OPEN);
  };
  const peers = (): string => {
    if (!limits.plain && drawing.odd(0.5))
      return chance.pick(["list:var.groups", "list:var.lb_groups", "list:data.list"]);
    return chance.happens(0.15) ? `${peer()},${peer()}` : peer();
  };
  const ports = (): string => drawing.or(chance.pick(chance.happens(0.7) ? PORTS : SMALL), 0.7, ...UNKNOWN);
  const protocol = (): string =>
    drawing.or(chance.pick(["tcp", "tcp", "tcp", "all", "all", "udp"]), 0.3, "?var.protocol_number", "icmp");
  const noted = (): string => {
    const note = drawing.note();
    return note === "" ? "" : ` ${note}`;
  };
  for (const name of ["g0", "g1", "g2"]) {
    if (chance.happens(wide)) lines.push(`out ${name} all * any${noted()}${drawing.when(0.5)}`);
    if (chance.happens(wide) && name !== "g0") {
      const first = `sg:g0${drawing.note()}`;
      const usual = [
        `tcp 0-65535 ${first}`,
        `tcp 1024-65535 ${first}`,
        "all * any",
        `tcp 32768-65535 ${first},10.0.0.0/16`,
      ];
      lines.push(`in ${name} ${chance.pick(usual)}${noted()}${drawing.when(0.5)}`);
    }
    for (const direction of ["in", "out"])
      for (let count = chance.pick([0, 0, 1, 1, 2]); count > 0; count -= 1)
        lines.push(`${direction} ${name} ${protocol()} ${ports()} ${peers()}${noted()}${drawing.when(0.8)}`);
  }
  const several = limits.known || limits.plain ? 1 : 2;
  const taken = new Set<string>();
  const most = drawing.theme === "roots" || drawing.theme === "conditions" ? [1, several] : [0, 0, 1, several];
  for (let at = chance.pick(most) - 1; at >= 0; at -= 1) {
    const free =
      limits.plain || limits.known || chance.happens(0.9) ? subnets.filter((name) => !taken.has(name)) : subnets;
    const own = chance.some(free, Math.min(1, free.length)).slice(0, 3);
    for (const name of own) taken.add(name);
    const claimed = own.map((name) =>
      limits.plain ? `${name}${drawing.odd() ? "~var.x" : ""}` : drawing.link(name, subnets).replace(/![^~]*/, ""),
    );
    if (!limits.plain && drawing.odd(1))
      claimed.push(chance.pick(["?var.subnets", "?var.lb_subnets", "?data.subnets"]));
    const own2 = drawing.wide("", 0.3, " default");
    const open = `${drawing.wide("", 1, ` in=n${at}.entries`)}`;
    lines.push(
      `acl n${at} vpc=v subnets=${claimed.join(",")}${own2}${open}${noted()}${root()}${limits.plain ? "" : drawing.when(0.5)}`,
    );
    for (const direction of ["in", "out"]) {
      for (let entry = chance.pick([0, 0, 1, 2]); entry > 0; entry -= 1) {
        const number = drawing.or(`${100 + 10 * entry}`, 0.5, `?n${at}.${direction}${entry}`);
        const action = chance.happens(0.4) ? "deny" : "allow";
        const range = drawing.or(chance.pick([...WIDE, ...RANGES]), 1, ...OPEN);
        lines.push(`${direction} n${at} ${number} ${action} ${protocol()} ${ports()} ${range}${drawing.when(0.8)}`);
      }
      if (chance.happens(0.8))
        lines.push(`${direction} n${at} 300 allow all * any`, `${direction} n${at} 310 allow all * ::/0`);
    }
  }
}
