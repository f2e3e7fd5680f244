/** Makes a failing recipe small: leaves out lines, then words and members of lists, as long as it fails in the same way. */
import { Chance } from "./chance.ts";
import type { Recipe } from "./random-graphs.ts";

type Judge = (recipe: Recipe) => string | undefined;

/** `judge` says what is wrong, or nothing. Completions are a matter of chance, so each candidate has some seeds to fail with. */
export function shrink(recipe: Recipe, judge: Judge, seeds = 10): Recipe {
  const kind = kindOf(judge(recipe) ?? "");
  const failing = (lines: readonly string[]): Recipe | undefined => {
    const chance = new Chance(recipe.seed);
    const tried = [recipe.seed, ...Array.from({ length: seeds }, () => chance.below(2 ** 31))];
    for (const seed of tried) {
      const found = judge({ ...recipe, seed, lines });
      if (found !== undefined && kindOf(found) === kind) return { ...recipe, seed, lines };
    }
    return undefined;
  };
  let best = recipe;
  for (const size of [16, 8, 4, 2])
    for (let at = 0; at < best.lines.length; ) {
      const found = failing([...best.lines.slice(0, at), ...best.lines.slice(at + size)]);
      if (found === undefined) at += size;
      else best = found;
    }
  for (let smaller = true; smaller; ) {
    smaller = false;
    for (let at = 0; at < best.lines.length; ) {
      const found = firstOf(candidates(best.lines, at), failing);
      if (found === undefined) at += 1;
      else {
        best = found;
        smaller = true;
      }
    }
  }
  return best;
}

function firstOf<T, R>(values: readonly T[], find: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a failure is about, without the names and numbers in it. */
export function kindOf(text: string): string {
  return text
    .replace(/\S+: \S+ -> \S+ -> \S+ \(\S+\)(#\d)?/g, "flow")
    .replace(/\(.*?\)/g, "")
    .replace(/\d+/g, "")
    .replace(/from .* to \S+/, "")
    .replace(/(in another order) .* has (\S+) .*/, "$1 $2");
}

/** The lines without the one at the place, or with less in it. */
function candidates(lines: readonly string[], at: number): readonly (readonly string[])[] {
  const line = lines[at]!;
  const put = (...made: readonly string[]) => [...lines.slice(0, at), ...made, ...lines.slice(at + 1)];
  const words = line.split(" ");
  const shorter: string[] = [];
  if (line.includes(" if ")) shorter.push(line.split(" if ")[0]!);
  words.forEach((word, index) => {
    const replace = (...other: readonly string[]) =>
      shorter.push([...words.slice(0, index), ...other, ...words.slice(index + 1)].join(" "));
    if (index > 1 && /^[@!]/.test(word)) replace();
    if (/^(crosszone|preserve|health|checked|family|in|out|more|routes|unread|platform|other|type)=/.test(word))
      replace();
    const parts = word.split(",");
    if (parts.length > 1)
      for (const part of parts) {
        const key = part === parts[0] ? `${part.split("=")[0]}=` : "";
        const rest = parts.filter((one) => one !== part).join(",");
        replace(key === `${part}=` || !part.includes("=") ? rest : `${key}${rest}`);
      }
    if (/[~]/.test(word)) replace(word.replace(/~[^,:]*/, ""));
    if (/.![^,]*/.test(word)) replace(word.replace(/![^,~:]*/, ""));
    if (word.includes("|") && !word.includes("{")) replace(word.replace(/\|[^,~!:]*/, ""), "").toString();
  });
  return [put(), ...shorter.filter((one) => one.trim() !== line).map((one) => put(one.replace(/ +/g, " ").trim()))];
}
