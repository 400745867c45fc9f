/** What work costs, regardless of what else the machine runs. */

/** Milliseconds of CPU time that this process uses until the work is done. */
export async function processorMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
