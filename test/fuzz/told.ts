/** What a long run tells of its work, for docs/evidence/fuzzing.md: how many inputs, and how many seconds they took of the processor. */
export async function told(what: string, work: () => Promise<number>): Promise<void> {
  const before = process.cpuUsage();
  const inputs = await work();
  const { user, system } = process.cpuUsage(before);
  console.log(`${what} | ${inputs} | ${((user + system) / 1e6).toFixed(1)} s`);
}
