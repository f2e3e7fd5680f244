/** A limit on the work of judging flows, so that no source makes it hang or fill the memory: ways multiply where evaluation only adds. */

/** What an evaluation may take unless the settings say otherwise. */
const STEPS_OF_A_ROOT = 1_000_000;
/** So many times as much may be taken to judge a graph. */
const TIMES = 5;
/** What each graph may take at least for each of its services; one with a load balancer in three zones takes 2,000. */
const STEPS_OF_A_SERVICE = 5_000;
/** So many services in any case, also of a module or nested stack, which is in the source once, and any number of roots may have it. */
const FREE_SERVICES = 16;
/** Further ones as far as the files in which its roots write them are worth it: real services take some thousand characters with what they need. */
const STEPS_A_CHARACTER = 3;
/** What all graphs of a scan may take together beyond that: as much as so many of them. */
const GRAPHS_OF_A_SCAN = 2;

/** What the graphs of one scan may take together beyond what each may take at least. */
export function judgingStepsOfScan(steps = STEPS_OF_A_ROOT): number {
  return steps * TIMES * GRAPHS_OF_A_SCAN;
}

/** Steps are of about a microsecond and 50 bytes. */
export const STEPS = {
  /** A route, with the flows that it becomes and all that is told of them. */
  route: 1_500,
  /** A source and a target with the ways between them. */
  pair: 25,
  /** What a network ACL says of packets from one place to another. */
  answer: 10,
  /** Two things that are compared. */
  comparison: 0.1,
} as const;

/** Ends the judging of a registration; it is caught where its flows are made. */
export class TooMuchToJudge extends Error {}

/** What the graphs of one scan have taken beyond what each may take at least. */
export interface StepsOfScan {
  taken: number;
}

/** The services of a graph by where they are written; instances of one block are one. */
export interface WrittenServices {
  /** By its roots. */
  readonly own: number;
  /** In modules and nested stacks outside of their directories. */
  readonly shared: number;
  /** Of the files in which its own stand. */
  readonly characters: number;
}

export class JudgingSteps {
  /** What the graph may take. */
  readonly #most: number;
  readonly #least: number;
  readonly #ofScan: StepsOfScan;
  readonly #mostOfScan: number;
  #taken = 0;

  constructor(
    { own, shared, characters }: WrittenServices,
    steps = STEPS_OF_A_ROOT,
    ofScan: StepsOfScan = { taken: 0 },
  ) {
    const all = (own + shared) * STEPS_OF_A_SERVICE;
    const worth = Math.min(own * STEPS_OF_A_SERVICE, characters * STEPS_A_CHARACTER);
    this.#least = Math.min(all, FREE_SERVICES * STEPS_OF_A_SERVICE + worth);
    this.#most = steps * TIMES + all;
    this.#ofScan = ofScan;
    this.#mostOfScan = judgingStepsOfScan(steps);
  }

  take(steps: number): void {
    const before = Math.max(0, this.#taken - this.#least);
    this.#taken += steps;
    this.#ofScan.taken += Math.max(0, this.#taken - this.#least) - before;
    if (this.exhausted) throw new TooMuchToJudge();
  }

  /** Which limit is reached, where one is. */
  get limit(): { readonly text: string; readonly smaller: string } {
    if (this.#taken > this.#most) {
      const text = `it takes more than the ${this.#most} steps that may be taken to judge what reaches the services`;
      return { text, smaller: "divide it into several roots" };
    }
    const text = `the roots of this scan have taken the ${this.#mostOfScan} steps that they may take together to judge what reaches services`;
    return { text, smaller: "scan fewer directories at once" };
  }

  get exhausted(): boolean {
    return this.#taken > this.#most || (this.#taken > this.#least && this.#ofScan.taken > this.#mostOfScan);
  }
}
