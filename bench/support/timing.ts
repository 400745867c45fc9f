/** Measuring one side of a pair at a time, with nothing else going on. */
import type { Origin } from '../../test/support/origin.js';

/** Milliseconds that `work` took. */
export async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const LOOK_MS = 20;
const MOST_LOOKS = 3000;

/** Until what was read ahead is made, so that it does not slow the other side of the pair. */
export async function idle(origin: Origin): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const { encodes } = (await statusOf(origin)) as { encodes: { running: number; queued: number } };
    if (encodes.running + encodes.queued === 0) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error('the server did not come to rest within a minute');
}

/** What `/api/status` says. */
export async function statusOf(origin: Origin): Promise<unknown> {
  const headers = { Authorization: `Bearer ${origin.adminKey}` };
  return (await origin.fetch('/api/status', { headers })).json();
}

/** The value of one Prometheus series with all its labels, summed over those that match; 0 where there is none. */
export async function metricOf(origin: Origin, series: RegExp): Promise<number> {
  const text = await (await origin.fetch('/metrics')).text();
  const values = text.split('\n').filter((line) => !line.startsWith('#') && series.test(line));
  return values.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
