/** On what that is not in the source the verdicts of a group rest: it is judged again without some of it. */
import { compareText } from "../base/collections.ts";
import { onlyStatements } from "../base/statement.ts";
import { isInGraphs } from "../catalogue/catalogue.ts";
import type { RootGroup } from "../evaluate/resource.ts";
import { type LeftToOthers, leftToOthers } from "../normalize/ignored-changes.ts";
import type { ScanRequest } from "../pipeline.ts";
import type { ReachOptions } from "../reach/certainty/context.ts";
import type { Flow } from "../reach/flow.ts";
import { restsOnWritten } from "../worlds/as-written.ts";
import { type GroupGraphs, type JudgedWorlds, judgeGroup } from "../worlds/judge.ts";
import { restsOn, withGrounds } from "../worlds/rests-on.ts";
import { restingOn, servicesWithoutFlow, type WithoutFlow } from "../worlds/without-flow.ts";
import { graphsOf } from "./graphs-of.ts";

type GroundsRequest = Pick<ScanRequest, "reach" | "stated">;

export class Grounds {
  readonly #group: RootGroup;
  readonly #request: GroundsRequest;
  readonly #graphs: GroupGraphs;
  /** The last that were made: mostly they are asked for again at once, and those of all trials would take too much memory. */
  #last: { readonly name: string; readonly graphs: Promise<GroupGraphs> } | undefined;

  /** `graphs`: those of the group with all that is known. */
  constructor(group: RootGroup, graphs: GroupGraphs, request: GroundsRequest) {
    this.#group = group;
    this.#graphs = graphs;
    this.#request = request;
  }

  /** The same with what each verdict rests on among its assumptions. */
  async listed(judged: readonly JudgedWorlds[], options: ReachOptions): Promise<readonly JudgedWorlds[]> {
    const flows = judged.flatMap((one) => one.flows);
    const judge = async (graphs: Promise<GroupGraphs>): Promise<readonly Flow[]> =>
      (await judgeGroup(await graphs, { ...options, ofScan: { taken: 0 } })).flatMap((one) => one.flows);
    const said = await restsOn(flows, this.#graphs.stated, (ids) => judge(this.#with(ids)));
    const written = await restsOnWritten(flows, this.#leftToOthers(), (open) => judge(this.#without(open)));
    return withGrounds(withGrounds(judged, said), written);
  }

  /** The services without a flow, with the workspace where it may be that which leaves them without one. */
  async idle(flows: readonly Flow[]): Promise<readonly WithoutFlow[]> {
    const { stated } = this.#graphs;
    const services = servicesWithoutFlow(this.#graphs, flows);
    const workspace = stated.find(({ assumption }) => assumption.kind === "workspace");
    if (services.length === 0 || workspace === undefined) return services;
    const others = new Set(stated.flatMap((one) => (one === workspace ? [] : [one.id])));
    return restingOn(services, servicesWithoutFlow(await this.#with(others), flows), workspace.assumption);
  }

  /** Where only what has these ids is known. */
  #with(ids: ReadonlySet<string>): Promise<GroupGraphs> {
    const name = JSON.stringify([...ids].sort(compareText));
    if (this.#last?.name !== name) {
      const known = { reach: this.#request.reach, stated: onlyStatements(this.#request.stated, ids) };
      this.#last = { name, graphs: graphsOf(this.#group.stated?.only(ids) ?? this.#group, known) };
    }
    return this.#last.graphs;
  }

  /** Where what others may change is not known, by its symbols. */
  #without(symbols: ReadonlySet<string>): Promise<GroupGraphs> {
    const { reach, stated } = this.#request;
    return graphsOf(this.#group, { reach, stated }, (symbol) => symbols.has(symbol));
  }

  /** What `ignore_changes` leaves to others, where it is taken to be as it is written. */
  #leftToOthers(): readonly LeftToOthers[] {
    if (this.#request.reach.strict) return [];
    return this.#group.worlds.flatMap(({ resources }) =>
      resources.flatMap((one) => (one.ignored !== undefined && isInGraphs(one.type) ? leftToOthers(one) : [])),
    );
  }
}
