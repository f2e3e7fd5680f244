/** The states that the roots of a scan write, by where they are kept: a data source that reads one is compared with few of them. */
import { remembered } from "../../../base/collections.ts";
import { aroundWorkspace, type StateIdentity, TELLING_PART } from "./state-identity.ts";

/** Names of directories in a path of a state; one with more is compared with all. */
const MOST_SEGMENTS = 64;

export class WrittenStates<Writer> {
  /** Places among all writers by the backend, and by what its telling part is, where that is known. */
  readonly #byText = new Map<string, number[]>();
  /** By what stands before and after the name of the workspace, where that is in the telling part. */
  readonly #byWorkspaces = new Map<string, number[]>();
  /** By the backend, those of which the telling part is not known, or not the whole of what tells them apart. */
  readonly #open = new Map<string, number[]>();
  readonly #ofBackend = new Map<string, number[]>();
  readonly #writers: readonly Writer[];

  constructor(writers: readonly Writer[], stateOf: (writer: Writer) => StateIdentity) {
    this.#writers = writers;
    for (const [at, writer] of writers.entries()) this.#add(at, stateOf(writer));
  }

  #add(at: number, state: StateIdentity): void {
    const { backend, parts, prefix } = state;
    if (backend === undefined) return;
    const add = (places: Map<string, number[]>, key: string): unknown => remembered(places, key, () => []).push(at);
    add(this.#ofBackend, backend);
    const telling = parts.get(TELLING_PART.get(backend) ?? "");
    if (telling?.kind !== "string" || prefix !== undefined) add(this.#open, backend);
    else add(this.#byText, keyOf(backend, telling.value));
    const around = aroundWorkspace(state);
    if (around !== undefined) add(this.#byWorkspaces, keyOf(backend, around.before, around.after));
  }

  /** Not fewer than may have written the state, in the order of all. */
  thatMayBe({ backend, parts }: StateIdentity): readonly Writer[] {
    if (backend === undefined) return [];
    const all = this.#ofBackend.get(backend) ?? [];
    const telling = parts.get(TELLING_PART.get(backend) ?? "");
    if (telling?.kind !== "string") return this.#at(all);
    const around = aroundNames(telling.value);
    if (around === undefined) return this.#at(all);
    return this.#at([
      ...(this.#byText.get(keyOf(backend, telling.value)) ?? []),
      ...(this.#open.get(backend) ?? []),
      ...around.flatMap(([before, after]) => this.#byWorkspaces.get(keyOf(backend, before, after)) ?? []),
    ]);
  }

  #at(places: readonly number[]): readonly Writer[] {
    return [...new Set(places)].sort((a, b) => a - b).map((at) => this.#writers[at]!);
  }
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
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
