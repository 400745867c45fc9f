/** How a server fares while something is done to it: its longest stall, its memory, and whether it is still there. */
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Origin } from '../../../support/origin.js';

export interface Vitals {
  /** The longest that `/healthz`, asked every 20 ms, took to answer. */
  readonly worstStallMs: number;
  /** The most resident memory since the server started; of a server that is gone, infinite. */
  readonly peakMebibytes: number;
  /** Whether the process is still there. */
  readonly isAlive: boolean;
}

/** What `./run test` holds every server to, whatever is done to it (on two cores that do other work besides). */
export const MOST_STALL_MS = 250;
export const MOST_MEBIBYTES = 600;

/** Does something to a server, and tells how the server fared meanwhile. */
export async function vitalsDuring<T>(
  origin: Origin,
  act: () => Promise<T>,
): Promise<{ readonly vitals: Vitals; readonly result: T }> {
  const poller = new Worker(new URL('./health-poller.mjs', import.meta.url), { workerData: origin.url });
  try {
    await new Promise((resolve) => poller.once('online', resolve));
    const result = await act();
    const told = new Promise<{ worstMs: number; failures: number }>((resolve) =>
      poller.once('message', resolve),
    );
    poller.postMessage('stop');
    const { worstMs } = await told;
    return { vitals: vitalsOf(origin, worstMs), result };
  } finally {
    await poller.terminate();
  }
}

function vitalsOf({ process: child }: Origin, worstStallMs: number): Vitals {
  const isAlive = child.exitCode === null && child.signalCode === null;
  const peakMebibytes = isAlive ? peakOf(child.pid!) : Number.POSITIVE_INFINITY;
  return { worstStallMs, peakMebibytes, isAlive };
}

/** `VmHWM` of proc(5). */
function peakOf(pid: number): number {
  return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** One row of the table that the suites in this folder print. @param answers as a reader should see them. */
export function printRow(instance: string, vitals: Vitals, answers: string): void {
  const { worstStallMs, peakMebibytes, isAlive } = vitals;
  const state = isAlive ? `peak ${peakMebibytes.toFixed(0)} MiB` : 'the process ended';
  process.stdout.write(
    `hostile | ${instance} | worst stall ${worstStallMs.toFixed(0)} ms | ${state} | ${answers}\n`,
  );
}
