/** A timer that stands still while a job is paused. */
import type { Pauses } from '../../shared/scheduler/pauses.js';

/** Calls `onEnd` once this many milliseconds have passed in which the job was not paused. Returns the function that cancels it. */
export function countDown(milliseconds: number, onEnd: () => void, pauses?: Pauses): () => void {
  let left = milliseconds;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    startedAt = performance.now();
    timer = setTimeout(onEnd, left);
  };
  const stop = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    left -= performance.now() - startedAt;
  };
  const stopListening = pauses?.onChange(() => (pauses.isPaused ? stop() : start()));
  if (!pauses?.isPaused) start();
  return () => {
    stop();
    stopListening?.();
  };
}
