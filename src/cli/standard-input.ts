/** `--plan -`: the plan that another program writes to standard input, read before anything else. */
import { UsageError } from "../base/diagnostic.ts";
import type { FileRead } from "../base/files.ts";
import { MAX_PLAN_BYTES } from "../discover/file-tree.ts";

/** How it is asked for. */
const ASKED = "-";

/** What it is called in reports. */
export const STANDARD_INPUT = "<stdin>";

const HINT = "pipe it in: terraform show -json FILE | reachlint --plan -";

/** The flags' plans with the name of standard input for `-`, and what is in it; undefined where it is not asked for. */
export interface PlansGiven {
  readonly plan: readonly string[];
  readonly standardInput: FileRead;
}

/** Throws a UsageError where nothing can come. `stream`: of the process. */
export async function plansGiven(
  plans: readonly string[],
  stream: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean },
): Promise<PlansGiven | undefined> {
  const asked = plans.filter((path) => path === ASKED);
  if (asked.length === 0) return undefined;
  if (asked.length > 1) throw new UsageError("--plan - is given twice, and standard input holds one plan", HINT);
  if (stream.isTTY === true) throw new UsageError("--plan - reads standard input, which is a terminal here", HINT);
  return {
    plan: plans.map((path) => (path === ASKED ? STANDARD_INPUT : path)),
    standardInput: await readAll(stream),
  };
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<FileRead> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > MAX_PLAN_BYTES) return { ok: false, because: "too-large" };
      chunks.push(chunk);
    }
  } catch {
    return { ok: false, because: "unreadable" };
  }
  const bytes = Buffer.concat(chunks);
  return { ok: true, bytes, text: new TextDecoder().decode(bytes) };
}
