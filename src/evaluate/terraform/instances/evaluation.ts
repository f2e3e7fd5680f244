/** What the roots of a scan are evaluated with. */
import type { TerraformInput } from "../../input.ts";
import type { ModuleLoader } from "../configuration/module-configuration.ts";
import type { ScanSteps } from "../language/budget.ts";
import type { Provider } from "./resource-instance.ts";
import type { RootUnit, RootUnits } from "./root-unit.ts";

export interface Evaluation {
  readonly input: TerraformInput;
  readonly loader: ModuleLoader;
  readonly provider: Provider;
  /** Of all its roots together. */
  readonly steps: ScanSteps;
  /** Those that Terragrunt makes roots. */
  readonly units?: RootUnits | undefined;
  /** Those of other repositories. */
  readonly offered?: readonly RootUnit[] | undefined;
}
