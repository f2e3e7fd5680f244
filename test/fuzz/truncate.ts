/** The beginnings of a text, as files that were not written to their end: each byte may be the last. */

export function* truncations(text: string, step = 1): Generator<string> {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  for (let length = 0; length < bytes.length; length += step) yield decoder.decode(bytes.subarray(0, length));
}
