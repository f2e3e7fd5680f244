/**
 * What was found of some files, kept in a directory from one scan to the next: it is taken from there where the settings and every file that was
 * looked at are as they were.
 */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Stated } from "../base/statement.ts";
import type { Discovery } from "../discover/discover.ts";
import { replaceFile } from "../discover/write-file.ts";
import type { ScanRequest } from "../pipeline.ts";
import type { Part } from "./part.ts";
import { hashOf, type Looks, looksTheSame } from "./recorded-files.ts";
import { isRecord, jsonOf, readWritten, written } from "./written.ts";

/** Of the form of its files. */
const FORM = 3;

/** A larger file is not read. */
const MOST_BYTES = 256 * 1024 * 1024;

export interface CacheRequest {
  /** Absolute. */
  readonly directory: string;
  /** Of reachlint: what another one has kept is not taken. */
  readonly version: string;
}

type Roots = Pick<Part, "roots" | "templates" | "assemblies" | "plans">;

export class Cache {
  readonly #directory: string;
  readonly #settings: string;

  constructor({ directory, version }: CacheRequest, request: ScanRequest) {
    const { terraform, cloudformation, reach } = request;
    this.#directory = directory;
    this.#settings = hashOf(
      JSON.stringify([
        FORM,
        version,
        { ...terraform, environment: [...terraform.environment] },
        { ...cloudformation, parameters: [...cloudformation.parameters] },
        reach,
      ]),
    );
  }

  /** Undefined where nothing is kept under the name, or nothing that holds: a file that somebody damaged is as none. */
  taken<T>(name: string, found: Discovery, isWhole: (value: unknown) => value is T): T | undefined {
    const text = textOf(join(this.#directory, name));
    const end = text?.indexOf("\n") ?? -1;
    if (text === undefined || end === -1) return undefined;
    const head = jsonOf(text.slice(0, end));
    const body = text.slice(end + 1);
    if (!isRecord(head) || head.content !== hashOf(body) || !isRecord(head.read) || !isRecord(head.listed))
      return undefined;
    if (!looksTheSame({ read: head.read, listed: head.listed, around: false } as Looks, found)) return undefined;
    const value = readWritten(body);
    return isWhole(value) ? value : undefined;
  }

  /** Not where something around the scan was looked at: which that is, nobody knows the next time. */
  async keep(name: string, { read, listed, around }: Looks, value: unknown): Promise<void> {
    if (around) return;
    const body = written(value);
    const head = JSON.stringify({ content: hashOf(body), read, listed });
    await replaceFile("/", join(this.#directory, name), `${head}\n${body}`);
  }

  /** A name for what is found of some roots by what decides that beside the files: the settings, which roots there are, what they are called and what each is given; and by what else decides it. */
  nameOf(
    { roots, templates, assemblies, plans }: Roots,
    { identityOf, namedTerraform, namedDocuments, repository, facts, indexes }: Discovery,
    { terraform, cloudformation, stated }: ScanRequest,
    ...others: readonly unknown[]
  ): string {
    const paths = [...roots, ...templates, ...assemblies, ...plans];
    return hashOf(
      JSON.stringify([
        this.#settings,
        roots,
        templates,
        assemblies,
        plans,
        paths.map(identityOf),
        namedTerraform,
        namedDocuments.filter((path) => templates.includes(path)),
        repository ?? null,
        facts,
        indexes,
        roots.map((root) => terraform.assignmentsTo?.(root) ?? []),
        templates.map((template) => cloudformation.parametersOf?.(template) ?? []),
        paths.map((path) => [...stated.in(path).values()].map(({ id, subject, says }) => [id, subject, plain(says)])),
        roots.map((root) => terraform.each?.(root) ?? []),
        templates.map((template) => cloudformation.each?.(template) ?? []),
        others,
      ]),
    );
  }
}

/** Of what is JSON a map is nothing. */
function plain(says: Stated["says"]): unknown {
  if (says.kind === "map") return { ...says, entries: [...says.entries].map(([key, one]) => [key, plain(one)]) };
  return says.kind === "list" ? { ...says, elements: says.elements.map(plain) } : says;
}

function textOf(file: string): string | undefined {
  try {
    return statSync(file).size > MOST_BYTES ? undefined : readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
