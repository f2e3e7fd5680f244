/** The providers whose resources a scan reads, as the machinery of instances asks them. */
import type { Provider } from "../instances/provider.ts";
import { cycleHint } from "./cycle-hints.ts";
import { deployedStack } from "./deployed-stack.ts";
import { attributeSchema } from "./schema.ts";
import { unsetAttribute } from "./unset-attribute.ts";

export const provider: Provider = { attributeSchema, unsetAttribute, deployedStack, cycleHint };
