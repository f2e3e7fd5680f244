/** The environment and the clock → the day on which a scan runs. */

/**
 * `2026-11-29`, of the day in UTC. SOURCE_DATE_EPOCH, in seconds, stands for the clock
 * (https://reproducible-builds.org/specs/source-date-epoch/).
 */
export function dayOf(environment: Readonly<Record<string, string | undefined>>, now: Date): string {
  const epoch = environment.SOURCE_DATE_EPOCH ?? "";
  const seconds = /^[0-9]{1,11}$/.test(epoch) ? Number(epoch) : now.getTime() / 1000;
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
