/** A Terraform root directory → the plan that the real terraform makes of it, offline, by the plan oracle (see docs/terraform-parity.md). */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileTree } from "../../src/discover/file-tree.ts";
import type { TerraformInput, TerraformOptions } from "../../src/evaluate/input.ts";
import { ModuleLoader } from "../../src/evaluate/terraform/configuration/module-configuration.ts";
import type { RootEvaluation } from "../../src/evaluate/terraform/instances/root-evaluation.ts";
import { Scan } from "../../src/evaluate/terraform/instances/roots.ts";
import { ScanSteps } from "../../src/evaluate/terraform/language/budget.ts";
import { provider } from "../../src/evaluate/terraform/provider/providers.ts";
import { PARSERS } from "../evaluate/terraform/support.ts";
import type { ModuleValues, Plan } from "./plan-parity.ts";

export interface OracleAnswer {
  readonly plan: Plan;
  readonly values: ModuleValues | undefined;
  /** The directory in which terraform planned: a copy with the modules beside it. */
  readonly directory: string;
  readonly meta: { readonly root: string; readonly args?: readonly string[] };
  readonly remove: () => void;
}

/** Why there is no oracle on this machine; undefined where there is. */
export function whyNoOracle(): string | undefined {
  const oracle = process.env.REACHLINT_PLAN_ORACLE;
  if (oracle === undefined) return "REACHLINT_PLAN_ORACLE does not name the oracle's folder";
  if (!existsSync(join(oracle, "plan.sh"))) return `there is no plan.sh in ${oracle}`;
  try {
    execFileSync("terraform", ["version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "terraform is not on the PATH";
  }
}

/** Undefined where the real terraform refuses the configuration. */
export function askOracle(directory: string, extra: readonly string[] = []): OracleAnswer | undefined {
  const out = mkdtempSync(join(tmpdir(), "reachlint-oracle-"));
  const files = { plan: join(out, "plan.json"), values: join(out, "values.json"), meta: join(out, "plan.meta.json") };
  const remove = (): void => rmSync(out, { recursive: true, force: true });
  const args = [directory, "--out", files.plan, "--values", files.values, "--auto-vars", "--keep", ...extra];
  try {
    const text = execFileSync(join(process.env.REACHLINT_PLAN_ORACLE!, "plan.sh"), args, {
      encoding: "utf8",
      stdio: "pipe",
    });
    const kept = /^scratch (.+)$/m.exec(text)?.[1];
    if (kept === undefined) throw new Error(`the oracle kept no copy: ${text}`);
    const read = (path: string) => JSON.parse(readFileSync(path, "utf8"));
    const values = existsSync(files.values) ? read(files.values) : undefined;
    return { plan: read(files.plan), values, directory: kept, meta: read(files.meta), remove };
  } catch {
    remove();
    return undefined;
  }
}

/** Evaluates the copy in which the oracle planned, with the same variables. */
export function evaluateCopy(answer: OracleAnswer): RootEvaluation {
  const { root, args = [] } = answer.meta;
  const top = root === "." ? answer.directory : answer.directory.slice(0, -root.length - 1);
  const assignments = args.flatMap((arg): TerraformOptions["assignments"] => {
    const [, flag, rest = ""] = /^-(var|var-file)=(.*)$/s.exec(arg) ?? [];
    if (flag === "var-file") return [{ kind: "var-file", path: rest }];
    const equals = rest.indexOf("=");
    return flag === "var" ? [{ kind: "var", name: rest.slice(0, equals), text: rest.slice(equals + 1) }] : [];
  });
  const named = assignments.flatMap((one) => (one.kind === "var-file" ? [one.path] : []));
  // Registry modules are links out of the copy, to a folder beside it.
  const files = new FileTree({ workingDirectory: top, boundaries: [join(top, "..")], named });
  const input: TerraformInput = {
    directories: [root],
    named: [root],
    files,
    parse: PARSERS,
    options: { assignments, environment: new Map(), workspace: "default", strict: false },
  };
  const loader = new ModuleLoader(files, PARSERS);
  const steps = new ScanSteps(() => loader.characters);
  const evaluation = Scan.of({ input, loader, provider, steps }).rootWith(root);
  if (evaluation === undefined) throw new Error(`there is no configuration in ${root}`);
  return evaluation;
}
