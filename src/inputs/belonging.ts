/** Files of values → the roots that they are for, as their content and their place say. */
import { directoryOf } from "../base/files.ts";
import type { RootInputs } from "./roots.ts";
import type { ValueFile } from "./value-file.ts";
import { wordsOf } from "./worlds-of-files.ts";

/**
 * Roots that declare none of its inputs have nothing to do with a file. Of the others it is for the nearest Terraform root around it, as nobody
 * keeps the values of one root inside of another. A file that lies in none of them is for those that declare all that it gives: of templates
 * first for those that it gives all that they ask for, because CloudFormation takes neither less nor more. Only where there is no such root,
 * it is for each that declares a part of it, as Terraform takes it with a warning. Of several it is for those whose name it has in its own.
 * `directory`: the end of the path of the root that a command names with it.
 */
export function rootsOf(
  { path, all, template, directory }: Pick<ValueFile, "path" | "all" | "template"> & { readonly directory?: string },
  roots: readonly RootInputs[],
): readonly RootInputs[] {
  const taking = roots.filter(
    (root) =>
      [...all].some((name) => root.declares.has(name)) && (template === undefined || isAtEnd(template, root.path)),
  );
  const there = taking.filter((root) => directory !== undefined && isAtEnd(directory, root.path));
  if (there.length > 0) return there;
  const around = taking.filter((root) => root.dialect === "terraform" && isIn(directoryOf(path), root.path));
  if (around.length > 0) return [around.reduce((a, b) => (depthOf(b) > depthOf(a) ? b : a))];
  const whole = taking.filter(({ declares }) => [...all].every((name) => declares.has(name)));
  const enough = whole.filter(
    ({ dialect, required }) => dialect === "cloudformation" && [...required].every((name) => all.has(name)),
  );
  const fitting = [enough, whole, taking].find((some) => some.length > 0) ?? [];
  const named = fitting.filter((root) => isCalledAfter(path, root));
  return named.length > 0 ? named : fitting;
}

/** `params/network-prod.json` and `network.yaml`. */
function isCalledAfter(path: string, root: RootInputs): boolean {
  const last = root.path.split("/").at(-1)!;
  const name = wordsOf(root.dialect === "terraform" ? last : last.replace(/\.[^.]*$/, ""));
  return name.length > 0 && ` ${wordsOf(path).join(" ")} `.includes(` ${name.join(" ")} `);
}

function isIn(path: string, directory: string): boolean {
  if (directory === ".") return path === "." || !path.startsWith("..");
  return path === directory || path.startsWith(`${directory}/`);
}

function depthOf({ path }: RootInputs): number {
  return path === "." ? 0 : path.length;
}

function isAtEnd(end: string, path: string): boolean {
  return path === end || path.endsWith(`/${end}`);
}
