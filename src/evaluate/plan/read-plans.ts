/** The JSON files of a scan into the plans and states among them, each with the directory of its configuration where that is in the scan. */
import type { Diagnostic } from "../../base/diagnostic.ts";
import { type Files, whyNotRead } from "../../base/files.ts";
import { SourceFile } from "../../base/source-file.ts";
import { unshownPlan } from "../../base/unshown-plan.ts";
import type { Value } from "../../base/value.ts";
import { makeUnknown } from "../../values/unknown.ts";
import type { Parsers, PlanFacts } from "../input.ts";
import { ModuleLoader } from "../terraform/configuration/module-configuration.ts";
import type { PlanDocument, Reading } from "./document.ts";
import { elements, isTrue, looksLikePlan, member, plannedValue, readPlan, text } from "./document.ts";

export interface ReadPlans {
  /** What plans add to the configuration of a directory. */
  readonly facts: ReadonlyMap<string, PlanFacts>;
  /** Plans and states whose configuration is not in the scan. */
  readonly alone: readonly PlanDocument[];
  /** How many there are. */
  readonly count: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * `named` are read whatever they look like, and what is wrong with them is said. A plan belongs to the configuration in the nearest
 * directory at or above it that declares every resource of the plan's root module, or to the only directory that the user named.
 */
export function readPlans(
  documents: readonly string[],
  named: readonly string[],
  directories: readonly string[],
  files: Files,
  parse: Parsers,
): ReadPlans {
  const loader = new ModuleLoader(files, parse);
  const facts = new Map<string, PlanFacts>();
  const alone: PlanDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of new Set([...named, ...documents.filter((one) => one.endsWith(".json"))])) {
    const isNamed = named.includes(path);
    const refuse = (code: string, message: string, hint = "terraform show -json prints what is expected"): void => {
      if (isNamed) diagnostics.push({ code, severity: "error", message, path, hint, notAnalysed: true });
    };
    const read = files.read(path);
    if (!read.ok) {
      refuse("unreadable-file", `the file cannot be read: ${whyNotRead(read.because)}`);
      continue;
    }
    if (!isNamed && !looksLikePlan(read.text)) continue;
    const unshown = unshownPlan(read.bytes, path);
    if (unshown !== undefined || read.bytes.length === 0) {
      refuse("not-a-plan", unshown?.message ?? "the file is empty", unshown?.hint);
      continue;
    }
    const parsed = parse.json(new SourceFile(path, read.text, true), isNamed ? Number.POSITIVE_INFINITY : undefined);
    if (parsed.output === undefined) {
      diagnostics.push(...parsed.diagnostics);
      continue;
    }
    const plan = readPlan(parsed.output);
    if (plan === undefined) {
      refuse("not-a-plan", "this is no plan or state of Terraform in JSON");
      continue;
    }
    const directory = configurationOf(plan, directories, loader);
    if (directory === undefined) alone.push(plan);
    else facts.set(directory, planFacts(plan));
  }
  return { facts, alone, count: alone.length + facts.size, diagnostics };
}

function configurationOf(plan: PlanDocument, directories: readonly string[], loader: ModuleLoader): string | undefined {
  if (plan.configuration === undefined) return undefined;
  // `aws_lb.main`, `data.aws_vpc.main`.
  const resources = elements(member(plan.configuration, "resources")).flatMap(
    (one) => text(member(one, "address")) ?? [],
  );
  const fits = (directory: string): boolean =>
    directories.includes(directory) &&
    resources.every((resource) => loader.load(directory)?.resources.has(resource) === true);
  for (let at = parentOf(plan.file.path); at !== undefined; at = parentOf(at)) if (fits(at)) return at;
  const fitting = resources.length === 0 ? [] : directories.filter(fits);
  return fitting.length === 1 ? fitting[0] : undefined;
}

function parentOf(path: string): string | undefined {
  if (path === ".") return undefined;
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "." : path.slice(0, slash);
}

const AS_WRITTEN: Reading = {
  string: (value, origin) => ({ kind: "string", value, origin }),
  unknown: (path, { span }) =>
    makeUnknown({
      cause: {
        kind: "computed",
        text: `${path.join(".")} is known only after apply`,
        hint: "give a plan that is made after it was applied",
        span,
      },
      symbol: `plan:${path.join(".")}`,
    }),
};

function planFacts(plan: PlanDocument): PlanFacts {
  return {
    path: plan.file.path,
    variables: new Map(
      [...plan.variables].map(([name, node]) => {
        return [name, plannedValue({ node, unknown: undefined, sensitive: undefined }, [name], AS_WRITTEN)];
      }),
    ),
    attribute: (address, name): Value | undefined => {
      const planned = plan.resources.get(address);
      const node = member(planned?.node, name);
      if (planned === undefined || node === undefined || isTrue(member(planned.unknown, name))) return undefined;
      const [unknown, sensitive] = [member(planned.unknown, name), member(planned.sensitive, name)];
      return plannedValue({ node, unknown, sensitive }, [address, name], AS_WRITTEN);
    },
  };
}
