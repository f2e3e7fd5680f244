/** What is compressed → its bytes, part by part, so that whoever counts them can stop before a bomb is whole. */
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import seekBzip from "seek-bzip";
import { XzReadableStream } from "xz-decompress";
import { FetchError } from "./fetch-error.ts";

export type Compression = "gz" | "xz" | "bz2";

export const MEBIBYTE = 1_048_576;

/** Fails while it is read where the bytes are not what they should be. `most`: of how many bytes nobody wants more. */
export function decompressed(
  bytes: Buffer,
  compression: Compression,
  most: number,
): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (compression === "gz") return Readable.from([bytes]).pipe(createGunzip());
  if (compression === "xz") return new XzReadableStream(new Blob([bytes as Uint8Array<ArrayBuffer>]).stream());
  return bunzipped(bytes, Math.min(most, MOST_AT_ONCE));
}

/** The reader of bzip2 gives nothing before it has all, in one go: more than so many bytes it is not asked for. */
const MOST_AT_ONCE = 256 * MEBIBYTE;

const PART = 65_536;

function bunzipped(bytes: Buffer, most: number): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  let part = new Uint8Array(PART);
  let filled = 0;
  let read = 0;
  const input = Object.assign(new seekBzip.Stream(), {
    readByte: () => {
      if (read >= bytes.length) throw new FetchError("the archive ends too early");
      return bytes[read++]!;
    },
    eof: () => read >= bytes.length,
  });
  const output = {
    writeByte: (byte: number) => {
      if (filled === PART) {
        if (parts.push(part) * PART >= most) throw tooLarge(most);
        part = new Uint8Array(PART);
        filled = 0;
      }
      part[filled++] = byte;
    },
  };
  seekBzip.decode(input, output, true);
  return [...parts, part.subarray(0, filled)];
}

export function tooLarge(most: number): FetchError {
  return new FetchError(`the archive holds more than ${most / MEBIBYTE} MiB`);
}
