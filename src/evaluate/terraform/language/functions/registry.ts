/** Every built-in function by name: those of Terraform 1.14, OpenTofu's additions, and the legacy `list` and `map`. */
import { LIST_FUNCTIONS } from "./collection-list.ts";
import { MAP_FUNCTIONS } from "./collection-map.ts";
import { ORDER_FUNCTIONS } from "./collection-order.ts";
import { SET_FUNCTIONS } from "./collection-set.ts";
import { CONVERSION_FUNCTIONS } from "./conversion.ts";
import { DATE_FUNCTIONS } from "./date.ts";
import { ENCODING_FUNCTIONS } from "./encoding.ts";
import { FILESYSTEM_FUNCTIONS } from "./filesystem.ts";
import { FORMAT_FUNCTIONS } from "./format.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { HASH_FUNCTIONS } from "./hash.ts";
import { JSON_FUNCTIONS } from "./json.ts";
import { NETWORK_FUNCTIONS } from "./network.ts";
import { NUMERIC_FUNCTIONS } from "./numeric.ts";
import { REGEX_FUNCTIONS } from "./regex.ts";
import { STRING_FUNCTIONS } from "./string.ts";
import { YAML_FUNCTIONS } from "./yaml.ts";

export const FUNCTIONS: ReadonlyMap<string, FunctionSpec> = new Map(
  [
    STRING_FUNCTIONS,
    FORMAT_FUNCTIONS,
    REGEX_FUNCTIONS,
    NUMERIC_FUNCTIONS,
    LIST_FUNCTIONS,
    ORDER_FUNCTIONS,
    MAP_FUNCTIONS,
    SET_FUNCTIONS,
    CONVERSION_FUNCTIONS,
    JSON_FUNCTIONS,
    YAML_FUNCTIONS,
    ENCODING_FUNCTIONS,
    HASH_FUNCTIONS,
    DATE_FUNCTIONS,
    NETWORK_FUNCTIONS,
    FILESYSTEM_FUNCTIONS,
  ].flatMap((group) => Object.entries(group)),
);
