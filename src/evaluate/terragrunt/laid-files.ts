/** The files of the scan with those that Terragrunt copies from the directory of a unit into that of its module. */
import { type Files, resolvePath } from "../../base/files.ts";

/** What is not copied: hidden files, Terragrunt's own ones, and state. */
function isCopied(name: string): boolean {
  return !name.startsWith(".") && !/^terragrunt\.(?:stack\.|values\.)?hcl(?:\.json)?$/.test(name);
}

/** Where the module lies beside the configuration nothing is copied. */
export function laidFiles(files: Files, unit: string, module: string): Files {
  if (unit === module) return files;
  const inModule = (path: string): string | undefined => {
    const at = resolvePath(path, ".");
    if (at === module) return "";
    const start = module === "." ? "" : `${module}/`;
    return at.startsWith(start) ? at.slice(start.length) : undefined;
  };
  const copied = (path: string): string | undefined => {
    const inside = inModule(path);
    return inside === undefined || inside.startsWith("../") || !isCopied(inside)
      ? undefined
      : resolvePath(unit, inside || ".");
  };
  return {
    read: (path) => {
      const own = copied(path);
      const read = own === undefined || own === unit ? undefined : files.read(own);
      return read?.ok ? read : files.read(path);
    },
    list: (path) => {
      const own = copied(path);
      const [there, more] = [files.list(path), own === undefined ? undefined : files.list(own)];
      if (more === undefined) return there;
      return [...new Set([...(there ?? []), ...more.filter(isCopied)])].sort();
    },
  };
}
