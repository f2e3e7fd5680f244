/** What a function may use beside its arguments. */
import type { Files } from "../../../../base/files.ts";
import type { Span } from "../../../../base/source-file.ts";
import type { MapValue, UnknownValue } from "../../../../base/value.ts";
import type { TemplatePart } from "../../../../parse/hcl/syntax.ts";
import type { Parsers } from "../../../input.ts";
import type { Result } from "../types/failure.ts";

export interface FunctionContext {
  readonly files: Files;
  readonly parse: Parsers;
  /** The directory of the module that calls (`path.module`), relative to the working directory; `.` for the working directory itself. */
  readonly moduleDirectory: string;
  /** The directory of the root module: relative paths are resolved against it, as Terraform runs there. */
  readonly rootDirectory: string;
  /** Renders a template in a scope of a map's entries only (and the functions, without templatefile and templatestring). */
  renderTemplate(parts: readonly TemplatePart[], variables: MapValue | UnknownValue): Result;
  /** The call: where an unknown that arises in it is said to arise. */
  readonly span: Span;
}
