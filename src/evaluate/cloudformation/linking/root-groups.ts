/** The templates of a scan into its roots, in groups by who imports from whom. */
import { remembered } from "../../../base/collections.ts";
import { STRING, type Value } from "../../../base/value.ts";
import { makeUnknown } from "../../../values/unknown.ts";
import type { CloudFormationInput } from "../../input.ts";
import type { Root } from "../../resource.ts";
import type { WorldRun } from "../stack/context.ts";
import { Effort, type ScanEffort } from "../stack/effort.ts";
import type { GivenValues } from "../stack/given.ts";
import { nestedStack } from "../stack/nested.ts";
import { STACK_NAME } from "../stack/parameters.ts";
import { Stack } from "../stack/stack.ts";
import { statedEdges } from "../stack/stated.ts";
import { type AssemblyStack, readAssemblies } from "../template/assembly.ts";
import type { Library } from "../template/library.ts";
import { Log } from "../template/log.ts";
import type { Template } from "../template/template.ts";
import { giving, NO_VALUE, string, textOfValue, unknown } from "../values.ts";
import { runOnce } from "../worlds/worlds.ts";
import { keyOf } from "./export-index.ts";
import { exportsOf, interfaceOf, type TemplateInterface } from "./interface.ts";
import { type AmbiguousImports, type LinkedGroup, linkRoots } from "./linked-groups.ts";
import { type Links, NO_LINKS } from "./links.ts";
import { exportHint, type InterfaceVariants } from "./missing-exports.ts";

/** Roots that are evaluated together under the same links. */
export interface LinkedRoots {
  readonly paths: readonly string[];
  readonly links: Links;
  /** Makes the roots' stacks for a run. `isShared`: they meet others than each other, so that their symbols are qualified. */
  readonly makeStacks: (run: WorldRun, isShared?: boolean) => ReadonlyMap<string, Stack>;
}

export interface RootsOfGroup extends LinkedRoots {
  readonly roots: readonly Root[];
  readonly borrowed: readonly string[];
  readonly choices: readonly {
    readonly root: string;
    readonly path: string;
    readonly alternatives: readonly (LinkedRoots & { readonly name: string })[];
  }[];
}

interface Candidate {
  readonly template: Template;
  readonly assembly: AssemblyStack | undefined;
}

export interface Roots {
  readonly groups: readonly RootsOfGroup[];
  /** Those of other repositories, each by itself. */
  readonly offered: readonly LinkedRoots[];
  readonly ambiguous: readonly AmbiguousImports[];
}

/** The templates of the scan by their paths, those of cloud assemblies too. */
export function candidatesOf(input: CloudFormationInput, library: Library, log: Log): Map<string, Candidate> {
  const candidates = new Map<string, Candidate>();
  for (const { file } of input.templates) {
    const template = library.template(file.path);
    if (template !== undefined) candidates.set(file.path, { template, assembly: undefined });
  }
  for (const assembly of readAssemblies(input, log)) {
    const template = library.template(assembly.path);
    if (template !== undefined) candidates.set(assembly.path, { template, assembly });
  }
  return candidates;
}

export function findRoots(
  input: CloudFormationInput,
  library: Library,
  given: GivenValues,
  scan: ScanEffort,
  log: Log,
): Roots {
  const candidates = candidatesOf(input, library, log);
  const ofScan = { input, library, scan };
  const look = (candidate: Candidate, own = given): TemplateInterface => lookAt(candidate, ofScan, own);
  const interfaces = new Map([...candidates].map(([path, candidate]) => [path, look(candidate)] as const));
  const nested = nestedIn(interfaces);
  for (const path of library.includedPaths) nested.add(path);
  const isRoot = (path: string): boolean =>
    candidates.get(path)?.assembly !== undefined || input.named.includes(path) || !nested.has(path);
  const topmost = [...candidates.keys()].filter(isRoot);
  const roots = topmost.length > 0 ? topmost : [...candidates.keys()].slice(0, 1);

  const around = (from: string, wanted: (text: string) => boolean): ReadonlyMap<string, TemplateInterface> => {
    const found = library.candidates(from, wanted).filter(({ path }) => !candidates.has(path));
    for (const template of found) {
      const candidate = { template, assembly: undefined };
      candidates.set(template.path, candidate);
      interfaces.set(template.path, look(candidate));
    }
    return new Map(found.map(({ path }) => [path, interfaces.get(path)!] as const));
  };
  const offered = new Map(
    library.offered.map((template) => {
      const candidate = { template, assembly: undefined };
      candidates.set(template.path, candidate);
      return [template.path, look(candidate)] as const;
    }),
  );
  for (const path of nestedIn(offered)) offered.delete(path);
  for (const [path, found] of offered) interfaces.set(path, found);
  const texts = roots.map((path) => ({ path, text: candidates.get(path)!.template.document.file.text }));
  const { groups, ambiguous } = linkRoots({
    roots,
    named: input.named,
    interfaces,
    // What is said may lead to a template that is not scanned.
    edges: [...given.edges(texts), ...statedEdges(input, texts)].filter(([, to]) => candidates.has(to)),
    around,
    offered: [...offered.keys()],
    strict: input.options.strict,
  });
  const open = (path: string): Stack => stackAlone(candidates.get(path)!, ofScan, given, "unknown");
  const exportsOfOpen = new Map<string, TemplateInterface["exports"]>();
  const importsOfOpen = new Map<string, TemplateInterface["imports"]>();
  const variants: InterfaceVariants = {
    exportsWithoutDefaults: (path) => remembered(exportsOfOpen, path, () => [...exportsOf(open(path))]),
    importsWithoutDefaults: (path) => remembered(importsOfOpen, path, () => interfaceOf(open(path)).imports),
    with: (path, more) => (more.size === 0 ? interfaces.get(path)! : look(candidates.get(path)!, given.with(more))),
  };
  const hints = new Map<string, string | undefined>();
  const hintFor = (root: string, name: Value): string | undefined =>
    remembered(hints, keyOf(root, name), () => exportHint(root, name, roots, variants));
  const hinted = (links: Links): Links => ({
    ...links,
    target: (root, name) => {
      const target = links.target(root, name);
      const hint = target.kind === "none" ? hintFor(root, name) : undefined;
      return hint === undefined ? target : { kind: "none", hint };
    },
  });
  const linked = (paths: readonly string[], links: Links): LinkedRoots => ({
    paths,
    links: hinted(links),
    makeStacks: (run, isShared = paths.length > 1) =>
      new Map(paths.map((path) => [path, rootStack(candidates.get(path)!, input, run, isShared)] as const)),
  });
  return {
    ambiguous,
    offered: [...offered.keys()].map((path) => linked([path], NO_LINKS)),
    groups: groups.map(
      ({ roots: own, borrowed, links, choices }: LinkedGroup): RootsOfGroup => ({
        ...linked([...own, ...borrowed], links),
        roots: own.map((path) => ({
          id: identityIn(input, path),
          path,
          kind: candidates.get(path)?.assembly === undefined ? "cloudformation" : "cdk",
        })),
        borrowed,
        choices: choices.map(({ root, alternatives }) => ({
          root: identityIn(input, root),
          path: root,
          alternatives: alternatives.map((one) => ({ ...linked(one.paths, one.links), name: one.name })),
        })),
      }),
    ),
  };
}

function nestedIn(interfaces: ReadonlyMap<string, TemplateInterface>): Set<string> {
  return new Set([...interfaces].flatMap(([path, found]) => found.nested.filter((one) => one !== path)));
}

interface OfScan {
  readonly input: CloudFormationInput;
  readonly library: Library;
  readonly scan: ScanEffort;
}

/** Evaluates what of a template has to do with others. */
export function lookAt(candidate: Candidate, ofScan: OfScan, given: GivenValues): TemplateInterface {
  return interfaceOf(stackAlone(candidate, ofScan, given));
}

/** A template's own stack, as if there were no others. */
function stackAlone(
  candidate: Candidate,
  { input, library, scan }: OfScan,
  given: GivenValues,
  missing: Missing = "default",
): Stack {
  const { path } = candidate.template;
  const { stacks } = runOnce({
    library,
    options: input.options,
    links: NO_LINKS,
    given,
    log: new Log(),
    effort: new Effort(scan, candidate.template),
    makeStacks: (run) => new Map([[path, rootStack(candidate, input, run, true, missing)]]),
  });
  return stacks.get(path)!;
}

/** The id of the root that a template at a path is; undefined where there is none. */
export function rootIds(input: CloudFormationInput, library: Library): (path: string) => string | undefined {
  return (path) =>
    input.terraform?.get(path) ?? (library.template(path) === undefined ? undefined : identityIn(input, path));
}

function identityIn({ identityOf, offered = [] }: CloudFormationInput, path: string): string {
  return offered.find((one) => one.path === path)?.id ?? identityOf?.(path) ?? path;
}

/** What a parameter is for which nothing is given: its default, or unknown whether it has one or not. */
type Missing = "default" | "unknown";

function rootStack(
  { template, assembly }: Candidate,
  input: CloudFormationInput,
  run: WorldRun,
  qualified: boolean,
  missing: Missing = "default",
): Stack {
  const root = { id: identityIn(input, template.path), path: template.path };
  const qualifier = qualified ? `${root.id}#` : "";
  const { file } = template.document;
  const origin = { kind: "default" as const, span: { file, start: 0, end: 0 } };
  const name = assembly?.stackName ?? textOfValue(run.bound(`${qualifier}${STACK_NAME}`)?.value ?? NO_VALUE);
  const text = "the stack's name is given when it is made";
  const hint = qualified ? `scan ${template.path} alone and ${giving(STACK_NAME)}` : giving(STACK_NAME);
  const stackName =
    name === undefined
      ? { ...unknown("input", `${qualifier}${STACK_NAME}`, text, origin, hint), notNull: true as const }
      : string(name, origin);
  return new Stack({
    run,
    template,
    root,
    address: "",
    qualifier,
    environment: { region: input.options.region ?? assembly?.region, account: assembly?.account, stackName },
    given: (parameter) => {
      const declaredAt = template.parameters.get(parameter)?.nameSpan;
      const at = declaredAt === undefined ? undefined : { kind: "variable-argument" as const, span: declaredAt };
      const values = run.given.at(template.path);
      const given = values.parameter(parameter, at);
      const unread = values.unread(parameter);
      if (unread !== undefined)
        return makeUnknown({ type: STRING, cause: unread, symbol: `${qualifier}${parameter}`, origin });
      return given !== undefined || missing === "default"
        ? given
        : unknown("input", `${qualifier}${parameter}`, `the parameter ${parameter} has no value`, origin);
    },
    around: [],
    constructs: assembly?.constructs ?? new Map(),
    nested: nestedStack,
  });
}
