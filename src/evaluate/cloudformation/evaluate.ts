/** CloudFormation templates into resources with values: those of a scan in every world that their conditions allow, and one that a
 *  configuration of another dialect deploys. */

import { lazily, once } from "../../base/collections.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Files } from "../../base/files.ts";
import { NO_STATEMENTS, onlyStatements } from "../../base/statement.ts";
import type { StringValue, Value } from "../../base/value.ts";
import type { LocatedScalar } from "../../parse/located.ts";
import { flatten } from "../../values/text-runs.ts";
import type {
  CloudFormationInput,
  CloudFormationOptions,
  DeployedStack,
  Parsers,
  StackContents,
  Surroundings,
} from "../input.ts";
import type { OfferedRoot } from "../offered-root.ts";
import type { EvaluatedWorld, EvaluateResult, RootGroup } from "../resource.ts";
import type { GivenNames } from "../unknown-names.ts";
import type { AmbiguousImports } from "./linking/linked-groups.ts";
import { NO_LINKS } from "./linking/links.ts";
import { findRoots, type LinkedRoots, type RootsOfGroup, rootIds } from "./linking/root-groups.ts";
import { offeredTemplates, type TemplatesOffered } from "./offering.ts";
import { Effort, effortOfScan, ScanEffort } from "./stack/effort.ts";
import { GivenValues, readGivenValues } from "./stack/given.ts";
import { NO_VALUES } from "./stack/given-by-file.ts";
import { writtenName } from "./stack/imports.ts";
import { nestedStack } from "./stack/nested.ts";
import { collectResources, reportMacros } from "./stack/resources.ts";
import { Stack } from "./stack/stack.ts";
import { ownValues, takenStatements } from "./stack/stated.ts";
import { outputsOf, stacksBeside } from "./stacks-beside.ts";
import { Library } from "./template/library.ts";
import { Log } from "./template/log.ts";
import type { Reducing } from "./template/reduced.ts";
import { type RunSettings, runOnce, worldsOf } from "./worlds/worlds.ts";

/** What a template may take that a resource of Terraform deploys, beyond what is in proportion to its length. */
const VALUES_OF_A_DEPLOYED_STACK = 20_000;

/** So many ways to deploy its roots each group is evaluated in, whatever others take. Each is an evaluation of the whole group. */
const WAYS_IN_ANY_CASE = 24;

/** Never throws; what a template does not say is unknown, and what is wrong in it is a diagnostic. `taken`: of the effort of the scan, by others. */
export function evaluateCloudFormation(input: CloudFormationInput, taken = 0): CloudFormationResult {
  const scan = effortOfScan(input.options, taken);
  const log = new Log();
  const library = new Library(input, log);
  const all = readGivenValues(input, log);
  const { values } = all;
  const rootAt = rootIds(input, library);
  const given = new GivenValues(all, rootAt, ownValues(input, library, log));
  const { groups, offered: offeredRoots, ambiguous } = findRoots(input, library, given, scan, log);
  const roots = new Set(groups.flatMap((group) => group.roots.map(({ path }) => path)));
  reportAmbiguousImports(ambiguous, log);
  for (const path of roots) reportMacros(library.template(path)!, log);
  const offered = new Map((input.offered ?? []).map((one) => [one.path, one]));
  const groupWith = (group: RootsOfGroup, own: Pick<RunSettings, "given" | "log">, of: ScanEffort): RootGroup => {
    // What a group may take in any case is not more where it may be deployed in many ways.
    const effort = new Effort(of);
    const evaluated = (linked: LinkedRoots, ways = 1): readonly EvaluatedWorld[] => {
      const told = new Set(linked.paths.flatMap((path) => offered.get(path)?.told ?? []));
      return worldsOf({ ...linked, library, options: input.options, ...own, ways, effort }).map((world) =>
        told.size === 0 ? world : { ...world, assumptions: [...world.assumptions, ...told] },
      );
    };
    const worlds = evaluated(group);
    let left = WAYS_IN_ANY_CASE;
    const choices = group.choices.map(({ root, path, alternatives }) => ({
      root,
      alternatives: once(() => {
        const wanted = Math.max(0, alternatives.length - left);
        left = Math.max(0, left - alternatives.length);
        if (wanted > effort.worldsLeft) {
          own.log.report(refusedWays(path, of.most));
          return [];
        }
        effort.takeWorlds(wanted);
        return alternatives.map((one) => ({ name: one.name, worlds: once(() => evaluated(one, alternatives.length)) }));
      }),
    }));
    return {
      roots: group.roots,
      elsewhere: new Set(group.paths.flatMap((path) => offered.get(path)?.id ?? [])),
      borrowed: group.borrowed,
      worlds,
      choices,
    };
  };
  // What it takes to find out on what verdicts rest is taken from nobody, and has a bound of its own; what is wrong was told.
  const onlyWith = (group: RootsOfGroup, ids: ReadonlySet<string>, own: ScanEffort): RootGroup => {
    const stated = onlyStatements(input.stated ?? NO_STATEMENTS, ids);
    const unheard = new Log();
    const known = new GivenValues(all, rootAt, ownValues({ ...input, stated }, library, unheard));
    return groupWith(group, { given: known, log: unheard }, own);
  };
  const groupOf = (group: RootsOfGroup): RootGroup => {
    const evaluated = groupWith(group, { given, log }, scan);
    const taken = group.paths.flatMap((path) => takenStatements(input, path, given));
    if (taken.length === 0) return evaluated;
    const own = effortOfScan(input.options);
    return { ...evaluated, stated: { taken, only: (ids) => onlyWith(group, ids, own) } };
  };
  const evaluatedTogether = groups.flatMap((group) => [group, ...group.choices.flatMap((one) => one.alternatives)]);
  const paths = new Set(evaluatedTogether.flatMap((one) => one.paths));
  const parametersOf = (of: readonly string[]): readonly string[] =>
    of.flatMap((path) => [...(library.template(path)?.parameters.keys() ?? [])]);
  return {
    groups: lazily(groups, groupOf),
    stacks: () => {
      const stacks = [...groups, ...offeredRoots].flatMap(({ links, makeStacks }) =>
        stacksBeside({
          library,
          options: input.options,
          links,
          given,
          log: new Log(),
          effort: new Effort(scan),
          makeStacks: (run) => makeStacks(run, true),
        }),
      );
      const distinct = new Map(stacks.toReversed().map((one) => [one.id, one]));
      return [...distinct.values()].reverse().map((one) => {
        const told = offered.get(one.path)?.told;
        return told === undefined ? one : { ...one, told };
      });
    },
    said: () => ({
      names: {
        given: [...values.keys()],
        used: [...values.keys()].filter((name) => given.isUsed(name)),
        taken: parametersOf([...paths]),
        nested: parametersOf(input.templates.map(({ file }) => file.path).filter((path) => !paths.has(path))),
      },
      taken: scan.taken - taken,
      offered: (sayAgain) => offeredTemplates(input, sayAgain),
      notEvaluated: log.missing,
      // Nobody asked for what is wrong in a template that the scan only borrows.
      diagnostics: log.diagnostics.filter(({ span }) => {
        const path = span?.file.path ?? "";
        return !paths.has(path) || roots.has(path);
      }),
    }),
  };
}

/** Nothing more is tried: what is imported stays open. */
function refusedWays(path: string, most: number): Diagnostic {
  return {
    code: "scan-worlds",
    severity: "warning",
    message: `There is too much to evaluate, and ${path} is not tried with each of the templates from which it may import: the templates of this scan have taken the ${most} values that they may take together.`,
    path,
    hint: "scan only the templates that are deployed together, or allow more: --evaluation-steps, or evaluation-steps in reachlint.yaml",
    notAnalysed: true,
  };
}

function reportAmbiguousImports(ambiguous: readonly AmbiguousImports[], log: Log): void {
  for (const { imports, exporters, cut } of ambiguous) {
    const [first] = imports;
    if (first === undefined) continue;
    const others = imports.length === 1 ? "" : ` and ${imports.length - 1} more`;
    const paths = exporters.slice(0, 4).join(", ") + (exporters.length > 4 ? ", …" : "");
    const many = cut ? "; they can be combined in more ways than are told apart" : "";
    log.report({
      code: "ambiguous-export",
      severity: "note",
      detail: true,
      message: `${writtenName(first.name)}${others} can come from ${exporters.length} templates (${paths}) and is left unknown, except for verdicts that are the same with each${many}`,
      span: first.span,
      hint: "scan only the templates that are deployed together",
    });
  }
}

/** Groups of roots that are evaluated one after the other, as they are asked for. */
export interface CloudFormationResult {
  readonly groups: Iterable<RootGroup>;
  /** Its roots as those among which data sources of Terraform look. */
  readonly stacks: () => readonly OfferedRoot[];
  /** What is to be said once every group was asked for. `taken`: of the effort of the scan. */
  readonly said: () => Omit<EvaluateResult, "groups"> & {
    readonly names: GivenNames;
    readonly taken: number;
    /** What its templates offer to those of other repositories. */
    readonly offered: (sayAgain: Reducing["sayAgain"]) => TemplatesOffered;
  };
}

export interface StackReading {
  readonly files: Files;
  readonly around: Surroundings;
  readonly parse: Parsers;
  readonly options: CloudFormationOptions;
}

/**
 * Its resources in one world: a condition that neither a given value nor a default decides leaves unknown what depends on it. Undefined
 * where the text is no template.
 */
export function readDeployedStack(deployed: DeployedStack, reading: StackReading): StackContents | undefined {
  const { files, around, parse, options } = reading;
  const log = new Log();
  const library = new Library({ templates: [], files, around, parse }, log);
  const template = library.literal(scalarOf(deployed.template, deployed.span));
  if (template === undefined) return undefined;
  const contents = runOnce({
    library,
    options,
    links: NO_LINKS,
    given: new GivenValues({ ...NO_VALUES, named: NO_VALUES.values }, () => undefined),
    log,
    effort: new Effort(new ScanEffort(VALUES_OF_A_DEPLOYED_STACK)),
    makeStacks: (run) => {
      const stack = new Stack({
        run,
        template,
        root: deployed.root,
        address: deployed.address,
        qualifier: deployed.qualifier,
        environment: { region: options.region, account: undefined, stackName: deployed.name },
        given: (parameter) => deployed.parameters.get(parameter),
        around: [],
        constructs: new Map(),
        nested: nestedStack,
      });
      return new Map([[template.path, stack]]);
    },
  });
  const stack = contents.stacks.get(template.path)!;
  collectResources(stack, true);
  const outputs = new Map<string, Value>();
  const exports = new Map<string, Value>();
  for (const { key, value, name } of outputsOf(stack)) {
    outputs.set(key, value);
    if (name?.kind === "string") exports.set(name.value, value);
  }
  return {
    resources: contents.resources,
    outputs,
    exports,
    assumptions: contents.assumptions.all,
    notEvaluated: log.missing,
    unread: contents.unread,
    lost: contents.lost,
    diagnostics: log.diagnostics,
  };
}

/** The text as if it stood in a document, with the places of its characters as far as they stand in one file. */
function scalarOf(template: StringValue, fallback: LocatedScalar["span"]): LocatedScalar {
  const { characters, runs } = flatten(template);
  const file = runs.find(({ verbatim }) => verbatim)?.origin?.span.file;
  const placed = runs.flatMap(({ start, origin, verbatim }) =>
    verbatim && origin?.span.file === file && origin !== undefined ? [{ at: start, offset: origin.span.start }] : [],
  );
  const scalar = { kind: "scalar", value: characters, text: characters, style: "literal" } as const;
  if (file === undefined || placed[0]?.at !== 0)
    return { ...scalar, span: fallback, runs: [{ at: 0, offset: fallback.start }] };
  return { ...scalar, span: { file, start: placed[0].offset, end: file.text.length }, runs: placed };
}
