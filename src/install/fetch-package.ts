/** The address of a package → its files in a directory. */
import { createHash } from "node:crypto";
import { cp, mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inPassing } from "../discover/interrupt.ts";
import { parseModuleSource, type RemoteSource } from "../evaluate/terraform/configuration/module-source.ts";
import { archiveKind, unpack } from "./archive.ts";
import type { InstallEnvironment } from "./cli-configuration.ts";
import { FetchError } from "./fetch-error.ts";
import { findInside } from "./find-inside.ts";
import { clone } from "./git-clone.ts";
import { type HttpClient, shown } from "./http.ts";

export interface FetchOptions {
  /** The tree that is scanned, from which no program is taken. Real path. */
  readonly tree: string;
  readonly environment: InstallEnvironment;
  readonly http: HttpClient;
}

/** In milliseconds and bytes. */
const TIMEOUT = 300_000;
const MOST_BYTES = 256 * 1_048_576;

/** How often a page may say that the module is elsewhere. */
const MOST_HOPS = 5;

/** `directory` must not be there, what is around it must. Rejects with a `FetchError`; nothing is left then. */
export async function fetchPackage(source: RemoteSource, directory: string, options: FetchOptions): Promise<void> {
  await inPassing(join(dirname(directory), ".reachlint-"), async (beside) => {
    const made = join(beside, "package");
    await mkdir(made);
    await rename(await fetchInto(source, made, options, MOST_HOPS), directory);
  });
}

/** The directory in which the package is, `made` or one in it. */
async function fetchInto(source: RemoteSource, made: string, options: FetchOptions, hops: number): Promise<string> {
  if (source.protocol === "git") {
    await clone({ url: source.url, directory: made, ...options });
    return made;
  }
  const url = new URL(source.url);
  const kind = archiveKind(url.pathname, url.searchParams.get("archive"));
  const checksum = url.searchParams.get("checksum");
  url.searchParams.delete("archive");
  url.searchParams.delete("checksum");
  if (kind === "unsupported")
    throw new FetchError(
      `${shown(url)} is an archive of a kind that is not read`,
      "zip, tar.gz, tar.xz and tar.bz2 are",
    );
  if (kind === undefined) return followPage(url, made, options, hops);
  const answer = await options.http.get({ url, netrc: true, timeout: TIMEOUT, retries: 1, most: MOST_BYTES });
  if (answer.status !== 200) throw new FetchError(`${shown(url)} answers ${answer.status}`);
  if (checksum !== null && checksum !== "") compare(answer.bytes, checksum, url);
  await unpack(answer.bytes, kind, made);
  return made;
}

/** What is no archive says where the module is (https://developer.hashicorp.com/terraform/language/modules/sources#http-urls). */
async function followPage(url: URL, made: string, options: FetchOptions, hops: number): Promise<string> {
  const asked = new URL(url);
  asked.searchParams.append("terraform-get", "1");
  const answer = await options.http.get({ url: asked, netrc: true, timeout: TIMEOUT, retries: 1, most: MOST_BYTES });
  if (answer.status !== 200 && answer.status !== 204) throw new FetchError(`${shown(url)} answers ${answer.status}`);
  const given = answer.headers.get("x-terraform-get") ?? metaOf(answer.bytes.toString("utf8", 0, 1_048_576));
  if (given === undefined) throw new FetchError(`${shown(url)} is neither an archive nor says where the module is`);
  if (hops === 0) throw new FetchError(`${shown(url)} leads further and further`);
  const next = parseModuleSource(/^(?:\/|\.\.?\/)/.test(given) ? new URL(given, answer.url).href : given);
  if (next.kind !== "remote")
    throw new FetchError(`${shown(url)} leads to something that is not fetched: ${JSON.stringify(given)}`);
  if (url.protocol === "https:" && next.url.protocol === "http:")
    throw new FetchError(`${shown(url)} leads to ${shown(next.url)}, which is not encrypted`);
  const whole = await fetchInto(next, made, options, hops - 1);
  const inside = await findInside(whole, next.inside);
  if (inside === whole) return whole;
  const apart = join(dirname(made), "inside");
  await cp(inside, apart, { recursive: true, verbatimSymlinks: true });
  return apart;
}

/** `<meta name="terraform-get" content="…">` */
function metaOf(page: string): string | undefined {
  for (const [tag] of page.matchAll(/<meta\s[^<>]{0,2000}>/gi))
    if (/\bname\s*=\s*["']?terraform-get\b/i.test(tag)) return /\bcontent\s*=\s*["']([^"']+)["']/i.exec(tag)?.[1];
  return undefined;
}

const HEX_LENGTHS: Readonly<Record<number, string>> = { 32: "md5", 40: "sha1", 64: "sha256", 128: "sha512" };

/** `sha256:…`, or the sum alone. */
function compare(bytes: Buffer, checksum: string, url: URL): void {
  const match = /^(?:(md5|sha1|sha256|sha512):)?([0-9a-f]+)$/i.exec(checksum);
  const algorithm = match?.[1]?.toLowerCase() ?? HEX_LENGTHS[match?.[2]?.length ?? 0];
  if (match === null || algorithm === undefined)
    throw new FetchError(`the checksum ${JSON.stringify(checksum)} is of a kind that is not known`);
  if (createHash(algorithm).update(bytes).digest("hex") !== match[2]!.toLowerCase())
    throw new FetchError(`${shown(url)} is not what its checksum says`);
}
