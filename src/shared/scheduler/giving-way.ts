/** When a running job gives way to one that waits, and for how long. Deadlines are in milliseconds of the lane's clock. */
import type { Pauses } from './pauses.js';
import type { Urgency } from './urgency.js';

/** Only a job due this soon has others paused. A player that starts counts as due in four seconds. */
const URGENT_MS = 5000;
/** A paused job needs this long to get a slot again and to finish. */
const RESERVE_MS = 4000;
/** How much later than the urgent job the one that gives way is due; otherwise the two would take turns for nothing. */
const MARGIN_MS = 2500;
/** The longest pause, whatever the deadline: a paused process holds its memory. */
const MAX_PAUSE_MS = 10_000;

/** Whether a job due at `dueAt` gives way to one due at `urgentAt`. */
export function givesWay(dueAt: number, urgentAt: number, now: number): boolean {
  return urgentAt < now + URGENT_MS && dueAt > Math.max(now + RESERVE_MS, urgentAt + MARGIN_MS);
}

/** Pauses a job, at the latest until it has to go on to meet its deadline, even if that moves. */
export function pauseInTime(pauses: Pauses, urgency: Urgency, clock: () => number): void {
  const latest = clock() + MAX_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;
  const resumeInTime = () => {
    clearTimeout(timer);
    const until = Math.min(latest, urgency.dueAt - RESERVE_MS);
    timer = setTimeout(() => pauses.resume(), Math.max(0, until - clock())).unref();
  };
  pauses.pause();
  resumeInTime();
  const stopWatching = urgency.onEarlierDeadline(resumeInTime);
  const stopListening = pauses.onChange(() => {
    clearTimeout(timer);
    stopWatching();
    stopListening();
  });
}
