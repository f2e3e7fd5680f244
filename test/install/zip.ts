/** Archives of zip, as they are and as they should not be (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT). */
import { crc32, deflateRawSync } from "node:zlib";

export interface ZipEntry {
  /** Ends in a slash for a directory. */
  readonly name: string;
  readonly text?: string | Buffer;
  /** Of Unix, with the type: 0o120777 is a link, whose text says where to. */
  readonly mode?: number;
  /** What the archive says of its length, where that is not so; in bytes. */
  readonly said?: number;
  /** Of the compression; 8 is deflate. */
  readonly method?: number;
  readonly flags?: number;
}

export function zip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, text = "", mode = 0o100644, method = 8, flags = 0x800, ...entry } of entries) {
    const content = Buffer.from(text as string);
    const packed = method === 8 ? deflateRawSync(content) : content;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(entry.said ?? content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), packed]);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(mode * 0x10000, 6);
    more.writeUInt32LE(at, 10);
    // Made by version 2.0 on Unix.
    directory.push(Buffer.from("PK\x01\x02"), Buffer.from([20, 3]), common, more, Buffer.from(name));
    files.push(local);
    at += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, index, end]);
}
