/** What the help says of all commands together. */
import { PROJECT } from "../../base/bug.ts";
import { EXIT_CODES } from "./man-page.ts";

/** Below the list of commands. */
export const MORE_HELP = `
reachlint COMMAND --help prints the options of a command.

Examples:
  reachlint                              scan what is here
  reachlint scan infra --var-file prod.tfvars
  reachlint explain infra --service aws_ecs_service.web
  reachlint diff main                    what this branch changes
  terraform show -json plan.out | reachlint --plan -
  reachlint scan --report sarif=reachlint.sarif --fail-on warning

Exit codes:
${EXIT_CODES.map(([code, meaning]) => `  ${String(code).padEnd(3)} ${meaning}`).join("\n")}

${PROJECT}#readme`;
