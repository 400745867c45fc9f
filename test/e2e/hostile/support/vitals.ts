/** A server's longest stall, its peak memory and whether it survives, measured during an action. */
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Origin } from '../../../support/origin.js';

export interface Vitals {
  /** The longest response time of `/healthz`, polled every 20 ms, without the waits for a processor. */
  readonly worstStallMs: number;
  /** Peak resident memory since the server started; infinite if the process has exited. */
  readonly peakMebibytes: number;
  /** Whether the process is still running. */
  readonly isAlive: boolean;
}

/** Limits for every server in `./run test`, whatever the action (on two cores that do other work besides). */
export const MOST_STALL_MS = 250;
export const MOST_MEBIBYTES = 600;

/** Runs an action against a server and returns its result and the server's vitals. */
export async function vitalsDuring<T>(
  origin: Origin,
  act: () => Promise<T>,
): Promise<{ readonly vitals: Vitals; readonly result: T }> {
  const poller = new Worker(new URL('./health-poller.mjs', import.meta.url), {
    workerData: { url: origin.url, pid: origin.process.pid },
  });
  try {
    await new Promise((resolve) => poller.once('online', resolve));
    const result = await act();
    const reported = new Promise<{ worstMs: number; failures: number }>((resolve) =>
      poller.once('message', resolve),
    );
    poller.postMessage('stop');
    const { worstMs } = await reported;
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

/** `VmHWM` of proc(5), in MiB. */
function peakOf(pid: number): number {
  return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** Prints one row of the suites' table. @param answers a summary for the reader */
export function printRow(instance: string, vitals: Vitals, answers: string): void {
  const { worstStallMs, peakMebibytes, isAlive } = vitals;
  const state = isAlive ? `peak ${peakMebibytes.toFixed(0)} MiB` : 'the process ended';
  process.stdout.write(
    `hostile | ${instance} | worst stall ${worstStallMs.toFixed(0)} ms | ${state} | ${answers}\n`,
  );
}
