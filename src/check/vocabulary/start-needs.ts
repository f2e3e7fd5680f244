/** The services of AWS that a task needs to be started. */
import { and, any, type Truth, truthOf } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { Container, SecretStore, Service } from "../../graph/model.ts";
import type { World } from "../../worlds/judge.ts";
import { existence, openOf, possible } from "./entity.ts";
import { tasksOf } from "./links.ts";

/** The endpoints by which images can be pulled; none where one of them comes from the internet. */
export function neededToPull(service: Service, world: World): readonly string[] {
  const isPublic = ({ registry }: Container): boolean => registry?.known === true && registry.value === "public";
  const containers = containersOf(service, world);
  return containers.some(isPublic) ? [] : ["ecr.api", "ecr.dkr", "s3"];
}

/** The same as far as it is certain that there is an image of ECR. */
export function neededFromEcr(service: Service, world: World): readonly string[] {
  const isPrivate = ({ registry }: Container): boolean => registry?.known === true && registry.value === "ecr";
  return containersOf(service, world).some(isPrivate) ? neededToPull(service, world) : [];
}

/** Those by which logs get out and secrets come in, as far as it is certain that the task has some. */
export function neededBeside(service: Service, world: World): readonly string[] {
  const containers = containersOf(service, world);
  const needs = {
    logs: ({ logDriver }: Container) => logDriver?.known === true && logDriver.value === "awslogs",
    secretsmanager: (container: Container) => readsFrom(container, "secrets-manager") === "true",
    ssm: (container: Container) => readsFrom(container, "parameter-store") === "true",
  };
  return Object.entries(needs).flatMap(([service, isNeeded]) => (containers.some(isNeeded) ? [service] : []));
}

/** Whether one of its secrets is kept there. */
export function readsFrom({ secrets = [], secretsRest }: Container, store: SecretStore): Truth {
  const read = any(
    secrets.map(({ store: of, exists }) => {
      const stores = possible(of);
      if (stores === undefined || (stores.length > 1 && stores.includes(store))) return "unknown";
      return and(existence(exists), truthOf(stores.includes(store)));
    }),
  );
  return read === "false" && secretsRest !== undefined ? "unknown" : read;
}

/** What leaves that open. */
export function openSecrets({ secrets = [], secretsRest }: Container): readonly UnknownValue[] {
  return [...openOf(secretsRest), ...secrets.flatMap(({ store, exists }) => openOf(store, exists))];
}

function containersOf(service: Service, { graph }: World): readonly Container[] {
  return tasksOf(service, graph).flatMap(({ containers }) => containers);
}
