/** The files of Terragrunt that make roots (https://terragrunt.gruntwork.io/docs/reference/hcl/). */
import { type Files, resolvePath } from "../../base/files.ts";

const UNIT_FILE = "terragrunt.hcl";
export const STACK_FILE = "terragrunt.stack.hcl";
/** What the `autoinclude` block of a stack is written to, beside the unit. */
export const AUTOINCLUDE_FILE = "terragrunt.autoinclude.hcl";

/**
 * What Terragrunt takes in a directory, the first that is there. Its guide says it the other way round; its source
 * (https://github.com/gruntwork-io/terragrunt, `DefaultTerragruntConfigPaths`) looks in this order.
 */
const UNIT_FILES = [`${UNIT_FILE}.json`, UNIT_FILE] as const;

/** Whether Terragrunt makes roots of the file at a path. */
export function isTerragrunt(path: string): boolean {
  return isNamed(path, STACK_FILE) || isUnitFile(path);
}

/** Whether the file at a path makes a unit of its directory. */
export function isUnitFile(path: string): boolean {
  return UNIT_FILES.some((name) => isNamed(path, name));
}

/** The configuration of a unit in a directory, or where it would be. */
export function unitFileIn(directory: string, files: Pick<Files, "read">): string {
  const paths = UNIT_FILES.map((name) => resolvePath(directory, name));
  return paths.find((path) => isThere(files.read(path))) ?? paths.at(-1)!;
}

/** The one that is not read where there are both. */
export function unitFileBeside(path: string, files: Pick<Files, "read">): string | undefined {
  const other = path.endsWith(".json") ? path.slice(0, -".json".length) : undefined;
  return other !== undefined && isThere(files.read(other)) ? other : undefined;
}

function isThere(read: ReturnType<Files["read"]>): boolean {
  return read.ok || (read.because !== "missing" && read.because !== "outside");
}

function isNamed(path: string, name: string): boolean {
  return path.endsWith(name) && (path.length === name.length || path[path.length - name.length - 1] === "/");
}
