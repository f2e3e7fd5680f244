/**
 * A module address that names the repository itself into the directory that it means there.
 *
 * Repositories of modules call their own modules by their public address in their examples. The registry's address `acme/ecs/aws` is
 * the repository `terraform-aws-ecs` of acme (https://developer.hashicorp.com/terraform/registry/modules/publish), and a git address
 * names it outright. That the version asked for is the one that lies here is an assumption.
 */
import type { Repository } from "../../input.ts";
import { joinPath } from "./load-module.ts";

/** Undefined where the address is of another repository. */
export function ownModule(source: string, repository: Repository | undefined): string | undefined {
  if (repository === undefined) return undefined;
  const [address = "", inside = "."] = splitInside(source);
  const name = registryRepository(address) ?? gitRepository(address);
  if (name === undefined || !isNamed(repository.name, name)) return undefined;
  return joinPath(repository.directory, inside);
}

/** The address of the package and the directory inside it: `acme/ecs/aws//modules/service?ref=v1`. */
function splitInside(source: string): readonly string[] {
  const plain = source.replace(/\?.*$/, "");
  const scheme = plain.indexOf("://");
  const at = plain.indexOf("//", scheme === -1 ? 0 : scheme + 3);
  return at === -1 ? [plain] : [plain.slice(0, at), plain.slice(at + 2)];
}

function registryRepository(address: string): string | undefined {
  const match = /^(?:[\w.-]+\.[a-z]+\/)?[\w-]+\/([\w-]+)\/([\w-]+)$/.exec(address);
  return match === null || address.startsWith("github.com/") ? undefined : `terraform-${match[2]}-${match[1]}`;
}

function gitRepository(address: string): string | undefined {
  return /^(?:git::|git@|github\.com\/|bitbucket\.org\/).*?[/:]([\w.-]+?)(?:\.git)?$/.exec(address)?.[1];
}

/** A checkout is called like its repository, or so with something before it: `acme+terraform-aws-ecs`. */
function isNamed(directory: string, repository: string): boolean {
  return (
    directory === repository ||
    (directory.endsWith(repository) && /[^\w-]$/.test(directory.slice(0, -repository.length)))
  );
}
