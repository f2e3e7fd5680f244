/** What of the files of a scan was looked at, so that it can be told later whether all of it is as it was. */
import { createHash } from "node:crypto";
import { remembered } from "../base/collections.ts";
import type { Files } from "../base/files.ts";
import type { Discovery } from "../discover/discover.ts";

/** By path, what was there: a hash, or why nothing was read. */
export interface Looks {
  readonly read: Readonly<Record<string, string>>;
  readonly listed: Readonly<Record<string, string>>;
  /** Documents around the scan, where something asked for them: no more is known of what was chosen among them. */
  readonly around: boolean;
}

/** The same files; `looks` tells what was asked of them until then. */
export function recorded(found: Discovery): { readonly found: Discovery; readonly looks: () => Looks } {
  const read = new Map<string, string>();
  const listed = new Map<string, string>();
  let around = false;
  const files: Files = {
    read: (path) => {
      const there = found.files.read(path);
      remembered(read, path, () => (there.ok ? hashOf(there.bytes) : there.because));
      return there;
    },
    list: (path) => {
      const there = found.files.list(path);
      remembered(listed, path, () => hashOf(JSON.stringify(there ?? null)));
      return there;
    },
  };
  return {
    found: {
      ...found,
      files,
      around: {
        // Asked once all parts were judged.
        inputs: found.around.inputs,
        documents: () => {
          around = true;
          return found.around.documents();
        },
        templates: (paths) => {
          around = true;
          return found.around.templates(paths);
        },
      },
    },
    looks: () => ({ read: Object.fromEntries(read), listed: Object.fromEntries(listed), around }),
  };
}

/** Whether all that was looked at is there as it was. */
export function looksTheSame({ read, listed, around }: Looks, { files }: Pick<Discovery, "files">): boolean {
  const known = remembered(seen, files, () => ({ read: new Map(), listed: new Map() }));
  const wasRead = (path: string): string => {
    const there = files.read(path);
    return there.ok ? hashOf(there.bytes) : there.because;
  };
  const wasListed = (path: string): string => hashOf(JSON.stringify(files.list(path) ?? null));
  return (
    !around &&
    Object.entries(read).every(([path, was]) => was === remembered(known.read, path, () => wasRead(path))) &&
    Object.entries(listed).every(([path, was]) => was === remembered(known.listed, path, () => wasListed(path)))
  );
}

/** What is at each path when it is first looked at: the survey and the parts ask for the same ones. */
const seen = new WeakMap<Files, { readonly read: Map<string, string>; readonly listed: Map<string, string> }>();

export function hashOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
