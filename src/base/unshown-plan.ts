/**
 * What Terraform keeps for itself and is taken for the JSON of a plan: a plan file, a state file, the log of a run. Only
 * `terraform show -json` makes of them what others may read (https://developer.hashicorp.com/terraform/internals/json-format).
 */

/** Bytes from the beginning that tell. */
export const HEAD_BYTES = 400;

interface Kind {
  readonly beginning: RegExp;
  readonly what: string;
  /** Whether `terraform show` makes JSON of it. */
  readonly isShown: boolean;
}

const KINDS: readonly Kind[] = [
  // A zip archive.
  { beginning: /^PK/, what: "a plan as terraform plan -out writes it, not as JSON", isShown: true },
  {
    beginning: /^\s*\{\s*"version"\s*:\s*\d+\s*,\s*"terraform_version"\s*:/,
    what: "a state as Terraform keeps it, not as terraform show prints it",
    isShown: true,
  },
  { beginning: /^\s*\{\s*"@level"/, what: "the log that terraform writes with -json, and no plan", isShown: false },
];

/** `head`: the first bytes of a file, or all; `path`: as the user names it. Undefined for everything else. */
export function unshownPlan(
  head: Uint8Array,
  path: string,
): { readonly message: string; readonly hint: string } | undefined {
  const text = new TextDecoder("latin1").decode(head.subarray(0, HEAD_BYTES));
  const kind = KINDS.find(({ beginning }) => beginning.test(text));
  if (kind === undefined) return undefined;
  const message = `${path} is ${kind.what}`;
  // What is between these has come through a pipe.
  if (path.startsWith("<"))
    return { message, hint: "terraform show -json FILE | reachlint --plan - (or tofu) pipes what is read" };
  const file = kind.isShown && isPlainWord(path) ? path : "FILE";
  return { message, hint: `terraform show -json ${file} > plan.json (or tofu) makes what is read: --plan plan.json` };
}

/** A path that a shell takes as it is. */
function isPlainWord(path: string): boolean {
  return /^[\w./][\w./@%+=:,-]*$/.test(path);
}
