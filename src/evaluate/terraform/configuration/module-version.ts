/**
 * Versions and constraints of modules, as Terraform's installer compares them: by the rules of its library go-version, and a pre-release only
 * where a constraint is exactly it (https://developer.hashicorp.com/terraform/language/expressions/version-constraints).
 */

export interface ModuleVersion {
  /** With all its parts and without a `v`, as registries are asked for it. */
  readonly text: string;
  /** At least three numbers; those left out are 0. */
  readonly segments: readonly bigint[];
  /** How many numbers are written. */
  readonly written: number;
  /** Behind `-`; empty for a release. */
  readonly prerelease: string;
}

const OPERATORS = ["=", "!=", ">", ">=", "<", "<=", "~>"] as const;

export interface VersionConstraint {
  readonly operator: (typeof OPERATORS)[number];
  /** Whether it is a version alone, or one right behind `=`. */
  readonly isExact: boolean;
  readonly version: ModuleVersion;
}

/** Longer texts are no versions. */
const MAX_LENGTH = 256;

/** Undefined where it is none. A `v` in front is taken. */
export function parseVersion(text: string): ModuleVersion | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const match =
    /^v?([0-9]+(?:\.[0-9]+)*)(?:-?([A-Za-z~-][0-9A-Za-z~.-]*)|-([0-9][0-9A-Za-z~.-]*))?(\+[0-9A-Za-z~.-]+)?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const written = match[1]!.split(".").map(BigInt);
  const segments = [...written, ...Array<bigint>(Math.max(0, 3 - written.length)).fill(0n)];
  const prerelease = match[2] ?? match[3] ?? "";
  const plain = `${segments.join(".")}${prerelease === "" ? "" : `-${prerelease}`}${match[4] ?? ""}`;
  return { text: plain, segments, written: written.length, prerelease };
}

/** The parts of `>= 1.2, < 2.0`, all of which hold; undefined where it is no constraint. */
export function parseConstraints(text: string): readonly VersionConstraint[] | undefined {
  if (text.trim() === "") return [];
  const parsed = text.split(",").map(parseConstraint);
  return parsed.every((one) => one !== undefined) ? parsed : undefined;
}

function parseConstraint(text: string): VersionConstraint | undefined {
  const trimmed = text.trim();
  const written = /^[=!<>~]*/.exec(trimmed)![0];
  const operator = written === "" ? "=" : OPERATORS.find((one) => one === written);
  const version = parseVersion(trimmed.slice(written.length).trim());
  return operator === undefined || version === undefined
    ? undefined
    : { operator, isExact: /^=?[^=\s]/.test(trimmed) && operator === "=", version };
}

/** Whether an installed version may stay, which is asked without regard to how a pre-release came there. */
export function satisfies(version: ModuleVersion, constraints: readonly VersionConstraint[]): boolean {
  return constraints.every((one) => meets(version, one));
}

/** The newest version that may be installed; and the newest of those that there are to choose from. */
export function newestOf(
  versions: readonly ModuleVersion[],
  constraints: readonly VersionConstraint[],
): { readonly match: ModuleVersion | undefined; readonly newest: ModuleVersion | undefined } {
  const choice = versions.filter((one) => one.prerelease === "" || isNamed(one, constraints));
  return { match: newest(choice.filter((one) => satisfies(one, constraints))), newest: newest(choice) };
}

function newest(versions: readonly ModuleVersion[]): ModuleVersion | undefined {
  return versions.reduce<ModuleVersion | undefined>(
    (best, one) => (best === undefined || compareVersions(one, best) > 0 ? one : best),
    undefined,
  );
}

/** Terraform takes a pre-release where the constraint is `2.0.0-beta` or `=2.0.0-beta`; with a space, or among others, it names none. */
function isNamed(version: ModuleVersion, constraints: readonly VersionConstraint[]): boolean {
  const [only, ...more] = constraints;
  return only?.isExact === true && more.length === 0 && compareVersions(version, only.version) === 0;
}

function meets(version: ModuleVersion, { operator, version: bound }: VersionConstraint): boolean {
  const order = compareVersions(version, bound);
  if (operator === "=") return order === 0;
  if (operator === "!=") return order !== 0;
  // A pre-release is near no bound but one of its own release.
  if (version.prerelease !== "" && (bound.prerelease === "" || !sameSegments(version, bound))) return false;
  if (operator === ">") return order > 0;
  if (operator === ">=") return order >= 0;
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return order >= 0 && isWithinPessimistic(version, bound);
}

/** `~> 1.2.3` lets only the last number that is written rise; one of a pre-release is met by pre-releases alone. */
function isWithinPessimistic(version: ModuleVersion, bound: ModuleVersion): boolean {
  if (bound.prerelease !== "" && version.prerelease === "") return false;
  if (bound.segments.length > version.segments.length) return false;
  const last = bound.segments.length - 1;
  for (let at = 0; at < bound.written - 1; at++) if (version.segments[at] !== bound.segments[at]) return false;
  return bound.segments[last]! <= version.segments[last]!;
}

/** Below 0 where the first is older. */
function compareVersions(a: ModuleVersion, b: ModuleVersion): number {
  for (let at = 0; at < Math.max(a.segments.length, b.segments.length); at++) {
    const [left, right] = [a.segments[at] ?? 0n, b.segments[at] ?? 0n];
    if (left !== right) return left < right ? -1 : 1;
  }
  if (!sameSegments(a, b) || a.prerelease === b.prerelease) return 0;
  if (a.prerelease === "") return 1;
  if (b.prerelease === "") return -1;
  return comparePrereleases(a.prerelease.split("."), b.prerelease.split("."));
}

function sameSegments(a: ModuleVersion, b: ModuleVersion): boolean {
  return a.segments.length === b.segments.length && a.segments.every((one, at) => one === b.segments[at]);
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [left = "", right = ""] = [a[at], b[at]];
    if (left !== right) return compareParts(left, right);
  }
  return 0;
}

/** Numbers come before words, and what is left out before a number but after a word. */
function compareParts(a: string, b: string): number {
  const [left, right] = [isNumber(a), isNumber(b)];
  if (a === "") return right ? -1 : 1;
  if (b === "") return left ? 1 : -1;
  if (left !== right) return left ? -1 : 1;
  return (left ? BigInt(a) > BigInt(b) : a > b) ? 1 : -1;
}

function isNumber(text: string): boolean {
  return /^[0-9]+$/.test(text);
}
