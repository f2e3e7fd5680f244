/** What files tell of what is deployed → the resources that there are, one root for each account and region. */
import type { IdentityOf } from "../input.ts";
import type { Resource, RootGroup } from "../resource.ts";
import { commandFor } from "./commands.ts";
import type { FactPlace } from "./read-facts.ts";
import { balancingOf } from "./resources/balancing.ts";
import { containersOf } from "./resources/containers.ts";
import { filtersOf } from "./resources/filters.ts";
import { hostsOf } from "./resources/hosts.ts";
import { networksOf } from "./resources/networks.ts";
import { registeredInstancesOf } from "./resources/registered.ts";
import { Deployed, resourceOf } from "./shape.ts";

export function evaluateDeployed(places: readonly FactPlace[], identityOf: IdentityOf): readonly RootGroup[] {
  return places.map((place) => groupOf(place, `deployed:${identityOf(place.path)}`));
}

function groupOf(place: FactPlace, root: string): RootGroup {
  const { path, day } = place;
  const written = day === undefined ? "" : ` in files written on ${day} and later`;
  return {
    roots: [{ id: root, path, kind: "deployed" }],
    worlds: [
      {
        when: [],
        resources: deployedResources(place, root),
        links: [],
        literalHint: (family, name) => {
          const command = commandFor(family, name, place);
          return command === undefined ? undefined : `run ${command}`;
        },
        assumptions: [{ kind: "deployed-facts", text: `what is deployed is as ${path} tells it${written}` }],
      },
    ],
  };
}

function deployedResources(place: FactPlace, root: string): readonly Resource[] {
  const deployed = new Deployed(place, root);
  const made = [networksOf, filtersOf, balancingOf, containersOf, hostsOf, registeredInstancesOf].flatMap((of) =>
    of(deployed),
  );
  return made.map((one) => resourceOf(root, one));
}
