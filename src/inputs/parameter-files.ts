/** Files of CloudFormation's parameters → the parameters to which each set of values in them gives one. */

import type { Files } from "../base/files.ts";
import { readParameterSets } from "../evaluate/cloudformation/template/read-parameter-file.ts";
import type { ParsedFiles } from "../parse/parsed-files.ts";
import type { ValueFile } from "./value-file.ts";

/** One for each set; `samconfig.toml#prod` where there are several, or where an environment has to be named. */
export function parameterFiles(path: string, files: Files, parse: ParsedFiles): readonly ValueFile[] {
  const { sets, diagnostics } = readParameterSets(path, { files, parse });
  const mistakes = diagnostics.filter(({ severity }) => severity === "error");
  if (sets.length === 0) return mistakes.length === 0 ? [] : [{ path, all: new Set(), names: new Set(), mistakes }];
  return sets.map(({ environment, template, given }) => {
    const settling = mistakes.length > 0 ? [] : given.filter(({ value }) => value.kind === "sequence" || isSaid(value));
    return {
      path: environment === undefined ? path : `${path}#${environment}`,
      all: new Set(given.map(({ name }) => name)),
      names: new Set(settling.map(({ name }) => name)),
      mistakes,
      ...(template === undefined ? {} : { template }),
    };
  });
}

/** An empty text is yet to be filled in. */
function isSaid(value: { readonly kind: string; readonly text?: string }): boolean {
  return value.text !== undefined && value.text !== "";
}
