/** IP addresses and networks, text into integers and back, as Go's net package before 1.17 reads them (leading zeros are decimal). */

export interface Address {
  readonly address: bigint;
  readonly bits: 32 | 128;
}

export interface Network extends Address {
  /** The length of the prefix; address bits beyond it are zero. */
  readonly length: number;
}

export function parseAddress(text: string): Address | undefined {
  if (text.includes(":")) return parse6(text);
  return parse4(text);
}

/** A network in CIDR notation; bits of the address beyond the prefix are cleared. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return undefined;
  const address = parse4(text.slice(0, slash)) ?? parse6(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  const length = /^[0-9]+$/.test(digits) ? Number(digits) : Number.NaN;
  if (address === undefined || !(length <= address.bits)) return undefined;
  const host = BigInt(address.bits - length);
  return { bits: address.bits, length, address: (address.address >> host) << host };
}

function parse4(text: string): Address | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^[0-9]+$/.test(part) && Number(part) <= 255)) return undefined;
  return { bits: 32, address: parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n) };
}

function parse6(text: string): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2 || !text.includes(":")) return undefined;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const words: bigint[][] = [];
  for (const [at, half] of groups.entries()) {
    const parsed: bigint[] = [];
    for (const [index, group] of half.entries()) {
      const last = at === groups.length - 1 && index === half.length - 1;
      const dotted = last && group.includes(".") ? parse4(group) : undefined;
      if (dotted !== undefined) parsed.push(dotted.address >> 16n, dotted.address & 0xffffn);
      else if (/^[0-9A-Fa-f]+$/.test(group) && Number.parseInt(group, 16) <= 0xffff) parsed.push(BigInt(`0x${group}`));
      else return undefined;
    }
    words.push(parsed);
  }
  const [head = [], tail] = words;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...Array.from({ length: missing }, () => 0n), ...(tail ?? [])];
  return { bits: 128, address: all.reduce((sum, word) => (sum << 16n) | word, 0n) };
}

/** The canonical text: the longest run of zero groups, if longer than one, is `::`. */
export function formatAddress({ address, bits }: Address): string {
  if (bits === 32 || address >> 32n === 0xffffn) {
    return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn).join(".");
  }
  const words = Array.from({ length: 8 }, (_, at) => (address >> BigInt(112 - at * 16)) & 0xffffn);
  const hex = (from: number, to: number) =>
    words
      .slice(from, to)
      .map((word) => word.toString(16))
      .join(":");
  let [start, length] = [-1, 1];
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (end < 8 && words[end] === 0n) end++;
    if (end - at > length) [start, length] = [at, end - at];
  }
  return start < 0 ? hex(0, 8) : `${hex(0, start)}::${hex(start + length, 8)}`;
}
