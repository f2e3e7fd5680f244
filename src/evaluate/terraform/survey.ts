/**
 * The Terraform directories of a scan → what each has to do with others: far less than an evaluation takes. What a text cannot say is not
 * looked for in its tree: most files have no word of calls, states or anything that is looked up.
 */
import { resolvePath } from "../../base/files.ts";
import { SourceFile } from "../../base/source-file.ts";
import { ENTRIES } from "../../catalogue/catalogue.ts";
import type { Block, Expression } from "../../parse/hcl/syntax.ts";
import type { TerraformInput } from "../input.ts";
import { readManifest } from "./configuration/installed-modules.ts";
import { isLocalSource, ownModule, writtenSource } from "./configuration/module-calls.ts";
import { argument, type ModuleConfiguration, type ModuleLoader } from "./configuration/module-configuration.ts";
import { type WrittenCall, writtenCalls } from "./instances/roots.ts";
import { writtenText } from "./language/types/text.ts";
import { typesFoundBy } from "./provider/criteria.ts";
import { backendIn, STATE_PARTS } from "./provider/state-identity.ts";

/** Of a directory by itself, without the modules that it calls. */
export interface DirectorySurvey {
  readonly directory: string;
  /** Of its own files. */
  readonly characters: number;
  readonly calls: readonly WrittenCall[];
  /** The source of a call has to be evaluated first: it may call any directory. */
  readonly callsUnknown: boolean;
  /** Directories of modules: not fewer than it calls. */
  readonly modules: readonly string[];
  /** Those that are installed for it where it is a root. */
  readonly installed: readonly string[];
  /** Types of resources: not fewer than its data sources look up, and than it has of those that can be looked up. */
  readonly looksUp: readonly string[];
  readonly offers: readonly string[];
  readonly readsStates: readonly WrittenState[];
  /** Where roots are, at that path or below, of which outputs are passed to it. */
  readonly dependencies: readonly string[];
}

/** The roots that Terragrunt makes of a directory. */
export interface MadeRoots {
  /** What it makes them from, beside the files of the directory. */
  readonly files: readonly string[];
  readonly modules: readonly ModuleConfiguration[];
  readonly calls: readonly WrittenCall[];
  readonly dependencies: readonly string[];
}

const NOTHING_MADE: MadeRoots = { files: [], modules: [], calls: [], dependencies: [] };

/** Where a state is kept, as far as that is written as a text. */
export interface WrittenState {
  /** Undefined where that has to be evaluated first. */
  readonly backend: string | undefined;
  /** Each undefined where it is not written. A path starts from the root's directory. */
  readonly parts: Readonly<Record<string, string | undefined>>;
  /** The directory of those of a local backend's other workspaces, from that of the root; undefined where it is not written as a text. */
  readonly workspaces?: string | undefined;
}

/** A state as it is read, or written, by a root in a directory: paths lead from there. */
export function stateAt(directory: string, { backend, parts, workspaces }: WrittenState): WrittenState {
  const path = parts[PATH];
  return {
    backend,
    parts: path === undefined ? parts : { ...parts, [PATH]: resolvePath(directory, path) },
    ...(workspaces === undefined ? {} : { workspaces: `${resolvePath(directory, workspaces)}/` }),
  };
}

/** Whether the state that one root reads may be that which another one writes, each at its directory. */
export function mayRead(read: WrittenState, written: WrittenState): boolean {
  if (read.backend !== undefined && written.backend !== undefined && read.backend !== written.backend) return false;
  for (const name in read.parts) {
    const [part, other] = [read.parts[name], written.parts[name]];
    if (part === undefined || other === undefined) continue;
    const isOne = name === PATH ? part === other || isOfWorkspace(part, written) : mayBeOne(part, other);
    if (!isOne) return false;
  }
  return true;
}

function isOfWorkspace(place: string, { workspaces }: WrittenState): boolean {
  return workspaces === undefined || place.startsWith(workspaces);
}

/** Before the key of a state, or behind it, its workspace may stand in the place where it is. */
function mayBeOne(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return one === other || long.endsWith(`/${short}`) || long.startsWith(`${short}env:`);
}

/** A file of Terraform with its text. */
type Text = readonly [path: string, text: string];

type SurveyInput = Pick<TerraformInput, "files" | "parse" | "repository">;

/** The types of resources that data sources look up, wherever they stand in a text. */
const LOOKED_UP = new Set(ENTRIES.flatMap(({ lookUp, terraform = [] }) => (lookUp === undefined ? [] : terraform)));
const TYPE = /\baws(?:cc)?_[a-z0-9_]+/g;

export class TerraformSurvey {
  readonly #input: SurveyInput;
  readonly #loader: ModuleLoader;

  constructor(input: SurveyInput, loader: ModuleLoader) {
    this.#input = input;
    this.#loader = loader;
  }

  /** `paths`: the files of the directory. `made`: what else is made of it. */
  of(directory: string, paths: readonly string[], made: MadeRoots = NOTHING_MADE): DirectorySurvey {
    const texts = [...paths, ...made.files].flatMap((path): readonly Text[] => {
      const read = this.#input.files.read(path);
      return read.ok ? [[path, read.text]] : [];
    });
    const offers = new Set(texts.flatMap(([, text]) => text.match(TYPE) ?? []).filter((type) => LOOKED_UP.has(type)));
    const looksUp = new Set(texts.flatMap(dataTypes).flatMap(typesFoundBy));
    const own = { directory, blocks: this.#blocks(directory, texts) };
    const all = [own, ...made.modules.map((one) => ({ directory: one.directory, blocks: blocksOf(one) }))];
    const calls = all.map((one) => ({ ...one, blocks: one.blocks.filter(({ type }) => type === "module") }));
    return {
      directory,
      characters: texts.reduce((sum, [, text]) => sum + text.length, 0),
      calls: [...calls.flatMap((one) => writtenCalls(one.directory, one.blocks)), ...made.calls],
      callsUnknown: calls.some(({ blocks }) => blocks.some((block) => writtenSource(block) === undefined)),
      modules: [
        ...made.modules.map((one) => one.directory),
        ...calls.flatMap((one) => this.#modules(one.directory, one.blocks)),
      ],
      installed: [directory, ...made.modules.map((one) => one.directory)].flatMap((one) => this.#installed(one)),
      looksUp: [...looksUp],
      offers: [...offers],
      readsStates: all.flatMap(({ blocks }) => blocks.filter(isStateRead).map(stateRead)),
      dependencies: made.dependencies,
    };
  }

  /** Of a root: asked for only where another one may read its state. */
  stateWrittenBy(directory: string): WrittenState {
    if (this.#hasNoBackend(directory)) return BESIDE_THE_ROOT;
    const configuration = this.#loader.load(directory);
    return configuration === undefined ? { backend: undefined, parts: {} } : stateWritten(configuration);
  }

  /** Most texts have neither word, and need no tree. */
  #hasNoBackend(directory: string): boolean {
    const { files } = this.#input;
    const read = (files.list(directory) ?? [])
      .filter((name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name))
      .map((name) => files.read(resolvePath(directory, name)));
    return read.length > 0 && read.every((one) => one.ok && !/\b(?:backend|cloud)\b/.test(one.text));
  }

  /** Those that call modules or read states. Files that override others, or take their place, are read as a module is. */
  #blocks(directory: string, texts: readonly Text[]): readonly Block[] {
    const speaking = texts.filter(([, text]) => /\bmodule\b|\bterraform_remote_state\b/.test(text));
    if (speaking.length === 0) return [];
    if (!texts.every(([path]) => /\.tf$/.test(path) && !/override\.tf$/.test(path))) {
      const configuration = this.#loader.load(directory);
      return configuration === undefined ? [] : blocksOf(configuration);
    }
    return speaking.flatMap(([path, text]) => this.#input.parse.hcl(new SourceFile(path, text)).output.body.blocks);
  }

  /** A bare path may be a directory, and an address that of this repository. */
  #modules(directory: string, calls: readonly Block[]): readonly string[] {
    return calls.flatMap((block) => {
      const source = writtenSource(block);
      if (source === undefined) return [];
      const own = isLocalSource(source) ? undefined : ownModule(source, this.#input.repository);
      return [resolvePath(directory, source), ...(own === undefined ? [] : [own])];
    });
  }

  #installed(directory: string): readonly string[] {
    const { files, parse } = this.#input;
    return [...readManifest(directory, files, parse).values()].map((one) => one.directory);
  }
}

function blocksOf({ calls, resources }: ModuleConfiguration): readonly Block[] {
  return [...calls.values(), ...resources.values()].map(({ block }) => block);
}

/** Not fewer than there are, in comments too; in JSON all that are named. */
function dataTypes([path, text]: Text): readonly string[] {
  if (path.endsWith(".json")) return text.includes('"data"') ? (text.match(TYPE) ?? []) : [];
  return [...text.matchAll(/\bdata[ \t]+"?(aws(?:cc)?_[a-z0-9_]+)/g)].map(([, type]) => type!);
}

const REMOTE_STATE = "terraform_remote_state";

function isStateRead({ type, labels }: Block): boolean {
  return type === "data" && labels[0]?.value === REMOTE_STATE;
}

/** By a data source: `config = {…}`, or up to Terraform 0.11 a block. */
function stateRead(block: Block): WrittenState {
  const config = argument(block, "config")?.expression;
  const nested = block.body.blocks.find(({ type }) => type === "config");
  const backend = writtenText(argument(block, "backend")?.expression);
  // Where it is the state of a workspace, the path says nothing.
  const isOfWorkspace = argument(block, "workspace") !== undefined;
  return stateOf(backend, (name) =>
    isOfWorkspace && name === PATH
      ? undefined
      : nested === undefined
        ? writtenText(memberOf(config, name))
        : writtenText(argument(nested, name)?.expression),
  );
}

/** Without a backend into a file beside the root. */
function stateWritten({ settings }: ModuleConfiguration): WrittenState {
  const kept = backendIn(settings);
  if (kept === undefined) return BESIDE_THE_ROOT;
  const argument = (wanted: string) => kept.body.attributes.find(({ name }) => name === wanted)?.expression;
  const directory = argument("workspace_dir");
  return {
    ...stateOf(kept.backend, (part) => writtenText(argument(part))),
    workspaces: directory === undefined ? WORKSPACES : writtenText(directory),
  };
}

const PATH = "path";
const DEFAULT_PATH = "terraform.tfstate";
const WORKSPACES = "terraform.tfstate.d";

/** Where nothing else is said. */
const BESIDE_THE_ROOT: WrittenState = { ...stateOf("local", () => DEFAULT_PATH), workspaces: WORKSPACES };

function stateOf(backend: string | undefined, written: (name: string) => string | undefined): WrittenState {
  const parts = (STATE_PARTS.get(backend ?? "") ?? []).map((name) => {
    const text = written(name);
    return [name, text] as const;
  });
  return { backend, parts: Object.fromEntries(parts) };
}

function memberOf(config: Expression | undefined, name: string): Expression | undefined {
  if (config?.kind !== "object") return undefined;
  return config.entries.find(({ key }) => (key.kind === "name" ? key.name : writtenText(key.expression)) === name)
    ?.value;
}
