/** What becomes of jobs: events count from a job's own beginning, and a lost event is made up for. */
import { describe, expect, test } from 'vitest';
import { Outcomes } from '../../../src/fleet/dispatch/outcomes.js';
import type { JobState } from '../../../src/fleet/jobs/job-queue.js';

const DONE = { is: 'completed', result: 'bytes' } as const;
const GONE = { is: 'gone' } as const;

function outcomesWith(states: Record<string, JobState> = {}) {
  const asked: string[] = [];
  const outcomes = new Outcomes(async (id) => {
    asked.push(id);
    const state = states[id];
    if (!state) throw new Error('Redis does not answer');
    return state;
  });
  const listen = (id: string) => {
    const seen: unknown[] = [];
    const { added, stop } = outcomes.listen(id, {
      settled: (outcome) => seen.push(outcome),
      active: (isActive) => seen.push(isActive),
      known: (priority) => seen.push(priority),
    });
    return { seen, added, stop };
  };
  return { outcomes, asked, listen, states };
}

describe('the outcome of a job', () => {
  test('reaches everyone who listens for it', () => {
    const { outcomes, listen } = outcomesWith();
    const [one, other, stranger] = [listen('a'), listen('a'), listen('b')];
    outcomes.onWaiting('a');
    outcomes.onActive('a');
    outcomes.onEnd('a', DONE);
    expect(one.seen).toEqual([false, true, DONE]);
    expect(other.seen).toEqual(one.seen);
    expect(stranger.seen).toEqual([]);
  });

  test('of an earlier job with the same id is not taken for that of this one', () => {
    const { outcomes, listen } = outcomesWith();
    const { seen } = listen('a');
    outcomes.onEnd('a', GONE);
    expect(seen).toEqual([]);
    outcomes.onWaiting('a');
    outcomes.onEnd('a', DONE);
    expect(seen).toEqual([false, DONE]);
  });

  test('is not told to those who have left', () => {
    const { outcomes, listen } = outcomesWith();
    const { seen, stop } = listen('a');
    outcomes.onWaiting('a');
    stop();
    outcomes.onEnd('a', DONE);
    expect(seen).toEqual([false]);
    expect(outcomes.isAwaited('a')).toBe(false);
  });

  test('is asked for when its event was lost', async () => {
    const { outcomes, listen, states } = outcomesWith({ a: { is: 'open', priority: 7 } });
    const { seen, added } = listen('a');
    added();
    await outcomes.poll();
    states['a'] = DONE;
    await outcomes.poll();
    expect(seen).toEqual([7, DONE]);
  });

  test('is not that there is no such job, before it was added', async () => {
    const { outcomes, listen } = outcomesWith({ a: GONE });
    const { seen, added } = listen('a');
    await outcomes.poll();
    expect(seen).toEqual([]);
    added();
    await outcomes.poll();
    expect(seen).toEqual([GONE]);
  });

  test('stays open while Redis does not answer, and jobs that are not listened for are not asked for', async () => {
    const { outcomes, listen, asked } = outcomesWith();
    const { seen, added, stop } = listen('a');
    added();
    await outcomes.poll();
    expect([seen, asked]).toEqual([[], ['a']]);
    stop();
    await outcomes.check('a');
    await outcomes.poll();
    expect(asked).toEqual(['a']);
  });

  test('is asked for in turns, so that thousands of jobs cost a bounded number of questions at a time', async () => {
    const { outcomes, listen, asked } = outcomesWith();
    for (let i = 0; i < 300; i++) listen(`job ${i}`);
    await outcomes.poll();
    expect(asked).toHaveLength(200);
    await outcomes.poll();
    expect(new Set(asked).size).toBe(300);
  });
});
