/** The registry of an address without a host: another one to OpenTofu than to Terraform (https://opentofu.org/docs/language/modules/sources/#module-registry). */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OPENTOFU_REGISTRY } from "../evaluate/terraform/configuration/module-source.ts";

/** A larger file is no lock file, in bytes. */
const MAX_BYTES = 1_048_576;

/** OpenTofu's where a directory (absolute) is certainly one of OpenTofu; undefined where it is Terraform's. */
export function registryFor(directory: string): string | undefined {
  return isForOpenTofu(directory) ? OPENTOFU_REGISTRY : undefined;
}

/** Certain where it has a `.tofu` file, which Terraform does not read, or where `tofu init` has locked its providers. */
function isForOpenTofu(directory: string): boolean {
  if (readdirSync(directory).some((name) => /\.tofu(?:\.json)?$/.test(name))) return true;
  const lock = join(directory, ".terraform.lock.hcl");
  const found = lstatSync(lock, { throwIfNoEntry: false });
  if (found?.isFile() !== true || found.size > MAX_BYTES) return false;
  return /^provider "registry\.opentofu\.org\//m.test(readFileSync(lock, "utf8"));
}
