/** Whether a root is one of OpenTofu, to which a module without a host is in another registry than to Terraform (https://opentofu.org/docs/language/modules/sources/#module-registry). */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A larger file is no lock file, in bytes. */
const MAX_BYTES = 1_048_576;

/** Certain where it has a `.tofu` file, which Terraform does not read, or where `tofu init` has locked its providers. `directory`: absolute. */
export function isForOpenTofu(directory: string): boolean {
  if (readdirSync(directory).some((name) => /\.tofu(?:\.json)?$/.test(name))) return true;
  const lock = join(directory, ".terraform.lock.hcl");
  const found = lstatSync(lock, { throwIfNoEntry: false });
  if (found?.isFile() !== true || found.size > MAX_BYTES) return false;
  return /^provider "registry\.opentofu\.org\//m.test(readFileSync(lock, "utf8"));
}
