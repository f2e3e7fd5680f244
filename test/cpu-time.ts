/** How long something takes, whatever else the machine does. */

/** The processor time in milliseconds that `work` uses. */
export function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
