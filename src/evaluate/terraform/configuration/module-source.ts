/** The source address of a module call → what it names, as Terraform reads it (https://developer.hashicorp.com/terraform/language/modules/sources). */
import { resolvePath } from "../../../base/files.ts";

export type ModuleSource = LocalSource | RegistrySource | RemoteSource | RefusedSource;

interface LocalSource {
  readonly kind: "local";
  /** `./x` or `../x`, without anything superfluous; the directory above is `./..`, as Terraform writes it. */
  readonly path: string;
}

export interface RegistrySource {
  readonly kind: "registry";
  /** In lower case, with its port where it has one. */
  readonly host: string;
  /** `acme/vpc/aws`. */
  readonly name: string;
  /** Directory inside; empty for the top. */
  readonly inside: string;
}

/** A package that is fetched as a whole. */
export interface RemoteSource {
  readonly kind: "remote";
  readonly protocol: "git" | "http";
  /** Without the prefix that says how it is fetched. */
  readonly url: URL;
  /** The address of the package as Terraform writes it: `git::https://example.com/x.git?ref=v1`. */
  readonly address: string;
  /** Directory inside, where `*` stands for a name; empty for the top. */
  readonly inside: string;
}

/** An address by which nothing is fetched. */
interface RefusedSource {
  readonly kind: "refused";
  /** A clause that says why. */
  readonly because: string;
  readonly hint: string;
}

/** The registry that an address without a host means to Terraform, and the one that it means to OpenTofu. */
const TERRAFORM_REGISTRY = "registry.terraform.io";
export const OPENTOFU_REGISTRY = "registry.opentofu.org";

/** `registry`: the host that an address without one means. */
export function parseModuleSource(text: string, registry = TERRAFORM_REGISTRY): ModuleSource {
  if (/^\.\.?[/\\]/.test(text)) {
    const path = resolvePath(".", text.replaceAll("\\", "/"));
    return { kind: "local", path: path.startsWith("../") ? path : `./${path}` };
  }
  return registrySource(text, registry) ?? remoteSource(text);
}

/** How the manifest writes the address. */
export function addressOf(source: Exclude<ModuleSource, RefusedSource>): string {
  if (source.kind === "local") return source.path;
  const base = source.kind === "registry" ? `${source.host}/${source.name}` : source.address;
  if (source.inside === "") return base;
  const query = base.indexOf("?");
  return query === -1 ? `${base}//${source.inside}` : `${base.slice(0, query)}//${source.inside}${base.slice(query)}`;
}

const NAME = /^[0-9A-Za-z](?:[0-9A-Za-z_-]{0,62}[0-9A-Za-z])?$/;
const SYSTEM = /^[0-9a-z]{1,64}$/;
/** Of at least two labels, in ASCII. */
const HOST =
  /^(?=.{1,253}(?::|$))(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?::[0-9]{1,5})?$/;

function registrySource(text: string, registry: string): RegistrySource | undefined {
  const { address, inside } = splitInside(text);
  const parts = address.split("/");
  if (parts.length !== 3 && parts.length !== 4) return undefined;
  const host = parts.length === 3 ? registry : parts[0]!.toLowerCase();
  const [namespace = "", name = "", system = ""] = parts.slice(-3);
  if (!HOST.test(host) || host === "github.com" || host === "bitbucket.org") return undefined;
  if (!NAME.test(namespace) || !NAME.test(name) || !SYSTEM.test(system) || leadsOut(inside)) return undefined;
  return { kind: "registry", host: host.replace(/:443$/, ""), name: `${namespace}/${name}/${system}`, inside };
}

function remoteSource(text: string): RemoteSource | RefusedSource {
  const { address, inside } = splitInside(text);
  const { forced, rest } = splitForced(expandShorthand(address));
  const detected = splitInside(rest);
  const whole = resolvePath(detected.inside || ".", inside);
  const within = whole === "." ? "" : whole;
  if (leadsOut(inside) || leadsOut(within))
    return refused(`its directory ${inside} is outside of the package`, "name a directory of the package behind //");
  const url = parseUrl(detected.address);
  const method = forced ?? url?.protocol.slice(0, -1);
  if (method === "s3" || method === "gcs" || method === "hg" || isBucket(detected.address))
    return refused("sources in S3, Google Cloud Storage and Mercurial are not supported", BY_TERRAFORM);
  if (url === undefined)
    return refused(
      "it is neither the address of a registry nor one that can be fetched",
      `write ./${text} if a directory beside the module is meant`,
    );
  if (method === "git" || (forced === undefined && method === "ssh"))
    return { kind: "remote", protocol: "git", url, address: `git::${detected.address}`, inside: within };
  if (method === "http" || method === "https")
    return {
      kind: "remote",
      protocol: "http",
      url,
      address: `${forced === undefined ? "" : `${forced}::`}${detected.address}`,
      inside: within,
    };
  if (method === "file")
    return refused("it is a path outside of the tree", "write it as a path that begins with ./ or ../");
  return refused(`nothing is fetched by ${method}`, "use https, ssh or git");
}

/** What to do about an address that is not fetched here. */
export const BY_TERRAFORM = "let terraform init install it";

function refused(because: string, hint: string): RefusedSource {
  return { kind: "refused", because, hint };
}

/** The package, with its query, and the directory in it: `https://h/x.zip//modules/a?y=1` is `https://h/x.zip?y=1` and `modules/a`. */
function splitInside(text: string): { readonly address: string; readonly inside: string } {
  const query = text.indexOf("?");
  const plain = query === -1 ? text : text.slice(0, query);
  const scheme = plain.indexOf("://");
  const at = plain.indexOf("//", scheme === -1 ? 0 : scheme + 3);
  if (at === -1) return { address: text, inside: "" };
  const inside = plain.slice(at + 2);
  return {
    address: plain.slice(0, at) + text.slice(plain.length),
    inside: inside === "" ? "" : resolvePath(".", inside),
  };
}

/** `git::https://…` is a package that git fetches. */
function splitForced(text: string): { readonly forced: string | undefined; readonly rest: string } {
  const match = /^([A-Za-z0-9]+)::(.+)$/.exec(text);
  return { forced: match?.[1], rest: match?.[2] ?? text };
}

/** Of GitHub and Bitbucket the short forms, and git's `git@host:path`. */
function expandShorthand(text: string): string {
  const { forced, rest } = splitForced(text);
  if (parseUrl(rest) !== undefined && !rest.startsWith("git@")) return text;
  const [path = "", query] = splitQuery(rest);
  const parts = path.split("/");
  if (parts[0] === "github.com" && parts.length >= 3) {
    const inside = parts.length > 3 ? `//${parts.slice(3).join("/")}` : "";
    return `${forced ?? "git"}::https://${ending(parts.slice(0, 3).join("/"))}${inside}${query}`;
  }
  if (parts[0] === "bitbucket.org") return `${forced ?? "git"}::https://${ending(path)}${query}`;
  const ssh = /^git@([^:/]+):\/?(.+)$/.exec(path);
  return ssh === null ? text : `${forced ?? "git"}::ssh://git@${ssh[1]}/${ssh[2]}${query}`;
}

function splitQuery(text: string): readonly [string, string] {
  const at = text.indexOf("?");
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

function ending(path: string): string {
  return path.endsWith(".git") ? path : `${path}.git`;
}

/** Undefined where it has no scheme, or is none. */
function parseUrl(text: string): URL | undefined {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

function isBucket(text: string): boolean {
  return /^(?:www\.googleapis\.com\/storage\/|[^/]*\bs3[.-][^/]*\.?amazonaws\.com\/|[^/]+\.s3\.amazonaws\.com\/)/.test(
    text,
  );
}

function leadsOut(inside: string): boolean {
  return inside === ".." || inside.startsWith("../") || inside.startsWith("/");
}
