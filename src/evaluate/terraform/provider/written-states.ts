/** The states that the roots of a scan write, by where they are kept: a data source that reads one is compared with few of them. */
import { remembered } from "../../../base/collections.ts";
import { aroundWorkspace, STATE_PARTS, type StateIdentity, TELLING_PART } from "./state-identity.ts";

/** Names of directories in a path of a state; one with more is compared with all. */
const MOST_SEGMENTS = 64;

export class WrittenStates<Writer> {
  /** Places among all writers by the backend; by what its telling part is, where that is known; and by what stands around the name of a workspace in it. */
  readonly #places = new Map<string, number[]>();
  readonly #writers: readonly Writer[];

  constructor(writers: readonly Writer[], stateOf: (writer: Writer) => StateIdentity) {
    this.#writers = writers;
    for (const [at, writer] of writers.entries()) this.#add(at, stateOf(writer));
  }

  #add(at: number, state: StateIdentity): void {
    const { backend, prefix } = state;
    if (backend === undefined) return;
    const add = (...key: readonly string[]): unknown =>
      remembered(this.#places, keyOf(backend, ...key), () => []).push(at);
    const others = othersIn(state);
    const placed = (...key: readonly string[]): void => {
      add(ANY, ...key);
      add(others ?? OPEN, ...key);
    };
    add(ANY);
    const telling = tellingIn(state);
    // Where the names of workspaces begin alike, the telling part is not the whole of what tells them apart.
    if (telling === undefined || prefix !== undefined) add(OPEN);
    else placed(telling);
    const around = aroundWorkspace(state);
    if (around !== undefined) placed(around.before, around.after);
  }

  /** Not fewer than may have written the state, in the order of all. */
  thatMayBe(state: StateIdentity): readonly Writer[] {
    const { backend } = state;
    if (backend === undefined) return [];
    const at = (...key: readonly string[]): readonly number[] => this.#places.get(keyOf(backend, ...key)) ?? [];
    const telling = tellingIn(state);
    const around = telling === undefined ? undefined : aroundNames(telling);
    if (telling === undefined || around === undefined) return this.#at(at(ANY));
    const others = othersIn(state);
    return remembered(this.#found, keyOf(backend, telling, others ?? ANY), () => {
      const kinds = others === undefined ? [ANY] : [others, OPEN];
      const keys = [[telling], ...around];
      return this.#at([...at(OPEN), ...kinds.flatMap((kind) => keys.flatMap((key) => at(kind, ...key)))]);
    });
  }

  readonly #found = new Map<string, readonly Writer[]>();

  #at(places: readonly number[]): readonly Writer[] {
    return [...new Set(places)].sort((a, b) => a - b).map((at) => this.#writers[at]!);
  }
}

/** Stands for all that the other parts of a place may be. */
const ANY = "any";
/** For those of which one is not known. */
const OPEN = "open";

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

function tellingIn({ backend, parts }: StateIdentity): string | undefined {
  const telling = parts.get(TELLING_PART.get(backend ?? "") ?? "");
  return telling?.kind === "string" ? telling.value : undefined;
}

/** The other parts of which the place consists; undefined where one of them is not known. */
function othersIn({ backend, parts }: StateIdentity): string | undefined {
  const others = (STATE_PARTS.get(backend ?? "") ?? []).filter((name) => name !== TELLING_PART.get(backend ?? ""));
  const texts = others.map((name) => parts.get(name));
  return texts.every((text) => text?.kind === "string") ? JSON.stringify(texts.map(({ value }) => value)) : undefined;
}

/** What can stand before and after the name of a workspace, which is a directory or follows `env:`; undefined where that is too much. */
function aroundNames(text: string): readonly (readonly [before: string, after: string])[] | undefined {
  const segments = text.split("/");
  if (segments.length > MOST_SEGMENTS) return undefined;
  const found: (readonly [string, string])[] = [];
  let start = 0;
  for (const segment of segments) {
    found.push([text.slice(0, start), text.slice(start + segment.length)]);
    start += segment.length + 1;
  }
  const [last] = segments.slice(-1);
  const names = last!.split("env:").slice(1);
  if (names.length > MOST_SEGMENTS) return undefined;
  for (const at of names.keys()) found.push([text.slice(0, text.length - names.slice(at).join("env:").length), ""]);
  return found;
}
