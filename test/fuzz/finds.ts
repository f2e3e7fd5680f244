/** What fuzzing came upon, as small as it gets, with what was wrong. */

import { TERRAFORM } from "../adoption-samples.ts";
import type { Level } from "./fuzz.ts";
import type { Language } from "./samples.ts";

export interface Find {
  readonly wrong: string;
  readonly level: Level;
  readonly language: Language;
  readonly text: string;
}

/** The sample with another value in the place of the groups of its hosts. */
const withGroups = (value: string): string =>
  TERRAFORM.replace(/(vpc_security_group_ids *= ).*/, (_, name: string) => name + value);

export const FINDS: readonly Find[] = [
  {
    wrong: "a merge of YAML was compared with a reader that knows none",
    level: "differ",
    language: "yaml",
    text: "<<:\n  - a: 1\n  - a: 2\n    b: 3\nc: 4\n",
  },
  {
    wrong: "hosts of ninety thousand groups overflowed the stack",
    level: "scan",
    language: "hcl",
    text: withGroups("[for a in range(300) : [for b in range(300) : a * b]]"),
  },
  {
    wrong: "a name that every object of JavaScript has ended a scan of Terragrunt",
    level: "scan",
    language: "unit",
    text: 'terraform {\n  source = "../../mod"\n}\ninputs = {\n  port  = __proto__.port\n  group = constructor.x\n  name  = toString.name\n}\n',
  },
  {
    wrong: "spaces without end before no line at all were an exception",
    level: "evaluate",
    language: "expression",
    text: 'indent(1011111011101111, "2")',
  },
  {
    wrong: "sixty texts of a number without measure took four seconds",
    level: "evaluate",
    language: "expression",
    text: '[for a in range(60) : "192.168.${1e99999 + a}.0/24 ${1.5e-99999}"]',
  },
];
