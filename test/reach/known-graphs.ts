/** Graphs that the engine or a judge of it was wrong about once. */
import type { Recipe } from "./random-graphs.ts";

export interface KnownGraph extends Omit<Recipe, "seed"> {
  readonly name: string;
}

const range = { first: 32768, last: 65535 };

export const knownGraphs: readonly KnownGraph[] = [
  {
    // The zone of b2 is served only by a subnet of the unknown list; where it is not, the flow does not hold what it assumes.
    name: "a load balancer that does not send across zones, with a closed node in a zone of its own",
    dynamic: range,
    lines: [
      "vpc v ranges=10.0.0.0/16",
      "subnet a1 ranges=?a1.cidr zone=z1 vpc=v",
      "subnet b1 ranges=?b1.cidr zone=z1 vpc=v",
      "subnet b2 ranges=?b2.cidr zone=z2 vpc=v",
      "group g0 vpc=v",
      "group g1 vpc=v",
      "in g1 all * any",
      "out g1 all * any",
      "balancer l0 type=network groups=g1 subnets=a1,b1,?var.lb_subnets crosszone=no",
      "listener i0 of=l0 forwards=t0",
      "target t0 type=ip protocol=TCP vpc=v",
      "cluster c0",
      "task d0 mode=awsvpc",
      "container d0 web",
      "map d0 web 8080",
      "service s0 cluster=c0 task=d0 type=FARGATE groups=g1,g0|g1 subnets=b2",
      "entry s0 target=t0 port=web:8080",
      "acl n0 vpc=v subnets=a1",
      "in n0 300 allow all * any",
    ],
  },
];
