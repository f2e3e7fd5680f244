/** What `--shard` says → which shard of how many this run is: written out, or told by the system that runs it. */
import { UsageError } from "../base/diagnostic.ts";
import type { Shard } from "../parts/part.ts";
import { MOST_SHARDS } from "../shards/shard-file.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A system that starts one program many times and numbers the runs. Each value is the name of a variable. */
interface Numbering {
  readonly of: string;
  readonly index: string;
  /** Of the first run: a number, or the variable that says it. */
  readonly first: number | string;
  /** Undefined where the system does not say it. */
  readonly count?: string;
  /** By how much the next run's number is larger; 1 where left out. */
  readonly step?: string;
}

const SYSTEMS: readonly Numbering[] = [
  // https://docs.gitlab.com/ci/variables/predefined_variables/
  { of: "GitLab", index: "CI_NODE_INDEX", first: 1, count: "CI_NODE_TOTAL" },
  // https://docs.aws.amazon.com/batch/latest/userguide/job_env_vars.html
  { of: "AWS Batch", index: "AWS_BATCH_JOB_ARRAY_INDEX", first: 0, count: "AWS_BATCH_JOB_ARRAY_SIZE" },
  // https://slurm.schedmd.com/job_array.html
  {
    of: "Slurm",
    index: "SLURM_ARRAY_TASK_ID",
    first: "SLURM_ARRAY_TASK_MIN",
    count: "SLURM_ARRAY_TASK_COUNT",
    step: "SLURM_ARRAY_TASK_STEP",
  },
  // https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode
  { of: "Kubernetes", index: "JOB_COMPLETION_INDEX", first: 0 },
];

/** `2/8`, `auto`, or `auto/8` where the system says the number of this run and not how many there are. Throws a UsageError for what is none. */
export function shardAsked(text: string, environment: Environment): Shard {
  const [, word, written] = /^(auto|[0-9]{1,6})(?:\/([0-9]{1,6}))?$/.exec(text) ?? [];
  const count = written === undefined ? undefined : Number(written);
  if (word === "auto") return checked(numbered(environment, count), text);
  if (word === undefined || count === undefined)
    throw new UsageError(
      `--shard ${text} has not the form I/N`,
      "--shard 1/4 is the first of four; --shard auto asks the system",
    );
  return checked({ index: Number(word), count }, text);
}

function checked(shard: Shard, text: string): Shard {
  const { index, count } = shard;
  if (count >= 1 && count <= MOST_SHARDS && index >= 1 && index <= count) return shard;
  throw new UsageError(
    `--shard ${text} would be shard ${index} of ${count}`,
    `shards are counted from 1, and there are ${MOST_SHARDS} at most`,
  );
}

function numbered(environment: Environment, written: number | undefined): Shard {
  const numbering = SYSTEMS.filter(({ index }) => isSet(environment, index));
  const [system, other] = numbering;
  if (system === undefined)
    throw new UsageError(
      "--shard auto finds nothing that says which shard this is",
      `it reads ${SYSTEMS.map(({ of, index }) => `${index} (${of})`).join(", ")}; elsewhere write --shard I/N`,
    );
  if (other !== undefined)
    throw new UsageError(
      `--shard auto finds both ${system.index} and ${other.index}`,
      "write which shard this is: --shard I/N",
    );
  const count = written ?? (system.count === undefined ? undefined : numberIn(environment, system.count));
  if (count === undefined)
    throw new UsageError(
      `${system.of} does not say how many runs there are`,
      "write it: --shard auto/8 where there are eight",
    );
  const first = typeof system.first === "number" ? system.first : numberIn(environment, system.first);
  const step = system.step !== undefined && isSet(environment, system.step) ? numberIn(environment, system.step) : 1;
  const index = (numberIn(environment, system.index) - first) / step + 1;
  if (Number.isInteger(index)) return { index, count };
  throw new UsageError(
    `the runs of ${system.of} are not numbered one after the other`,
    "number them without gaps, such as 0-7, or write --shard I/N",
  );
}

function isSet(environment: Environment, name: string): boolean {
  return (environment[name] ?? "") !== "";
}

function numberIn(environment: Environment, name: string): number {
  const text = environment[name] ?? "";
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new UsageError(
    text === "" ? `${name} is not set` : `${name} is ${JSON.stringify(text)}, which is no number`,
    "write which shard this is: --shard I/N",
  );
}
