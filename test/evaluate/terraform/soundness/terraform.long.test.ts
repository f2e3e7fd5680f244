/** What random expressions come to, where all in them is known, is what the real terraform plans for them. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SEED } from "../../../long-seed.ts";
import { terraformVersion } from "../console/ask-terraform.ts";
import { evaluateFiles, plain } from "../support.ts";
import { expressions } from "./expressions.ts";
import { outputName, type Sources, sourcesOf, state } from "./module.ts";

const version = terraformVersion();
const ROUNDS = 50;
/** Planned together, for most of the time goes into starting the program. */
const BATCHES = 20;

/**
 * What other programs and versions have, or do otherwise: functions of OpenTofu and of Terraform 0.12, logical operators of which one operand decides
 * and negative indices (1.12), nulls without a type in formats.
 */
const DIFFERS = /\b(?:cidrcontains|urldecode|list|map|element|format|formatlist)\(|&&|\|\|/;

type Outcomes = Readonly<Record<string, unknown>>;

function planned(sources: Sources): Outcomes {
  const directory = mkdtempSync(join(tmpdir(), "reachlint-"));
  const terraform = (...args: readonly string[]) =>
    execFileSync("terraform", args, { cwd: directory, encoding: "utf8", stdio: "pipe", maxBuffer: 2 ** 28 });
  try {
    for (const [path, text] of Object.entries(sources)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    terraform("plan", "-input=false", "-no-color", "-out=plan");
    const { output_changes } = JSON.parse(terraform("show", "-json", "plan"));
    return Object.fromEntries(
      Object.entries<{ after: unknown }>(output_changes).map(([name, { after }]) => [name, after]),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Without those for which terraform itself panics: go-cty gives `==` of an object in which something is an error no type. */
function plannedWithoutPanic(sources: Sources): Outcomes {
  try {
    return planned(sources);
  } catch (error) {
    const told = String((error as { readonly stderr?: string }).stderr).split("Error: ");
    const panic = told.find((one) => one.includes("panic in function implementation"));
    const file = / on (e\d+\.tf) /.exec(panic ?? "")?.[1];
    if (file === undefined) throw error;
    return plannedWithoutPanic(Object.fromEntries(Object.entries(sources).filter(([path]) => path !== file)));
  }
}

function evaluated(sources: Sources): Outcomes {
  const { groups } = evaluateFiles(sources, {}, ["."]);
  return Object.fromEntries([...groups[0]!.worlds[0]!.outputs!.get(".")!].map(([name, value]) => [name, plain(value)]));
}

test.skipIf(version === undefined)(
  `expressions are as terraform ${version ?? "(no binary on PATH: skipped)"} has them (seed ${SEED})`,
  () => {
    const all = fc.sample(expressions, { seed: SEED, numRuns: ROUNDS * BATCHES });
    const states = fc.sample(state, { seed: SEED, numRuns: ROUNDS });
    const differing = states.flatMap((at, round) => {
      const batch = new Set(all.slice(round * BATCHES, (round + 1) * BATCHES).flat());
      const written = [...batch].filter((one) => !DIFFERS.test(one));
      const sources = sourcesOf(
        written.map((one) => `nonsensitive(try(jsonencode(${one}), "error"))`),
        at,
      );
      const [ours, theirs] = [evaluated(sources), plannedWithoutPanic(sources)];
      return written.flatMap((expression, index) => {
        const [our, their] = [ours[outputName(index)], theirs[outputName(index)]];
        return our === their || their === undefined ? [] : [{ expression, our, their, given: at.given }];
      });
    });
    expect(differing).toEqual([]);
  },
);
