/** What the configurations of one unit are read with. */
import type { Files } from "../../base/files.ts";
import type { Span } from "../../base/source-file.ts";
import type { MapValue, Value } from "../../base/value.ts";
import type { TerraformInput } from "../input.ts";
import type { Scope } from "../terraform/language/scope.ts";
import type { ConfigurationFiles } from "./configuration-files.ts";
import type { Dependency } from "./unit-configuration.ts";

export interface ConfigurationReading {
  readonly input: TerraformInput;
  readonly files: Files;
  readonly configurations: ConfigurationFiles;
  /** Budget, reports and the outputs of other roots; without names. */
  readonly base: Scope;
  /** Stands before the symbols of what is unknown in this unit. */
  readonly prefix: string;
  /** The directory of the unit. */
  readonly unit: string;
  /** What a stack passes to the unit. */
  readonly values: MapValue | undefined;
  readonly assume: (kind: string, text: string) => void;
  /** `dependency.NAME`. */
  dependency(dependency: Dependency): Value;
  /** The configuration in another file, as `read_terragrunt_config` gives it; undefined where it is read already, and asks for itself. */
  exposedAt(path: string, span: Span): Value | undefined;
}
