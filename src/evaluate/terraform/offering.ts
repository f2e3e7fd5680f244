/** The roots of a scan → what of each is told to other repositories: what they can refer to, and what that refers to. */
import type { Value } from "../../base/value.ts";
import { familyOf, isInGraphs, isOf } from "../../catalogue/catalogue.ts";
import type { OfferedProvider, OfferedResource, OfferedRoot } from "../offered-root.ts";
import type { Resource } from "../resource.ts";
import { lostIn } from "./instances/lost.ts";
import type { RootEvaluation } from "./instances/root-evaluation.ts";
import { workspaceTaken } from "./instances/root-workspace.ts";
import { isForOthers } from "./instances/roots.ts";
import { possibleUnknowns, valuesIn } from "./instances/values-in.ts";
import { markSensitive } from "./language/unknowns.ts";
import { stateOf, toldIdentity } from "./provider/state-identity.ts";
import { AllWhereabouts } from "./provider/whereabouts.ts";
import type { EvaluatedScan } from "./rounds.ts";
import { toldTask } from "./told-tasks.ts";

/** Modules for others are no roots that are deployed. Each root must be named by its id in its symbols. */
export function offeredBy({ scan, resources }: EvaluatedScan): readonly OfferedRoot[] {
  const whereabouts = new AllWhereabouts();
  return scan.roots().flatMap((root): readonly OfferedRoot[] => {
    if (root.unit?.offered !== undefined || isForOthers(root)) return [];
    const outputs = new Map(
      [...root.outputs()].map(([name, value]) => {
        const span = root.module.configuration.outputs.get(name)!.block.headerSpan;
        return [name, { value, span }] as const;
      }),
    );
    const providers = new Map<string, OfferedProvider>();
    const all = resources.get(root) ?? [];
    const told = [...outputs.values()].map(({ value }) => value);
    const offered = offeredOf(all.map(toldOf), told).map((resource): OfferedResource => {
      const instance = root.resourceAt(resource.address);
      if (instance === undefined) return { ...resource, provider: "aws" };
      const { provider, region, account, tags } = whereabouts.ofProviderOf(root, instance);
      providers.set(provider, { region, account, tags });
      return { ...resource, provider };
    });
    return [
      {
        id: root.id,
        path: root.path,
        workspace: root.workspace.told(root.module.configuration)(),
        state: offeredState(root),
        providers,
        outputs,
        resources: offered,
        unread: root.unread(),
        lost: lostIn(root),
        assumptions: [
          ...root.assumptions.values(),
          ...root.stated.used.map(({ assumption }) => assumption),
          ...(root.workspace.isTaken ? [workspaceTaken([root]).assumption] : []),
        ],
      },
    ];
  });
}

function toldOf(resource: Resource): Resource {
  if (resource.mode === "data") return resource;
  if (familyOf(resource.type) === "task-definition") return toldTask(resource);
  return isOf("stored-parameter", resource.type) ? toldParameter(resource) : resource;
}

/** What a parameter stores is secret where it does not certainly say that it is not. */
function toldParameter(resource: Resource): Resource {
  const { attributes } = resource.body;
  const type = attributes.get("type")?.value;
  const value = attributes.get("value");
  if (value === undefined || (type?.kind === "string" && type.value !== "SecureString")) return resource;
  const secret = { ...value, value: markSensitive(value.value) };
  return { ...resource, body: { ...resource.body, attributes: new Map([...attributes, ["value", secret]]) } };
}

/** Nobody in another repository reads a state that lies beside its root. */
function offeredState(root: RootEvaluation): OfferedRoot["state"] {
  const state = stateOf(root);
  const { backend } = state;
  if (backend === undefined || backend === "local") return undefined;
  return { backend, config: toldIdentity(state) };
}

/** In their order. Data sources are told where what is offered refers to them. */
function offeredOf(all: readonly Resource[], told: readonly Value[]): readonly Resource[] {
  const data = new Map(all.flatMap((one) => (one.mode === "data" ? [[one.address, one] as const] : [])));
  const managed = all.filter(({ mode, type }) => mode === "managed" && isInGraphs(type));
  const offered = new Set<Resource>(managed);
  const pending = [
    ...told,
    ...managed.flatMap(({ body, exists }) => [...valuesIn(body), ...(exists === true ? [] : [exists])]),
  ];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    for (const { ref } of possibleUnknowns(value)) {
      const found = ref === undefined ? undefined : data.get(ref.address);
      if (found === undefined || offered.has(found)) continue;
      offered.add(found);
      pending.push(...valuesIn(found.body));
    }
  }
  return all.filter((one) => offered.has(one));
}
