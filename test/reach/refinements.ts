/**
 * The same graph with more and with less known. What is proven where less is known stays proven where more is: a flow that is decided
 * in the coarse graph ends in the same way in the fine one, unless it took as given what the fine one says otherwise.
 */
import type { Flow, Obstacle } from "../../src/reach/flow.ts";
import type { Chance } from "./chance.ts";

const VALUES: Readonly<Record<string, readonly string[]>> = {
  "var.port": ["80", "8080"],
  "var.low": ["1024", "40000"],
  "var.high": ["60999", "65535"],
  "var.other": ["8080"],
  "var.host_port": ["80", "8080"],
  "var.either_port": ["80", "8080"],
  "var.cidr": ["10.0.0.0/16", "10.0.1.0/24"],
  "a1.cidr": ["10.0.1.0/24"],
  "b1.cidr": ["10.0.11.0/24"],
  "v.cidr": ["10.0.0.0/16"],
  "var.cross": ["yes", "no"],
  "var.zone": ["z1", "z2"],
  "var.either_zone": ["z1", "z2"],
  "var.weight": ["0", "1"],
  "var.base": ["0", "1"],
  "var.family": ["ipv4", "ipv6"],
  "var.preserve": ["yes", "no"],
  "var.health": ["8080", "traffic-port"],
  "var.type": ["application", "network"],
  "var.target_type": ["ip", "instance"],
  "var.checked": ["yes", "no"],
  "var.platform": ["linux", "windows"],
  "var.name": ["default", "main"],
  "var.protocol_number": ["tcp", "all"],
};

const CONDITION = / if (\S+)$|~([^,:\s]+)/g;
/** The lines that are nodes cannot be left out: others refer to them. */
const PARTS = ["in", "out", "launch", "map", "container"];

/** One unknown has one of its values, wherever it stands; undefined where the graph has none that can be given. */
export function refined(lines: readonly string[], chance: Chance): readonly string[] | undefined {
  const text = lines.join("\n");
  const facts = Object.keys(VALUES).filter((symbol) => text.includes(`?${symbol}`));
  const conditions = [
    ...new Set(lines.flatMap((line) => [...line.matchAll(CONDITION)].map((one) => one[1] ?? one[2]!))),
  ];
  const symbol = chance.shuffle([...facts, ...conditions])[0];
  if (symbol === undefined) return undefined;
  if (!conditions.includes(symbol)) {
    const value = chance.pick(VALUES[symbol]!);
    return lines.map((line) =>
      line.replaceAll(new RegExp(`\\?${symbol.replace(".", "\\.")}(\\{[^}]*\\})?(?![\\w.])`, "g"), value),
    );
  }
  const [node, listed] = [` if ${symbol}`, `~${symbol}`];
  const decides = lines.some((line) => line.endsWith(node) && !PARTS.includes(line.split(" ")[0]!));
  const there = decides || lines.some((line) => line.includes(listed)) || chance.happens(0.5);
  if (there) return lines.map((line) => withoutEnd(line, node).replaceAll(new RegExp(`${listed}(?![\\w.])`, "g"), ""));
  return lines.filter((line) => !line.endsWith(node));
}

const withoutEnd = (line: string, end: string): string => (line.endsWith(end) ? line.slice(0, -end.length) : line);

/** One thing that is known is not. */
export function coarsened(lines: readonly string[], chance: Chance): readonly string[] {
  const at = chance.below(lines.length);
  const line = lines[at]!;
  const put = (made: string): readonly string[] => lines.map((one, index) => (index === at ? made : one));
  if (chance.happens(0.5)) {
    const words = line.split(" ");
    const found = words.findIndex((word) =>
      /^(zone=z|crosszone=(yes|no)|type=(application|network)$|preserve=(yes|no))/.test(word),
    );
    if (found !== -1) return put(words.with(found, `${words[found]!.split("=")[0]}=?var.fresh`).join(" "));
    // The rest of a list has no existence of its own: with another name it would be another rest.
    const list = words.findIndex((word) => /^(groups|subnets|forwards)=\w([^~]*,)?[^~?]*$/.test(word));
    if (list !== -1) return put(words.with(list, `${words[list]}~var.fresh`).join(" "));
  }
  return line.includes(" if ") ? lines : put(`${line} if var.fresh`);
}

/** A graph, as its lines and as its flows. */
export interface Judged {
  readonly lines: readonly string[];
  readonly flows: readonly Flow[];
}

/** A flow that is decided where less is known and ends otherwise where more is. */
export function unstable(coarse: Judged, fine: Judged): string | undefined {
  // Where a second thing is that there can be only one of, it was taken not to be there as long as that was not known.
  if (doubled(coarse.lines) !== doubled(fine.lines)) return undefined;
  const found = new Map(fine.flows.map((flow) => [keyOf(flow), flow]));
  const about = zonesDiffer(coarse.lines, fine.lines) ? ["zone-served"] : [];
  for (const flow of coarse.flows) {
    const other = found.get(keyOf(flow));
    if (other === undefined || flow.verdict === "undetermined") continue;
    const ends = flow.verdict === other.verdict || (flow.verdict === "partial" && other.verdict === "blocked");
    if (ends || assumesMore(flow, other, about) || obscured(other, fine.flows)) continue;
    if (other.verdict === "undetermined" && isLeft(other, coarse.lines, fine.lines)) continue;
    return `${flow.id} is ${flow.verdict} where less is known, and ${other.verdict} where more is`;
  }
  return undefined;
}

/** The network ACLs that may have a subnet which another one may have too, and so the port mappings of a container port. */
function doubled(lines: readonly string[]): string {
  const wanted = lines.map((line) => {
    const [, claimed = ""] = /^acl .* subnets=(\S+)/.exec(line) ?? [];
    const [, mapped] = /^map (\S+ \S+ [^:/ ]+)/.exec(line) ?? [];
    return mapped === undefined ? claimed.split(/[,|]/).map((name) => name.split(/[~!]/)[0]!) : [mapped];
  });
  const several = (one: string): boolean => wanted.filter((other) => other.includes(one)).length > 1;
  return lines.filter((_, at) => wanted[at]!.some((one) => one !== "" && several(one))).join("\n");
}

/** What is taken as given of zones is one text for all targets, so that it may still be told where it is about fewer of them. */
function zonesDiffer(coarse: readonly string[], fine: readonly string[]): boolean {
  const zones = (lines: readonly string[]) => lines.filter((line) => /^(subnet|balancer) /.test(line)).join("\n");
  return zones(coarse) !== zones(fine);
}

/** `about`: kinds of assumptions that differ although their texts may not. */
function assumesMore({ assumptions }: Flow, other: Flow, about: readonly string[]): boolean {
  const kept = new Set(other.assumptions.map(({ text }) => text));
  return assumptions.some(({ kind, text }) => !kept.has(text) || about.includes(kind));
}

/**
 * AWS refuses the service, and which port was meant is not known; or nothing is known to run its tasks, which one of its flows tells.
 */
function obscured({ obstacles = [], because, service, unstaffed }: Flow, flows: readonly Flow[]): boolean {
  const idle =
    because.some(({ symbol }) => symbol.startsWith("instances of ")) ||
    flows.some((other) => other.service === service && told(other.obstacles, "no-instances"));
  return (
    unstaffed ||
    idle ||
    (["container-not-found", "port-not-mapped", "no-listener"] as const).some((kind) => told(obstacles, kind))
  );
}

/**
 * Instances that may be there count as those that run the tasks. Where they turn out not to be, and no others certainly join the cluster,
 * nothing is known to run them, which the flow may tell by what else is not known of the cluster.
 */
function isLeft({ service }: Flow, coarse: readonly string[], fine: readonly string[]): boolean {
  const launches = (lines: readonly string[]) => lines.filter((line) => line.startsWith("launch "));
  const names = service.cluster.to.map((id) => id.split(/[#:]/)[1]);
  const joins = (line: string): boolean => names.includes(/ cluster=([^ ~|!]+)(![^ |]+)?( |$)/.exec(line)?.[1]);
  return launches(fine).length < launches(coarse).length && !launches(fine).some(joins);
}

function told(obstacles: Flow["obstacles"], wanted: Obstacle["kind"]): boolean {
  return obstacles?.some(({ kind }) => kind === wanted) ?? false;
}

function keyOf({ service, entry, targetGroup, loadBalancer, purpose }: Flow): string {
  return [service.id, entry.span.file.text, targetGroup?.id, loadBalancer?.id, purpose].join(" ");
}
