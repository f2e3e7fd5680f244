/** What the percentages of a service let a rolling deployment do with its tasks. */
import { all, not, type Truth, truthOf } from "../../base/truth.ts";
import type { UnknownValue } from "../../base/value.ts";
import type { Service } from "../../graph/model.ts";
import { openOf, possible } from "./entity.ts";

/**
 * Whether a deployment may stop a task before it has started another: the tasks that must stay up, a percentage of those wanted that is
 * rounded up, are fewer than these (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html).
 */
export function stopsFirst({ desiredCount, deployment }: Service): Truth {
  const least = possible(deployment.minimumHealthyPercent);
  return leavesOne(
    possible(desiredCount),
    least?.map((percent) => 100 - percent),
  );
}

/** Likewise whether it may start one before it has stopped another: at most a percentage of those wanted, rounded down, may run. */
function startsFirst({ desiredCount, deployment }: Service): Truth {
  const most = possible(deployment.maximumPercent);
  return leavesOne(
    possible(desiredCount),
    most?.map((percent) => percent - 100),
  );
}

/** Whether a deployment can do neither, where ECS replaces the tasks of the service one after the other. */
export function blocksDeployments(service: Service): Truth {
  const { deployment, schedulingStrategy } = service;
  const rolling = deployment.rolling.known ? truthOf(deployment.rolling.value) : "unknown";
  const scheduling = possible(schedulingStrategy)?.map((strategy) => truthOf(strategy === "REPLICA"));
  return all([rolling, agreed(scheduling), not(stopsFirst(service)), not(startsFirst(service))]);
}

/** What leaves these questions open. */
export function openRollout({ desiredCount, deployment, schedulingStrategy }: Service): readonly UnknownValue[] {
  const { rolling, minimumHealthyPercent, maximumPercent } = deployment;
  return openOf(desiredCount, minimumHealthyPercent, maximumPercent, rolling, schedulingStrategy);
}

/** Whether so many percent of the tasks are a whole one; where there are none, nothing is in the way. */
function leavesOne(counts: readonly number[] | undefined, percents: readonly number[] | undefined): Truth {
  return agreed(
    percents?.flatMap((percent): readonly Truth[] => {
      if (counts !== undefined) return counts.map((count) => truthOf(count === 0 || count * percent >= 100));
      return [percent >= 100 ? "true" : percent <= 0 ? "false" : "unknown"];
    }),
  );
}

function agreed(truths: readonly Truth[] | undefined): Truth {
  const [first] = truths ?? [];
  return first !== undefined && truths?.every((truth) => truth === first) ? first : "unknown";
}
