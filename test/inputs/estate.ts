/** A repository in memory, and what a scan of it says, with the flags that its own hints spell out. */
import { type Flow, type ScanOptions, type ScanResult, scan } from "../../src/index.ts";
import { causesOf } from "../../src/report/words.ts";
import { DIRECTORY, inMemory } from "../fuzz/memory-files.ts";

export type Texts = Readonly<Record<string, string>>;

/** `at`: the directory in which the scan is started. */
export function scanned(texts: Texts, options: ScanOptions = {}, paths = ["."], at = ""): Promise<ScanResult> {
  return scan(at === "" ? DIRECTORY : `${DIRECTORY}/${at}`, paths, { system: inMemory(texts), ...options });
}

/** What each undetermined flow is told to do, each once. */
export function hintsOf({ flows }: Pick<ScanResult, "flows">): readonly string[] {
  const hints = flows.flatMap(({ because }: Flow) => [...causesOf(because).values()].map(({ cause }) => cause.hint));
  return [...new Set(hints)].sort();
}

/** The flags of values in a hint, as a shell would give them to the program. */
export function flagsIn(hint: string): readonly (readonly [flag: string, value: string])[] {
  const flags = hint.matchAll(
    /(--(?:each-)?(?:var-file|parameters-file)|--var|--parameter) ('(?:[^']|'\\'')*'|[^\s,;]+)/g,
  );
  return [...flags].map(([, flag = "", word = ""]) => [flag, word.replace(/^'|'$/g, "").replaceAll("'\\''", "'")]);
}

/** Verdicts with the service, the purpose and the worlds in which they hold, in the order of the report. */
export function verdictsOf({ flows }: Pick<ScanResult, "flows">): readonly string[] {
  return flows.map(({ service, purpose, verdict, when }) =>
    [service.address, purpose, verdict, ...when].join(" ").replace(" traffic", "").replace("aws_ecs_service.", ""),
  );
}
