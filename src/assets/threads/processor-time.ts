/** Processor time of one thread, as Linux counts it: also of a thread that is busy and answers nothing. */
import { readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

const NANOSECONDS_PER_MS = 1_000_000;

/** What a thread has used so far, in values that can be sent to another thread of the process. */
export interface ProcessorTime {
  /** `schedstat` of the thread, below `/proc`. */
  readonly file: string;
  readonly ms: number;
}

/** Of the current thread; undefined where the system does not tell. */
export function ownProcessorTime(): ProcessorTime | undefined {
  try {
    const file = `/proc/${readlinkSync('/proc/thread-self')}/schedstat`;
    const ms = millisecondsIn(readFileSync(file, 'latin1'));
    return ms === undefined ? undefined : { file, ms };
  } catch {
    return undefined;
  }
}

/** The milliseconds that a thread has used since; undefined where the system does not tell, and once the thread has ended. */
export async function processorMsSince({ file, ms }: ProcessorTime): Promise<number | undefined> {
  const now = millisecondsIn(await readFile(file, 'latin1').catch(() => ''));
  return now === undefined ? undefined : now - ms;
}

/** `schedstat` (Linux, sched-stats.rst): nanoseconds on a processor, nanoseconds of waiting for one, and how often it had one. */
function millisecondsIn(schedstat: string): number | undefined {
  const [, nanoseconds] = /^(\d{1,18}) /.exec(schedstat) ?? [];
  return nanoseconds === undefined ? undefined : Number(nanoseconds) / NANOSECONDS_PER_MS;
}
