/** User data → the least text that tells the ECS agent the same: what else stands in it, secrets too, is nobody's. */
import type { Fact } from "../../base/fact.ts";
import type { Span } from "../../base/source-file.ts";
import type { UnknownValue, Value } from "../../base/value.ts";
import { isSensitive, symbolOf } from "../../values/unknown.ts";
import type { ReadUserData, UserData } from "./read-user-data.ts";

/** Undefined where it cannot be said again: it is not known what it says, or it may be secret. */
export function saidAgain(value: Value, span: Span, read: ReadUserData): Value | undefined {
  if (isSensitive(value)) return undefined;
  const said = read({ value, span });
  const parts = said.open === undefined && said.clusterDoubt === undefined ? linesOf(said) : undefined;
  if (parts === undefined) return undefined;
  const again = textOf(parts);
  return isSame(said, read({ value: again, span })) ? again : undefined;
}

type Part = string | UnknownValue;

function linesOf({ cluster, dynamicPorts, ownWayOut }: UserData): readonly Part[] | undefined {
  const name = cluster === undefined ? [] : nameOf(cluster);
  const ports = dynamicPorts === undefined ? "" : rangeOf(dynamicPorts);
  if (name === undefined || ports === undefined) return undefined;
  return [
    "#!/bin/bash\n",
    ...(name.length === 0 ? [] : ["echo ECS_CLUSTER=", ...name, CONFIGURES]),
    ...(ports === "" ? [] : [`echo ECS_DYNAMIC_HOST_PORT_RANGE=${ports}${CONFIGURES}`]),
    ...(ownWayOut === true ? ["# https_proxy\n"] : []),
  ];
}

const CONFIGURES = " >> /etc/ecs/ecs.config\n";

/** Nothing that a shell takes for its own. */
const PLAIN = /^[\w./:-]+$/;

function nameOf(cluster: Value): readonly Part[] | undefined {
  if (cluster.kind === "unknown") return [cluster];
  const parts = cluster.kind === "text" ? cluster.parts : cluster.kind === "string" ? [cluster.value] : [""];
  return parts.every((part) => typeof part !== "string" || PLAIN.test(part)) ? parts : undefined;
}

function rangeOf({ from, to }: NonNullable<UserData["dynamicPorts"]>): string | undefined {
  return from.known && to.known ? `${from.value}-${to.value}` : undefined;
}

function textOf(parts: readonly Part[]): Value {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") joined.splice(-1, 1, last + part);
    else joined.push(part);
  }
  const [only, ...others] = joined;
  if (typeof only === "string" && others.length === 0) return { kind: "string", value: only };
  return { kind: "text", parts: joined };
}

function isSame(a: UserData, b: UserData): boolean {
  return JSON.stringify(factsOf(a)) === JSON.stringify(factsOf(b));
}

function factsOf({ cluster, clusterDoubt, dynamicPorts, ownWayOut, platform, open }: UserData): readonly unknown[] {
  const number = (fact: Fact<number> | undefined): unknown =>
    fact?.known === true ? fact.value : fact?.unknown.symbol;
  return [
    cluster === undefined ? null : symbolOf(cluster),
    clusterDoubt?.symbol,
    number(dynamicPorts?.from),
    number(dynamicPorts?.to),
    ownWayOut,
    platform,
    open?.symbol,
  ];
}
