/** How much the data sources of a scan may compare, and what is told where that is too little (docs/decisions/0044-budgets-of-a-scan.md). */
import type { Diagnostic } from "../../../base/diagnostic.ts";
import type { Find, Finds, Thing } from "../instances/find.ts";
import type { RootEvaluation } from "../instances/root-evaluation.ts";
import { MORE_STEPS } from "../language/budget.ts";

/** For each step that a root may take, so many are made for all data sources of a type: of each value that is asked for with each resource. */
const OF_A_TYPE = 0.6;
/** And for those of all types. Of the 2,000,000 that are made by default, 281 public repositories in one scan make 1,600,000. */
const IN_ALL = 2;

/** Those that are made in one look at all data sources. */
export class Comparisons {
  readonly #ofARoot: number;
  readonly #ofTypes = new Map<string, number>();
  #inAll = 0;

  /** `ofARoot`: the steps that a root may take. */
  constructor(ofARoot: number) {
    this.#ofARoot = ofARoot;
  }

  /** Counts some for a data source of the type; false once there are too many. */
  pay(type: string, count: number): boolean {
    const ofType = (this.#ofTypes.get(type) ?? 0) + count;
    this.#ofTypes.set(type, ofType);
    this.#inAll += count;
    return ofType <= OF_A_TYPE * this.#ofARoot && this.#inAll <= IN_ALL * this.#ofARoot;
  }
}

const SETTLING = `scan fewer directories at once, or ${MORE_STEPS}`;

/** What stands for what a data source finds where it would take too many. */
export function tooManyToCompare({ resource }: Thing): Find {
  const text = `there are too many resources among which ${resource.type} looks`;
  return { kind: "open", things: [], among: [], reason: { text, hint: SETTLING }, isTooMany: true };
}

/** That some were not made, told at the first data source that they were for. */
export function comparisonsLeft(finds: Finds, rootWith: (id: string) => RootEvaluation): readonly Diagnostic[] {
  const left = [...finds].flatMap(([root, own]) =>
    [...own].flatMap(([address, find]) => (find.kind === "open" && find.isTooMany === true ? [{ root, address }] : [])),
  );
  const [first, ...more] = left;
  if (first === undefined) return [];
  const span = rootWith(first.root).resourceAt(first.address)?.declaration.block.headerSpan;
  const others = more.length === 1 ? "another one finds" : `${more.length} others find`;
  const also = more.length === 0 ? "" : ` (nor is what ${others})`;
  return [
    {
      code: "scan-comparisons",
      severity: "warning",
      message: `There is too much to compare, and what ${first.address} finds is not known${also}: the data sources of this scan ask for more values, of more resources, than may be compared.`,
      ...(span === undefined ? {} : { span }),
      hint: SETTLING,
      notAnalysed: true,
    },
  ];
}
