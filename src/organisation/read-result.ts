/** A file with a JSON report → what an overview needs of it. What is in the file may be anything. */
import { SEVERITIES, type Severity, UsageError } from "../base/diagnostic.ts";
import type { FlowVerdict } from "../reach/flow.ts";

/** What a scan of one or many repositories found. */
export interface ReadResult {
  readonly path: string;
  readonly roots: readonly string[];
  readonly files: number;
  readonly flows: readonly ReadFlow[];
  readonly findings: readonly ReadFinding[];
  readonly unread: readonly ReadProblem[];
}

export interface ReadFlow {
  readonly root: string;
  readonly service: string;
  readonly verdict: FlowVerdict;
  readonly because: readonly { readonly cause: string; readonly hint: string | undefined }[];
}

export interface ReadFinding {
  readonly rule: string;
  readonly isViolated: boolean;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly line: number;
  readonly fingerprint: string;
  readonly isAccepted: boolean;
}

/** What was not read or evaluated. */
export interface ReadProblem {
  /** Undefined where it is about no file. */
  readonly path: string | undefined;
  readonly message: string;
}

type Fields = Readonly<Record<string, unknown>>;

const VERDICTS: readonly FlowVerdict[] = ["reachable", "partial", "blocked", "undetermined"];

/** Throws a UsageError where it is no such report. */
export function readResult(path: string, text: string): ReadResult {
  const report = jsonIn(path, text);
  const reading = new Reading(path);
  const coverage = reading.record(report, "coverage");
  return {
    path,
    roots: reading.records(report, "roots").map((root) => reading.text(root, "path")),
    files: reading.number(coverage, "files"),
    flows: reading.records(report, "flows").map((flow) => flowIn(flow, reading)),
    findings: reading.records(report, "findings").map((finding) => findingIn(finding, reading)),
    unread: [
      ...reading
        .records(report, "diagnostics")
        .filter(({ severity }) => severity === "error")
        .map((one) => problemIn(one, "message", reading)),
      ...reading.records(coverage, "notEvaluated").map((one) => problemIn(one, "because", reading)),
    ],
  };
}

function jsonIn(path: string, text: string): Fields {
  const value = parsed(text);
  if (!isRecord(value) || value.schemaVersion !== 1 || !isRecord(value.tool) || value.tool.name !== "reachlint")
    throw new UsageError(
      `${path} is no JSON report of reachlint`,
      "reachlint scan --report json=FILE writes one, and reachlint merge as well",
    );
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Fields of one file, each of the kind that it must have. */
class Reading {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  text(of: Fields, name: string): string {
    const value = own(of, name);
    return typeof value === "string" ? value : this.#refuse(name, "a text");
  }

  number(of: Fields, name: string): number {
    const value = own(of, name);
    return Number.isSafeInteger(value) ? (value as number) : this.#refuse(name, "a whole number");
  }

  oneOf<T extends string>(of: Fields, name: string, all: readonly T[]): T {
    const value = own(of, name);
    return all.find((one) => one === value) ?? this.#refuse(name, `one of ${all.join(", ")}`);
  }

  record(of: Fields, name: string): Fields {
    const value = own(of, name);
    return isRecord(value) ? value : this.#refuse(name, "an object");
  }

  records(of: Fields, name: string): readonly Fields[] {
    const value = own(of, name);
    return Array.isArray(value) && value.every(isRecord) ? value : this.#refuse(name, "a list of objects");
  }

  #refuse(name: string, expected: string): never {
    throw new UsageError(
      `${this.#path} is no whole report: ${name} is not ${expected}`,
      "let reachlint write it again",
    );
  }
}

/** Not what every object has. */
function own(of: Fields, name: string): unknown {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

function flowIn(flow: Fields, reading: Reading): ReadFlow {
  return {
    root: reading.text(flow, "root"),
    service: reading.text(reading.record(flow, "service"), "address"),
    verdict: reading.oneOf(flow, "verdict", VERDICTS),
    because: reading.records(flow, "undeterminedBecause").map((one) => ({
      cause: reading.text(one, "cause"),
      hint: typeof one.hint === "string" ? one.hint : undefined,
    })),
  };
}

function findingIn(finding: Fields, reading: Reading): ReadFinding {
  const location = reading.record(finding, "location");
  return {
    rule: reading.text(finding, "ruleId"),
    isViolated: reading.oneOf(finding, "verdict", ["violated", "undetermined"]) === "violated",
    severity: reading.oneOf(finding, "severity", SEVERITIES),
    message: reading.text(finding, "message"),
    path: reading.text(location, "path"),
    line: reading.number(location, "startLine"),
    fingerprint: reading.text(finding, "fingerprint"),
    isAccepted: isRecord(finding.suppressed) || finding.baselined === true || finding.unchanged === true,
  };
}

function problemIn(problem: Fields, words: string, reading: Reading): ReadProblem {
  const { location, path, address } = problem;
  const own = isRecord(location) ? location.path : path;
  const message = reading.text(problem, words);
  return {
    path: typeof own === "string" ? own : undefined,
    message: typeof address === "string" ? `${address}: ${message}` : message,
  };
}
