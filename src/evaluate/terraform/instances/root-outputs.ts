/** The outputs of a root as others read them from its state: an object of those that its module declares. */
import type { Span } from "../../../base/source-file.ts";
import { DYNAMIC, type UnknownValue } from "../../../base/value.ts";
import { objectType } from "../language/types/values.ts";
import type { RootEvaluation } from "./root-evaluation.ts";

/** Each is evaluated when it is asked for. `span`: where they are read. */
export function rootOutputs(root: RootEvaluation, span: Span): UnknownValue {
  const names = [...root.module.configuration.outputs.keys()];
  return {
    ...root.instanceUnknown("", `${root.prefix}output`, span),
    type: objectType(names.map((name) => [name, DYNAMIC])),
  };
}
