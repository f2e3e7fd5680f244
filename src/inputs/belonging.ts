/** Files of values → the roots that they are for, as their content and their place say. */
import { directoryOf } from "../base/files.ts";
import type { RootInputs } from "./roots.ts";

/** A file, and the inputs to which it gives values. */
export interface InputFile {
  readonly path: string;
  readonly names: ReadonlySet<string>;
}

/**
 * Roots that declare none of its inputs have nothing to do with a file. Of the others it is for the nearest Terraform root around it, as nobody
 * keeps the values of one root inside of another. A file that lies in none of them is for those that declare all that it gives: of templates
 * first for those that it gives all that they ask for, because CloudFormation takes neither less nor more. Only where there is no such root,
 * it is for each that declares a part of it, as Terraform takes it with a warning.
 */
export function rootsOf(file: InputFile, roots: readonly RootInputs[]): readonly RootInputs[] {
  const taking = roots.filter(({ declares }) => [...file.names].some((name) => declares.has(name)));
  const around = taking.filter(({ path, dialect }) => dialect === "terraform" && isIn(directoryOf(file.path), path));
  if (around.length > 0) return [around.reduce((a, b) => (b.path.length > a.path.length && b.path !== "." ? b : a))];
  const whole = taking.filter(({ declares }) => [...file.names].every((name) => declares.has(name)));
  const enough = whole.filter(
    ({ dialect, required }) => dialect === "cloudformation" && [...required].every((name) => file.names.has(name)),
  );
  return [enough, whole, taking].find((some) => some.length > 0) ?? [];
}

function isIn(path: string, directory: string): boolean {
  if (directory === ".") return path === "." || !path.startsWith("..");
  return path === directory || path.startsWith(`${directory}/`);
}
