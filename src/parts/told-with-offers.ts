/** What flows and rules say → the same, where the hint of an input that has a value elsewhere in the repository says so. */
import { type InputOfRoot, rootUnknowns, type UnknownValue } from "../base/value.ts";
import type { Finding } from "../check/finding.ts";
import type { Offers } from "../inputs/offer.ts";
import type { Flow } from "../reach/flow.ts";

interface Told {
  readonly flows: readonly Flow[];
  readonly findings: readonly Finding[];
}

/** The inputs for which flows wait, each once. */
export function waitingFor(flows: readonly Flow[]): readonly InputOfRoot[] {
  const inputs = flows.flatMap(({ because }) =>
    because.flatMap(rootUnknowns).flatMap(({ cause }) => cause.input ?? []),
  );
  return [...new Map(inputs.map((input) => [JSON.stringify([input.root, input.name]), input])).values()];
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
    const offer = cause.input === undefined ? undefined : offers(cause.input);
    if (offer === undefined) return unknown;
    // What has to be done besides stays to be done.
    const [, ...besides] = cause.hint?.split("; and ") ?? [];
    return { ...unknown, cause: { ...cause, hint: [offer, ...besides].join("; and ") } };
  };
  return settling;
}
