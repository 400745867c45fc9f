/** The encodes of video that are in progress on the workers of a cluster (Linux only). */
import type { WorkerProcess } from '../../../support/worker.js';
import { ffmpegsBelow, isInProgress } from '../../promises/fixtures/ffmpeg-children.js';

/** The ids of the processes. @param height only those of this height. */
export function encodesOn({ process: { pid } }: WorkerProcess, height?: number): number[] {
  const scaled = new RegExp(`scale=.*\\b${height}\\b`);
  return ffmpegsBelow(pid!)
    .filter((child) => isInProgress(child) && child.arguments.includes('libx264'))
    .filter((child) => height === undefined || child.arguments.some((word) => scaled.test(word)))
    .map((child) => child.pid);
}
