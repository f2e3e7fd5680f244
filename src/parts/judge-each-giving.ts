/** A part judged in each world that files of values make → what is told of all of them together. */
import { connected, groupBy } from "../base/collections.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import { type FindingsOfGiving, mergeGivings } from "../check/merge-givings.ts";
import type { Root } from "../evaluate/resource.ts";
import type { Flow } from "../reach/flow.ts";
import { mergeFlows } from "../worlds/merge-flows.ts";
import type { WithoutFlow } from "../worlds/without-flow.ts";
import type { Giving } from "./givings.ts";
import type { JudgedGroup, ToldOfGroup } from "./judge-groups.ts";
import type { JudgedPart } from "./part.ts";
import { sumOfTaken } from "./taken.ts";

/** One world, and what was judged in it. */
interface InGiving<T> {
  readonly giving: Giving;
  readonly one: T;
}

/** `identityOf`: what a file is called wherever the scan is started. */
export async function judgeEachGiving(
  givings: readonly Giving[],
  judge: (giving: Giving) => Promise<JudgedPart>,
  identityOf: (path: string) => string,
): Promise<JudgedPart> {
  const judged: InGiving<JudgedPart>[] = [];
  for (const giving of givings) judged.push({ giving, one: await judge(giving) });
  const [first] = judged;
  return judged.length === 1 && first !== undefined ? first.one : new Together(judged, identityOf).part();
}

class Together {
  readonly #judged: readonly InGiving<JudgedPart>[];
  readonly #identityOf: (path: string) => string;

  constructor(judged: readonly InGiving<JudgedPart>[], identityOf: (path: string) => string) {
    this.#judged = judged;
    this.#identityOf = identityOf;
  }

  part(): JudgedPart {
    const parts = this.#judged.map(({ one }) => one);
    const [first] = parts as [JudgedPart];
    const parameters = parts.flatMap(({ names }) => names.parameters ?? []);
    return {
      groups: this.#groups(),
      notEvaluated: distinct(
        parts.flatMap((part) => part.notEvaluated),
        ({ address, because, span }) => [address, because, span?.file.path, span?.start],
      ),
      diagnostics: this.#diagnostics((part) => part.diagnostics, this.#judged),
      documents: first.documents,
      names: {
        variables: first.names.variables,
        parameters:
          parameters.length === 0
            ? undefined
            : {
                given: parameters.flatMap(({ given }) => given),
                used: parameters.flatMap(({ used }) => used),
                taken: parameters.flatMap(({ taken }) => taken),
                nested: parameters.flatMap(({ nested }) => nested),
              },
      },
      // Each world is judged as if there were no other, and what all of them took is left to nobody else.
      taken: parts.map(({ taken }) => taken).reduce((all, one) => sumOfTaken(all, one)),
      rejected: distinct(
        parts.flatMap((part) => part.rejected),
        ({ file }) => [file.path],
      ),
      accepting: distinct(
        parts.flatMap((part) => part.accepting),
        ({ path }) => [path],
      ),
    };
  }

  /** Roots that refer to each other in some world. */
  #groups(): readonly JudgedGroup[] {
    const all = this.#judged.flatMap(({ giving, one }) => one.groups.map((group) => ({ giving, one: group })));
    const roots = new Map(all.flatMap(({ one }) => one.roots.map((root) => [root.id, root] as const)));
    const links = all.flatMap(
      ({
        one: {
          roots: [first, ...others],
        },
      }) => others.map(({ id }) => [first!.id, id] as const),
    );
    return connected([...roots.keys()], links).map((ids) => {
      const own = all.filter(({ one }) => one.roots.some(({ id }) => ids.includes(id)));
      return this.#group(
        ids.map((id) => roots.get(id)!),
        own,
      );
    });
  }

  #group(roots: readonly Root[], all: readonly InGiving<JudgedGroup>[]): JudgedGroup {
    const isPartly = all.some(({ one }) => one.partly !== undefined);
    const told = (of: (group: JudgedGroup) => ToldOfGroup): ToldOfGroup =>
      this.#told(
        roots,
        [...groupBy(all, ({ giving }) => giving)].map(([giving, groups]) => ({
          giving,
          one: together(groups.map(({ one }) => of(one))),
        })),
      );
    const resources = new Map<string, number>();
    for (const { one } of all)
      for (const [root, count] of one.resources) resources.set(root, Math.max(count, resources.get(root) ?? 0));
    return {
      roots,
      resources,
      diagnostics: this.#diagnostics((group) => group.diagnostics, all),
      launchesForOthers: all.some(({ one }) => one.launchesForOthers),
      stated: [...new Set(all.flatMap(({ one }) => one.stated))],
      whole: told(({ whole }) => whole),
      ...(isPartly ? { partly: told(({ partly, whole }) => partly ?? whole) } : {}),
    };
  }

  #told(roots: readonly Root[], all: readonly InGiving<ToldOfGroup>[]): ToldOfGroup {
    const flows: Flow[] = [];
    const merged = new Map<Flow, Flow>();
    const paths = new Map(roots.map(({ id, path }) => [id, path]));
    const findings = roots.flatMap(({ path }) => {
      const own = all.filter(({ giving }) => !giving.without.has(path));
      const worlds = own.map(({ giving, one }) => ({
        when: [this.#label(giving, path, roots)],
        flows: one.flows.filter(({ root }) => root === path),
      }));
      const together = mergeFlows(worlds);
      flows.push(...together.flows);
      for (const [at, world] of worlds.entries())
        for (const [place, flow] of world.flows.entries()) merged.set(flow, together.worlds[at]!.flows[place]!);
      return mergeGivings(
        own.map(
          ({ giving, one }): FindingsOfGiving => ({
            label: this.#label(giving, path, roots),
            findings: one.findings.filter(
              ({ flow, nodes }) => (flow?.root ?? paths.get(nodes[0]?.root ?? "")) === path,
            ),
          }),
        ),
        (flow) => merged.get(flow) ?? flow,
      );
    });
    return {
      flows,
      findings,
      withoutFlow: idle(all, flows),
      diagnostics: this.#diagnostics((told) => told.diagnostics, all),
    };
  }

  /** What distinguishes a world for a root: its own files there, or those of the roots to which it refers. */
  #label({ files }: Giving, root: string, group: readonly Root[]): string {
    const own = files.get(root) ?? [];
    const named = own.length > 0 ? own : [...new Set(group.flatMap(({ path }) => files.get(path) ?? []))];
    return `with ${named.map(this.#identityOf).join(" and ")}`;
  }

  /** Each once; with its worlds where it is not said in all. */
  #diagnostics<T>(of: (one: T) => readonly Diagnostic[], all: readonly InGiving<T>[]): readonly Diagnostic[] {
    const said = all.flatMap(({ giving, one }) => of(one).map((diagnostic) => ({ giving, diagnostic })));
    const alike = groupBy(said, ({ diagnostic: { code, message, span, path } }) =>
      JSON.stringify([code, message, span?.file.path ?? path, span?.start]),
    );
    return [...alike.values()].map((same) => {
      const [{ diagnostic }] = same;
      const givings = new Set(same.map(({ giving }) => giving));
      if (givings.size === new Set(all.map(({ giving }) => giving)).size) return diagnostic;
      const names = [...givings].map(({ name }) => name).join(" or ");
      return { ...diagnostic, message: `${diagnostic.message} (with the files of ${names})` };
    });
  }
}

function together(told: readonly ToldOfGroup[]): ToldOfGroup {
  return {
    flows: told.flatMap(({ flows }) => flows),
    findings: told.flatMap(({ findings }) => findings),
    withoutFlow: told.flatMap(({ withoutFlow }) => withoutFlow),
    diagnostics: told.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** Services that have no flow in any world in which they are deployed. */
function idle(all: readonly InGiving<ToldOfGroup>[], flows: readonly Flow[]): readonly WithoutFlow[] {
  const served = new Set(flows.map(({ root, service }) => JSON.stringify([root, withoutIndex(service.address)])));
  const found = all.flatMap(({ giving, one }) => one.withoutFlow.filter(({ root }) => !giving.without.has(root)));
  return distinct(found, ({ root, address, because }) => [root, address, because]).filter(
    ({ root, address }) => !served.has(JSON.stringify([root, withoutIndex(address)])),
  );
}

/** A block is told by its address, an instance of it by its own. */
function withoutIndex(address: string): string {
  return address.replace(/\[[^[\]]*\]/g, "");
}

function distinct<T>(all: readonly T[], key: (one: T) => unknown): readonly T[] {
  return [...groupBy(all, (one) => JSON.stringify(key(one))).values()].map(([first]) => first);
}
