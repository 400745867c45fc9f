/** The encodes of video that are in progress on the workers of a cluster (Linux only). */
import type { WorkerProcess } from '../../../support/worker.js';
import { ffmpegsBelow } from '../../promises/fixtures/ffmpeg-children.js';

interface MeantEncodes {
  /** Of a processor's time: beyond what a warm process has taken to start, and far from all that a heavy segment takes. */
  readonly usedMs?: number;
  /** Only those of this height. */
  readonly height?: number;
}

/** The ids of the processes. */
export function encodesOn(
  { process: { pid } }: WorkerProcess,
  { usedMs = 150, height }: MeantEncodes = {},
): number[] {
  const scaled = new RegExp(`scale=.*\\b${height}\\b`);
  return ffmpegsBelow(pid!)
    .filter((child) => child.usedMs > usedMs && child.arguments.includes('libx264'))
    .filter((child) => height === undefined || child.arguments.some((word) => scaled.test(word)))
    .map((child) => child.pid);
}
