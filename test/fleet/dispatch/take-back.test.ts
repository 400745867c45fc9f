/** When an origin does a job itself that no worker takes up. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { takeBackWhenIdle } from '../../../src/fleet/dispatch/take-back.js';
import type { WaitingJob } from '../../../src/fleet/dispatch/waiting-jobs.js';
import { Urgency } from '../../../src/shared/scheduler/urgency.js';

const PATIENCE_MS = 4000;

describe('a job is taken back', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  function isTakenBack(
    changes: Partial<WaitingJob> = {},
    queueLength = 0,
    waitMs = 2 * PATIENCE_MS,
  ): boolean {
    const context = { signal: new AbortController().signal, urgency: new Urgency('demand'), client: 'a' };
    const askedAt = performance.now();
    const job: WaitingJob = {
      ...{ lane: 'heavy', context, askedAt, activeAt: undefined, lostWorkers: 0 },
      ...changes,
    };
    const { signal, stop } = takeBackWhenIdle(job, { queueLength });
    vi.advanceTimersByTime(waitMs);
    stop();
    return signal.aborted;
  }

  test('when it has waited for seconds and this machine has nothing to do', () => {
    expect([isTakenBack(), isTakenBack({}, 1), isTakenBack({}, 0, PATIENCE_MS / 2)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('not while a worker has it', () => {
    expect(isTakenBack({ activeAt: 1 })).toBe(false);
  });

  test('also when its worker has ended, and not when two have', () => {
    expect([isTakenBack({ lostWorkers: 1 }), isTakenBack({ lostWorkers: 2 })]).toEqual([true, false]);
  });
});
