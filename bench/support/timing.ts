/** Helpers to measure one side of a pair at a time, with the server otherwise idle. */
import type { Origin } from '../../test/support/origin.js';

/** Milliseconds that `work` took. */
export async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const POLL_MS = 20;
const MAX_ATTEMPTS = 3000;

/** Waits until prefetching is finished, so that it does not slow the other side of the pair. */
export async function idle(origin: Origin): Promise<void> {
  for (let looks = 0; looks < MAX_ATTEMPTS; looks++) {
    const { encodes } = (await statusOf(origin)) as { encodes: { running: number; queued: number } };
    if (encodes.running + encodes.queued === 0) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error('the server was not idle within a minute');
}

/** The answer of `/api/status`. */
export async function statusOf(origin: Origin): Promise<unknown> {
  const headers = { Authorization: `Bearer ${origin.adminKey}` };
  return (await origin.fetch('/api/status', { headers })).json();
}

/** The sum of all Prometheus series that match; 0 if there is none. */
export async function metricOf(origin: Origin, series: RegExp): Promise<number> {
  const text = await (await origin.fetch('/metrics')).text();
  const values = text.split('\n').filter((line) => !line.startsWith('#') && series.test(line));
  return values.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
