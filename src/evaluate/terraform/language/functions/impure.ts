/** Functions that give something else at each run into unknowns. */

import { STRING } from "../../../../base/type.ts";
import { makeUnknown } from "../../../../values/unknown.ts";
import { A_CONSTANT } from "../hints.ts";
import type { FunctionSpec, Parameter } from "./function-spec.ts";

export function impure(name: string, parameters: readonly Parameter[], variadic?: Parameter): FunctionSpec {
  return {
    parameters,
    ...(variadic === undefined ? {} : { variadic }),
    type: STRING,
    run(_, { span }) {
      return makeUnknown({
        type: STRING,
        cause: { kind: "impure", text: `${name}() differs from run to run`, hint: A_CONSTANT, span },
        symbol: `${name}()@${span.file.path}:${span.start}`,
        notNull: true,
      });
    },
  };
}
