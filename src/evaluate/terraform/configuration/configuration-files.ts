/** Which files of a directory are its configuration, and which of them override others. */

/** The names of a directory that Terraform (or OpenTofu, whose `x.tofu` takes the place of `x.tf`) reads, sorted. */
export function configurationFiles(names: readonly string[]): readonly string[] {
  const all = new Set(names);
  return names.filter((name) => {
    if (name.startsWith(".") || name.endsWith("~") || (name.startsWith("#") && name.endsWith("#"))) return false;
    if (/\.tofu(\.json)?$/.test(name)) return true;
    return /\.tf(\.json)?$/.test(name) && !all.has(name.replace(/\.tf(\.json)?$/, ".tofu$1"));
  });
}

export function isOverride(name: string): boolean {
  const stem = name.replace(/\.(tf|tofu)(\.json)?$/, "");
  return stem === "override" || stem.endsWith("_override");
}
