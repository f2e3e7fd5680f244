/** Which flows count where what a root refers to can be several things. */
import { expect, test } from "vitest";
import type { Flow, FlowVerdict } from "../../src/reach/flow.ts";
import { allPorts, noPorts } from "../../src/sets/port-set.ts";
import { agree, mayAgree } from "../../src/worlds/agree.ts";

interface Given {
  readonly service?: string;
  readonly loadBalancer?: string;
  readonly because?: string;
  readonly when?: readonly string[];
  readonly unstaffed?: boolean;
}

function flow(
  verdict: FlowVerdict,
  { service = "Service", loadBalancer = "?", because, when = [], unstaffed = false }: Given = {},
): Flow {
  const blocked = verdict === "blocked" ? allPorts : noPorts;
  const made = {
    id: `${service} ${loadBalancer} ${when.join()}`,
    verdict,
    purpose: "traffic",
    service: { id: service, address: service },
    entry: { span: { start: 0 } },
    requiredText: "80",
    open: { must: noPorts, may: noPorts },
    blocked,
    because: because === undefined ? [] : [{ symbol: because, cause: { text: because } }],
    assumptions: [],
    when,
    ...(unstaffed ? { unstaffed } : {}),
  };
  return made as unknown as Flow;
}

const open = flow("undetermined", { because: "import" });
const way = (name: string, ...flows: readonly Flow[]) => ({ name, flows });
const summary = (kept: readonly Flow[]): readonly string[] => kept.map(({ verdict }) => verdict);

test("a verdict that is the same in every way counts, from the first", () => {
  const { kept, agreed } = agree(
    [open],
    [way("a", flow("blocked", { loadBalancer: "one" })), way("b", flow("blocked", { loadBalancer: "two" }))],
  );
  expect(kept).toEqual([]);
  expect(agreed.map(({ flow: { id }, from }) => [id, from])).toEqual([["Service one ", 0]]);
});

test.each([
  ["other verdicts", [way("a", flow("reachable")), way("b", flow("blocked"))]],
  ["other numbers of flows", [way("a", flow("reachable")), way("b", flow("reachable"), flow("reachable"))]],
  [
    "other unknowns",
    [way("a", flow("undetermined", { because: "x" })), way("b", flow("undetermined", { because: "y" }))],
  ],
  ["other conditions", [way("a", flow("reachable", { when: ["A = true"] })), way("b", flow("reachable"))]],
  ["no flow", [way("a"), way("b")]],
])("%s leave it open", (_, ways) => {
  expect(agree([open], ways)).toEqual({ kept: [open], agreed: [] });
});

test("what is decided whatever is meant stays", () => {
  const decided = flow("blocked", { when: ["A = true"] });
  const ways = [way("a", flow("reachable")), way("b", flow("reachable"))];
  expect(agree([decided], ways)).toEqual({ kept: [decided], agreed: [] });
  const both = agree([decided, open], ways);
  expect([summary(both.kept), both.agreed.map(({ flow: { verdict } }) => verdict)]).toEqual([
    ["blocked"],
    ["reachable"],
  ]);
});

test("services are told apart", () => {
  const other = flow("undetermined", { service: "Other", because: "import" });
  const ways = [
    way("a", flow("reachable"), flow("reachable", { service: "Other" })),
    way("b", flow("reachable"), flow("blocked", { service: "Other" })),
  ];
  const { kept, agreed } = agree([open, other], ways);
  expect(kept).toEqual([other]);
  expect(agreed.map(({ flow: { service } }) => service.id)).toEqual(["Service"]);
});

test("a way in which the service has nothing to run on is set aside, and that is said", () => {
  const idle = flow("undetermined", { because: "instances", unstaffed: true });
  const { agreed } = agree([open], [way("a", idle), way("b", flow("reachable")), way("c", flow("reachable"))]);
  expect(
    agreed.map(({ flow: { verdict, assumptions }, from }) => [verdict, from, assumptions.map(({ text }) => text)]),
  ).toEqual([["reachable", 1, ["Service is not deployed with a, where it has no instances to run on"]]]);
  expect(agree([open], [way("a", idle), way("b", idle)]).agreed.map(({ flow: { verdict } }) => verdict)).toEqual([
    "undetermined",
  ]);
});

test("whether further ways matter: until all that is open has ended in two ways, with instances to run on", () => {
  const idle = way("i", flow("undetermined", { because: "instances", unstaffed: true }));
  const [reachable, blocked] = [way("r", flow("reachable")), way("b", flow("blocked"))];
  const other = flow("undetermined", { service: "Other", because: "import" });
  const both = way("o", flow("blocked"), flow("reachable", { service: "Other" }));
  expect(mayAgree([flow("blocked")], [])).toBe(false);
  expect(mayAgree([open], [])).toBe(true);
  expect(mayAgree([open], [reachable, reachable])).toBe(true);
  expect(mayAgree([open], [reachable, blocked])).toBe(false);
  expect(mayAgree([open], [way("n")])).toBe(false);
  expect(mayAgree([open], [idle, way("u", flow("undetermined", { because: "x", unstaffed: true }))])).toBe(true);
  expect(mayAgree([open], [idle, reachable])).toBe(true);
  expect(mayAgree([open, other], [way("r", flow("reachable"), flow("reachable", { service: "Other" })), both])).toBe(
    true,
  );
});

test("where no further way matters, they leave it open whatever the rest is", () => {
  const ends = [flow("reachable"), flow("blocked"), flow("undetermined", { because: "x", unstaffed: true }), undefined];
  const all = [0, 1, 2].reduce<readonly (readonly (Flow | undefined)[])[]>(
    (before) => before.flatMap((some) => ends.map((one) => [...some, one])),
    [[]],
  );
  const ways = (some: readonly (Flow | undefined)[]) =>
    some.map((one, at) => (one === undefined ? way(`${at}`) : way(`${at}`, one)));
  for (const some of all)
    for (let first = 0; first <= some.length; first++)
      if (!mayAgree([open], ways(some.slice(0, first)))) expect(agree([open], ways(some)).agreed).toEqual([]);
});
