/** What flows and rules say → the same, where the hint of an input that has a value elsewhere in the repository says so. */
import { rootUnknowns, type UnknownValue } from "../base/value.ts";
import type { Finding } from "../check/finding.ts";
import type { Offers, Waiting } from "../inputs/offer.ts";
import type { Flow } from "../reach/flow.ts";

interface Told {
  readonly flows: readonly Flow[];
  readonly findings: readonly Finding[];
}

/** Each once. */
export function waitingFor(flows: readonly Flow[]): Waiting {
  const inputs = flows.flatMap(({ because }) =>
    because.flatMap(rootUnknowns).flatMap(({ cause }) => cause.input ?? []),
  );
  const outside = flows.flatMap((flow) =>
    flow.because
      .flatMap(rootUnknowns)
      .filter((one) => isOutside(one, flow))
      .map(nameOf),
  );
  return {
    inputs: [...new Map(inputs.map((input) => [JSON.stringify([input.root, input.name]), input])).values()],
    outside: new Set(outside),
  };
}

/** A thing that is not in the source; a security group only where it is not known what it lets out, as of what it admits nothing is offered. */
function isOutside({ cause, symbol }: UnknownValue, { hops }: Flow): boolean {
  if (cause.kind !== "external") return false;
  if (!/^sg-/.test(symbol)) return true;
  return hops.some(
    ({ kind, because }) =>
      kind === "load-balancer-egress" && because.flatMap(rootUnknowns).some((one) => one.symbol === symbol),
  );
}

/** Without the root that the symbol of a stored parameter may begin with. */
function nameOf({ symbol }: UnknownValue): string {
  return symbol.replace(/^.*#(?=ssm:)/, "");
}

export function toldWithOffers<T extends Told>(told: T, offers: Offers): T {
  const settling = settler(offers);
  const flows = new Map(told.flows.map((flow) => [flow, withHints(flow, settling)]));
  const of = (flow: Flow): Flow => flows.get(flow) ?? flow;
  return {
    ...told,
    flows: [...flows.values()],
    findings: told.findings.map((finding) => ({
      ...finding,
      because: finding.because.map(settling),
      flow: finding.flow && of(finding.flow),
      flows: finding.flows.map(of),
    })),
  };
}

function withHints(flow: Flow, settling: (unknown: UnknownValue) => UnknownValue): Flow {
  const hops = flow.hops.map((hop) => ({ ...hop, because: hop.because.map(settling) }));
  return { ...flow, because: flow.because.map(settling), hops };
}

/** An unknown with the offers for what it is made from; itself where there are none. */
function settler(offers: Offers): (unknown: UnknownValue) => UnknownValue {
  const known = new Map<UnknownValue, UnknownValue>();
  const settling = (unknown: UnknownValue): UnknownValue => {
    const before = known.get(unknown);
    if (before !== undefined) return before;
    known.set(unknown, unknown);
    const settled = withOffer(unknown);
    known.set(unknown, settled);
    return settled;
  };
  const withOffer = (unknown: UnknownValue): UnknownValue => {
    const { cause, from = [] } = unknown;
    if (from.length > 0) {
      const settled = from.map(settling);
      return settled.every((one, at) => one === from[at]) ? unknown : { ...unknown, from: settled };
    }
    const offer = cause.input === undefined ? offers.outside(nameOf(unknown)) : offers.input(cause.input);
    if (offer === undefined) return unknown;
    // What has to be done besides stays to be done.
    const [, ...besides] = cause.hint?.split("; and ") ?? [];
    return { ...unknown, cause: { ...cause, hint: [offer, ...besides].join("; and ") } };
  };
  return settling;
}
