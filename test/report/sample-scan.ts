/** The sample of test/check as the result of a scan. */
import { builtinRules } from "../../src/check/builtin-rules.generated.ts";
import { check } from "../../src/check/check.ts";
import type { Flow } from "../../src/reach/flow.ts";
import type { ScanResult } from "../../src/report/scan-result.ts";
import {
  admits,
  at,
  flow,
  hop,
  loadBalancer,
  nearest,
  ports,
  service,
  subnetA,
  subnetB,
  world,
} from "../check/sample.ts";

export const blocked = flow([
  hop("load-balancer-egress", "open", { decidedBy: [admits] }),
  hop("load-balancer-acl-out", "open", { from: subnetA, to: subnetB }),
  hop("load-balancer-acl-out", "open", { from: subnetB, to: subnetA }),
  hop("target-acl-in", "undetermined", { from: subnetA, to: subnetB }),
  hop("target-ingress", "closed", { decidedBy: [nearest] }),
  hop("return-target-acl-out", "partial", {
    open: { must: ports("32768-60999"), may: ports("32768-60999") },
    from: subnetB,
    to: subnetA,
  }),
  hop("return-load-balancer-acl-in", "open", { from: subnetB, to: subnetA }),
]);

export const undetermined = flow([hop("load-balancer-egress", "open"), hop("target-ingress", "undetermined")], {
  id: "infra aws_ecs_service.api aws_lb_target_group.api traffic",
  service: { ...service, id: "infra#aws_ecs_service.api", address: "aws_ecs_service.api" },
  loadBalancer: { ...loadBalancer, address: "var.load_balancer" },
});

export function scanOf(...flows: readonly Flow[]): ScanResult {
  const { findings } = check(builtinRules, [world(flows)]);
  return {
    version: "1.2.3",
    roots: [{ path: "infra", kind: "terraform" }],
    flows,
    findings,
    baseline: { found: [], old: [], elsewhere: [] },
    diagnostics: [
      {
        code: "module-not-found",
        severity: "warning",
        message: "the module vpc is not in the scanned tree",
        span: at("aws_lb"),
        hint: "run terraform get",
      },
    ],
    rules: builtinRules,
    coverage: {
      files: 3,
      resources: 12,
      notEvaluated: [
        { address: "module.vpc", because: "its source is not there", span: at("aws_lb"), hint: "run terraform get" },
      ],
      withoutFlow: [],
    },
  };
}
