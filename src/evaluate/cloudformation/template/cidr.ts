/** An address block into equal blocks inside it. */

/**
 * The first `count` blocks with `hostBits` bits for hosts each (8 for IPv4 and 64 for IPv6 where absent); undefined where the block is
 * none, or too small.
 */
export function subnetsOf(block: string, count: number, hostBits: number | undefined): readonly string[] | undefined {
  const match = /^\s*([0-9a-fA-F:.]+)\/([0-9]{1,3})\s*$/.exec(block);
  if (match === null) return undefined;
  const six = match[1]!.includes(":");
  const width = six ? 128 : 32;
  const prefix = Number(match[2]);
  const bits = hostBits ?? (six ? 64 : 8);
  const address = six ? parseSix(match[1]!) : parseFour(match[1]!);
  if (address === undefined || prefix > width || bits < 0 || bits > width - prefix) return undefined;
  if (BigInt(count) > 1n << BigInt(width - prefix - bits)) return undefined;
  const base = (address >> BigInt(width - prefix)) << BigInt(width - prefix);
  return Array.from({ length: count }, (_, index) => {
    const start = base + (BigInt(index) << BigInt(bits));
    return `${six ? formatSix(start) : formatFour(start)}/${width - bits}`;
  });
}

function parseFour(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^[0-9]{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((address, part) => (address << 8n) | BigInt(part), 0n);
}

function parseSix(text: string): bigint | undefined {
  const halves = text.split("::");
  const groups = (half: string): string[] => (half === "" ? [] : half.split(":"));
  const [head, tail] = [groups(halves[0] ?? ""), groups(halves[1] ?? "")];
  const missing = 8 - head.length - tail.length;
  if (halves.length > 2 || (halves.length === 1 ? missing !== 0 : missing < 1)) return undefined;
  const all = [...head, ...Array<string>(halves.length === 2 ? missing : 0).fill("0"), ...tail];
  if (all.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return all.reduce((address, group) => (address << 16n) | BigInt(`0x${group}`), 0n);
}

function formatFour(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join(".");
}

/** As RFC 5952 writes it: the longest run of zero groups is left out. */
function formatSix(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((address >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (groups[start + length] === "0") length += 1;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return groups.join(":");
  return `${groups.slice(0, best.start).join(":")}::${groups.slice(best.start + best.length).join(":")}`;
}
