/** The flags of the command line → the options of a scan. */
import type { ScanOptions } from "../request.ts";
import type { EvaluateFlags, JudgeFlags, RuleFlags } from "./flags.ts";

const VARIABLE_PREFIX = "TF_VAR_";

/** Flags of other commands than `scan` lack some; then the default holds. */
export function scanOptions(flags: EvaluateFlags & Partial<JudgeFlags & RuleFlags>): ScanOptions {
  return {
    exclude: flags.exclude ?? [],
    assignments: flags.var ?? [],
    environment: flags.tfEnv === true ? variablesOf(process.env) : new Map(),
    workspace: flags.workspace,
    parameters: new Map(flags.parameter),
    parameterFiles: flags.parametersFile ?? [],
    plans: flags.plan ?? [],
    region: flags.region,
    strict: flags.strict === true,
    ephemeral: flags.ephemeralRange,
    rules: flags.rules ?? [],
    disable: flags.disable ?? [],
    severity: flags.severity ?? [],
  };
}

function variablesOf(environment: NodeJS.ProcessEnv): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith(VARIABLE_PREFIX) && value !== undefined) found.set(name.slice(VARIABLE_PREFIX.length), value);
  }
  return found;
}
