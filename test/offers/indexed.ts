/** Two repositories side by side: scanned together, and the first with the index of the second. */
import { isRead } from "../../src/catalogue/catalogue.ts";
import { idIn } from "../../src/offers/names.ts";
import { indexText } from "../../src/offers/write-index.ts";
import { userDataSaidAgain } from "../../src/parts/say-again.ts";
import { evaluate, scan } from "../../src/pipeline.ts";
import { renderJson } from "../../src/report/json/json.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import { type ScanOptions, scanRequest } from "../../src/request.ts";

export const COMMIT = "3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a";

/** The index of a directory in which the scan starts: of `github.com/acme/NAME`. */
export async function indexOf(at: string, name: string, options: ScanOptions = {}): Promise<string> {
  const repository = `github.com/acme/${name}`;
  const { found, offered } = await evaluate(scanRequest(at, [name], options), isRead, (path, workspace) =>
    idIn(repository, path, workspace?.()),
  );
  const sayAgain = await userDataSaidAgain();
  return indexText(
    { name: repository, commit: COMMIT, isModified: false },
    offered(sayAgain),
    found.identityOf,
    sayAgain,
  );
}

export function scanIn(at: string, paths: readonly string[], options: ScanOptions = {}): Promise<ScanResult> {
  return scan(scanRequest(at, paths, options));
}

/** The flows of a root as a report has them, without the places in which things stand and what says which of both ways was taken. */
export function toldOf(result: ScanResult, root: string): unknown {
  const { flows } = JSON.parse(renderJson(result)) as { flows: readonly { readonly root: string }[] };
  return flows.filter((flow) => flow.root === root).map((flow) => withoutPlaces(flow));
}

function withoutPlaces(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll(IDS, "").replaceAll(PATHS, "$1").replaceAll(ROOT, "");
  if (Array.isArray(value)) return value.map(withoutPlaces).filter((one) => !isOfIndex(one));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "location" && key !== "hint");
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutPlaces(one)]));
}

/** `index:github.com/acme/net//prod` is `prod`. */
const IDS = /index:github\.com\/acme\/[a-z]+\/\//g;
/** `github.com/acme/net@3f2a1b0c9d8e/prod` is `net/prod`. */
const PATHS = /github\.com\/acme\/([a-z]+)@[0-9a-f]{12}/g;

/** Reasons name symbols without it. */
const ROOT = /\bprod:/g;

function isOfIndex(one: unknown): boolean {
  return typeof one === "string" && one.includes("as its index tells it");
}
