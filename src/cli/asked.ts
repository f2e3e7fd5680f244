/** The operands and flags of a command → its settings, with those of the configuration file that holds for its paths. */
import type { Baseline } from "../accept/baseline.ts";
import { type Asked, dayOf, type Settings, settingsOf } from "../configuration/settings.ts";
import type { ScanRequest } from "../pipeline.ts";
import { scanRequest, terraformVariables } from "../request.ts";
import type { JudgeFlags, ScanFlags, SettingFlags } from "./flags.ts";
import { STANDARD_INPUT } from "./standard-input.ts";

/** Flags of some command: what it does not have is left to the file and to defaults. */
type AnyFlags = Partial<SettingFlags & JudgeFlags & Pick<ScanFlags, "cache">>;

/** Throws a UsageError where the configuration file is wrong. */
export function settingsFor(paths: readonly string[], flags: AnyFlags): Settings {
  return settingsOf(process.cwd(), askedBy(paths, flags));
}

/** What the command line says by itself. */
export function askedBy(paths: readonly string[], flags: AnyFlags): Asked {
  return {
    paths,
    configuration: flags.config,
    failOn: flags.failOn,
    failOnProblems: flags.failOnProblems,
    baseline: flags.baseline,
    assume: flags.assume ?? [],
    options: {
      exclude: flags.exclude ?? [],
      assignments: flags.var ?? [],
      environment: flags.tfEnv === true ? terraformVariables(process.env) : new Map(),
      workspace: flags.workspace,
      parameters: new Map(flags.parameter),
      parameterFiles: flags.parametersFile ?? [],
      each: [
        ...(flags.eachVarFile ?? []).map((glob) => ({ kind: "variables" as const, glob })),
        ...(flags.eachParametersFile ?? []).map((glob) => ({ kind: "parameters" as const, glob })),
      ],
      plans: flags.plan ?? [],
      ...(flags.standardInput === undefined ? {} : { given: new Map([[STANDARD_INPUT, flags.standardInput]]) }),
      facts: flags.facts,
      index: flags.index ?? [],
      region: flags.region,
      strict: flags.strict === true,
      steps: flags.evaluationSteps,
      cache: flags.cache,
      ephemeral: flags.ephemeralRange,
      rules: flags.rules ?? [],
      disable: flags.disable ?? [],
      severity: flags.severity ?? [],
      today: dayOf(process.env, new Date()),
    },
  };
}

export function requestOf({ paths, options }: Settings, baseline?: Baseline): ScanRequest {
  return scanRequest(process.cwd(), paths, { ...options, ...(baseline === undefined ? {} : { baseline }) });
}

export function requestFor(paths: readonly string[], flags: AnyFlags): ScanRequest {
  return requestOf(settingsFor(paths, flags));
}
