/** Protocol spellings into IANA numbers. */
import type { Fact } from "../base/fact.ts";
import type { Span } from "../base/source-file.ts";
import type { Value } from "../base/value.ts";
import type { Protocol } from "../graph/model.ts";
import { byDefault, factOf } from "./facts.ts";

/** Names that EC2 and the Terraform provider take (https://www.iana.org/assignments/protocol-numbers). */
const NAMES: ReadonlyMap<string, Protocol> = new Map<string, Protocol>([
  ["all", "all"],
  ["any", "all"],
  ["-1", "all"],
  ["tcp", 6],
  ["udp", 17],
  ["icmp", 1],
  ["icmpv6", 58],
  ["ipv6-icmp", 58],
  ["igmp", 2],
  ["gre", 47],
  ["esp", 50],
  ["ah", 51],
  ["ospf", 89],
  ["ospfigp", 89],
  ["sctp", 132],
  ["udplite", 136],
]);

function parseProtocol(text: string): Protocol | undefined {
  const plain = text.trim().toLowerCase();
  const named = NAMES.get(plain);
  if (named !== undefined) return named;
  return /^\d{1,3}$/.test(plain) && Number(plain) <= 255 ? Number(plain) : undefined;
}

/** The protocol of a value; absent means all, as EC2 reads -1. */
export function protocolFact(value: Value | undefined, fallback: Span): Fact<Protocol> {
  if (value === undefined) return byDefault("all", fallback);
  return factOf<Protocol>(
    value,
    (one) => {
      if (one.kind === "string") return parseProtocol(one.value);
      return one.kind === "number" && typeof one.value === "number" ? parseProtocol(String(one.value)) : undefined;
    },
    fallback,
    "all",
  );
}

/**
 * Whether ports mean anything for a protocol: only those of TCP and UDP are ports
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html).
 */
export function hasPorts(protocol: Fact<Protocol>): boolean {
  if (protocol.known) return protocol.value === 6 || protocol.value === 17;
  return protocol.among === undefined || protocol.among.some((one) => one === 6 || one === 17);
}
