/** A module call into the configuration that it calls, or the reason why that is not in the scan; and whether it matters at all. */

import { resolvePath } from "../../../base/files.ts";
import { rootUnknowns, type Value } from "../../../base/value.ts";
import type { Block } from "../../../parse/hcl/syntax.ts";
import { unknownsIn } from "../../../values/unknown.ts";
import type { Repository, TerraformInput } from "../../input.ts";
import type { ModuleInstance } from "../instances/module-instance.ts";
import { evaluate } from "../language/expressions/evaluate.ts";
import { writtenText } from "../language/types/text.ts";
import { absentSubmodule, type Submodule } from "./git-submodules.ts";
import { staleness } from "./installed-modules.ts";
import { argument, type Declaration, type ModuleConfiguration, type ModuleLoader } from "./module-configuration.ts";

/** Modules nested deeper than this are not followed. */
export const MAX_MODULE_DEPTH = 40;

export type CallSource =
  | { readonly configuration: ModuleConfiguration; readonly missing: undefined }
  | { readonly configuration?: undefined; readonly missing: MissingSource };

export interface MissingSource {
  /** A clause that says which source is missing. */
  readonly text: string;
  /** What the user can do. */
  readonly hint?: string;
}

export function callSource(caller: ModuleInstance, name: string, { block }: Declaration): CallSource {
  const { root } = caller;
  const address = caller.addressOf(`module.${name}`);
  const expression = argument(block, "source");
  const source = expression === undefined ? undefined : evaluate(expression.expression, caller.scope());
  if (source?.kind !== "string") return { missing: unknownSource(address, source) };
  if (caller.depth >= MAX_MODULE_DEPTH)
    return {
      missing: {
        text: `${address} is nested more than ${MAX_MODULE_DEPTH} modules deep`,
        hint: "scan the directory of one of the modules on the way to it",
      },
    };
  const path = caller.callPath === "" ? name : `${caller.callPath}.${name}`;
  const installed = isLocalSource(source.value) ? undefined : root.manifest().get(path);
  const stale = installed === undefined ? undefined : staleness(installed, source.value, versionOf(block));
  const fitting = stale === undefined ? installed?.directory : undefined;
  const directory = resolveModule(source.value, caller.directory, fitting, root.loader);
  const configuration = directory === undefined ? undefined : root.loader.load(directory);
  if (configuration !== undefined && isInside(caller, configuration.directory))
    return {
      missing: {
        text: `${address} calls ${configuration.directory}, in which it is itself`,
        hint: "take the call out: Terraform does not end to install it",
      },
    };
  if (configuration !== undefined) return { configuration, missing: undefined };
  const own = ownSource(caller, address, source.value);
  if (directory === undefined) return own ?? { missing: notThere(address, source.value, stale) };
  const span = expression?.span ?? block.headerSpan;
  const has = `Module "${name}" has the source "${source.value}"`;
  const read = root.input.files.read(directory);
  if (!read.ok && read.because === "outside") {
    const message = `${has}, which is outside of what is scanned: a scan stays in the git repository around its path, and where there is none in that path.`;
    const hint = aLevelTooFar(source.value, caller.directory, root.loader) ?? SCAN_ABOVE;
    root.report({ code: "module-outside", severity: "error", message, span, hint, notAnalysed: true });
    return own ?? { missing: { text: `${address} (${source.value}) is outside of what is scanned`, hint } };
  }
  const submodule = absentSubmodule(directory, root.input.files);
  if (submodule !== undefined) return own ?? { missing: inSubmodule(address, source.value, submodule) };
  const message = `${has}, but there is no configuration in ${resolvePath(directory, ".")}.`;
  const hint = aLevelTooFar(source.value, caller.directory, root.loader);
  root.report({ code: "module-not-found", severity: "error", message, span, ...(hint !== undefined && { hint }) });
  const missing = notThere(address, source.value);
  return own ?? { missing: hint === undefined ? missing : { ...missing, hint } };
}

function versionOf(block: Block): string | undefined {
  return writtenText(argument(block, "version")?.expression);
}

const SCAN_ABOVE = "scan a directory that holds both";

/** Where a path goes up one level too many. */
function aLevelTooFar(source: string, caller: string, loader: ModuleLoader): string | undefined {
  const rest = /^\.\.\/(.+)$/.exec(source)?.[1];
  if (rest === undefined) return undefined;
  const nearer = isLocalSource(rest) ? rest : `./${rest}`;
  const isThere = loader.load(resolvePath(caller, nearer)) !== undefined;
  return isThere ? `write the source as ${nearer}: with one level less it leads to a module` : undefined;
}

function isInside(module: ModuleInstance, directory: string): boolean {
  if (module.directory === directory) return true;
  return module.calling !== undefined && isInside(module.calling.parent, directory);
}

function unknownSource(address: string, source: Value | undefined): MissingSource {
  const text = `the source of ${address} is not known`;
  const hint = "write the source as a text, or scan that module by itself";
  const unknown = source === undefined ? undefined : unknownsIn(source)[0];
  if (unknown === undefined) return { text, hint };
  const { cause } = rootUnknowns(unknown)[0] ?? unknown;
  return { text: `${text}: ${cause.text}`, hint: cause.hint ?? hint };
}

/** What the user can do about modules from elsewhere; whoever has the other program may as well use that. */
export const GET = "run reachlint get";
const INSTALL = `${GET}, or terraform init`;

/**
 * What belongs to the tree cannot be fetched (https://developer.hashicorp.com/terraform/language/modules/sources#local-paths). `stale`: what is
 * installed in its place.
 */
function notThere(address: string, source: string, stale?: string): MissingSource {
  const local = /^\.\.?\//.test(source) && !source.includes(".terraform/");
  return local
    ? { text: `${address} (${source}) is not in the scanned files`, hint: "scan a directory that holds it too" }
    : {
        text: `${address} (${source}) is not installed${stale === undefined ? "" : `: ${stale} is`}`,
        hint: INSTALL,
      };
}

/** No mistake of the configuration: the checkout is not whole. */
function inSubmodule(address: string, source: string, { path, command }: Submodule): MissingSource {
  return {
    text: `${address} (${source}) is in ${path}, a git submodule that is not checked out`,
    hint: `check it out: ${command}`,
  };
}

function ownSource({ root }: ModuleInstance, address: string, source: string): CallSource | undefined {
  const { input, loader } = root;
  const directory = input.options.strict ? undefined : ownModule(source, input.repository);
  const configuration = directory === undefined ? undefined : loader.load(directory);
  if (configuration === undefined) return undefined;
  root.assume("module-source", `${address} (${source}) is ${directory} of this repository, as it stands there`);
  return { configuration, missing: undefined };
}

/** The source of a call where it is written as a text; undefined where it has to be evaluated first, as OpenTofu does. */
export function writtenSource(block: Block): string | undefined {
  return writtenText(argument(block, "source")?.expression);
}

/** Whether a source is a path: `./x`, `../x`, or (up to Terraform 0.11) a bare path below the module. */
export function isLocalSource(source: string): boolean {
  return source.startsWith("./") || source.startsWith("../") || source === "." || source === "..";
}

/**
 * The directory of a called module: a local path relative to the caller, else what is installed for it, else a bare path that
 * happens to be a module below the caller. Undefined where the module is not in the scan.
 */
export function resolveModule(
  source: string,
  caller: string,
  installed: string | undefined,
  loader: ModuleLoader,
): string | undefined {
  if (isLocalSource(source)) return resolvePath(caller, source);
  if (installed !== undefined) return installed;
  if (/^[\w.-]+(\/[\w.-]+)*\/?$/.test(source)) {
    const bare = resolvePath(caller, source);
    if (loader.load(bare) !== undefined) return bare;
  }
  return undefined;
}

/** Undefined where the address is of another repository. */
export function ownModule(source: string, repository: Repository | undefined): string | undefined {
  if (repository === undefined) return undefined;
  const [address = "", inside = "."] = splitInside(source);
  const name = registryRepository(address) ?? gitRepository(address);
  if (name === undefined || !isNamed(repository.name, name)) return undefined;
  return resolvePath(repository.directory, inside);
}

/** The address of the package and the directory inside it: `acme/ecs/aws//modules/service?ref=v1`. */
function splitInside(source: string): readonly string[] {
  const plain = source.split("?", 1)[0]!;
  const scheme = plain.indexOf("://");
  const at = plain.indexOf("//", scheme === -1 ? 0 : scheme + 3);
  return at === -1 ? [plain] : [plain.slice(0, at), plain.slice(at + 2)];
}

function registryRepository(address: string): string | undefined {
  const match = /^(?:[\w.-]+\.[a-z]+\/)?[\w-]+\/([\w-]+)\/([\w-]+)$/.exec(address);
  return match === null || address.startsWith("github.com/") ? undefined : `terraform-${match[2]}-${match[1]}`;
}

function gitRepository(address: string): string | undefined {
  return /^(?:git::|git@|github\.com\/|bitbucket\.org\/).*?[/:]([\w.-]+?)(?:\.git)?$/.exec(address)?.[1];
}

/** A checkout is called like its repository, or so with something before it: `acme+terraform-aws-ecs`. */
function isNamed(directory: string, repository: string): boolean {
  return (
    directory === repository ||
    (directory.endsWith(repository) && /[^\w-]$/.test(directory.slice(0, -repository.length)))
  );
}

export class Relevance {
  readonly #reads: TerraformInput["reads"];
  readonly #loader: ModuleLoader;
  readonly #known = new Map<string, boolean>();
  /** How many modules are looked into, each for another one. */
  #depth = 0;

  constructor(reads: TerraformInput["reads"], loader: ModuleLoader) {
    this.#reads = reads;
    this.#loader = loader;
  }

  /** Of a call in a module of that directory. A module from elsewhere matters: what it holds is not known, which has to be said. */
  ofCall({ block }: Declaration, caller: string): boolean {
    if (this.#reads === undefined) return true;
    const source = writtenSource(block);
    return source === undefined || !isLocalSource(source) || this.#ofDirectory(resolvePath(caller, source));
  }

  #ofDirectory(directory: string): boolean {
    const known = this.#known.get(directory);
    if (known !== undefined) return known;
    // Where calls are not followed so deep, that has to be said.
    if (this.#depth > MAX_MODULE_DEPTH) return true;
    // A module that calls itself adds nothing to what it declares.
    this.#known.set(directory, false);
    this.#depth += 1;
    const configuration = this.#loader.load(directory);
    const matters = configuration === undefined || this.ofModule(configuration);
    this.#depth -= 1;
    this.#known.set(directory, matters);
    return matters;
  }

  /** Of a module with all that it calls. */
  ofModule({ directory, resources, calls }: ModuleConfiguration): boolean {
    return (
      [...resources.values()].some(({ mode, type }) => this.#reads?.(mode, type) !== false) ||
      [...calls.values()].some((call) => this.ofCall(call, directory))
    );
  }
}

/** What a module call says besides its inputs (https://developer.hashicorp.com/terraform/language/block/module). */
const CALL_ARGUMENTS: ReadonlySet<string> = new Set([
  "source",
  "version",
  "providers",
  "count",
  "for_each",
  "depends_on",
]);

/** Whether an argument of a module call is one of the module's input variables. */
export function isModuleInput(name: string): boolean {
  return !CALL_ARGUMENTS.has(name);
}
