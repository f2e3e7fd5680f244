/** Hostile parts of patterns of paths. */
import { CONTROL, type Hostile, NAMES } from "./hostile.ts";

export const IGNORE_PARTS: Hostile = {
  values: [
    "**",
    "*",
    "!",
    "!**",
    "/",
    "\\",
    "[",
    "[a-",
    "[^]]",
    "[!a]",
    "{a,b}",
    "a/**/".repeat(60),
    "*a".repeat(40),
    CONTROL,
    "..",
    "../..",
    "   ",
    "\\ ",
  ],
  names: NAMES,
  aroundValues: ["!§", "/§", "§/", "**/§", "§/**", "*§*", "[§]", "\\§", "§§"],
  aroundMembers: ["§\n§", "!§", "# §", "§/**/§", "  §  "],
  scraps: ["*", "?", "[", "]", "!", "/", "\\", "\n", "\r", "\0", "{", "}", "#"],
};
