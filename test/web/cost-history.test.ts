import { describe, expect, it } from 'vitest';
import { browserModule } from './browser-module.js';
import { createFixtureWork, type FixtureStatus } from './fixture-work.js';

type History = Record<'busy' | 'encoded' | 'requests', number[]>;

const { activity, extendHistory, HISTORY_LENGTH, NO_HISTORY } = await browserModule<{
  activity(status: FixtureStatus): string;
  extendHistory(history: History, before: FixtureStatus | undefined, status: FixtureStatus): History;
  HISTORY_LENGTH: number;
  NO_HISTORY: History;
}>('figures/cost-history.js');
const { sparklinePath } = await browserModule<{
  sparklinePath(values: number[], capacity: number, width: number, height: number): string;
}>('shared/sparkline.js');

const idle = createFixtureWork(0).status();

function status(encodes: Partial<FixtureStatus['encodes']>, hits = 0): FixtureStatus {
  return { ...idle, encodes: { ...idle.encodes, ...encodes }, cache: { ...idle.cache, hits } };
}

describe('the current cost', () => {
  it('is described in a sentence', () => {
    expect(activity(idle)).toBe('Idle. Nothing is being encoded.');
    expect(activity(status({ running: 1 }))).toBe('Encoding 1 segment.');
    expect(activity(status({ running: 2, queued: 3 }))).toBe('Encoding 2 segments, 3 queued.');
  });

  it('shows the increase of counters since the previous answer', () => {
    const first = extendHistory(NO_HISTORY, undefined, status({ total: 40 }, 10));
    const second = extendHistory(first, status({ total: 40 }, 10), status({ total: 43, running: 2 }, 18));
    expect(second).toEqual({ busy: [0, 2], encoded: [0, 3], requests: [0, 8] });
  });

  it('treats counters that went backwards as a restarted server', () => {
    const history = extendHistory(NO_HISTORY, status({ total: 40 }, 10), status({ total: 0 }, 0));
    expect(history).toMatchObject({ encoded: [0], requests: [0] });
  });

  it('has a bounded history', () => {
    let history = NO_HISTORY;
    for (let answer = 0; answer < HISTORY_LENGTH + 10; answer += 1)
      history = extendHistory(history, idle, idle);
    expect(history.busy).toHaveLength(HISTORY_LENGTH);
  });
});

describe('a sparkline', () => {
  it('ends at the right edge and starts from the baseline', () => {
    expect(sparklinePath([0, 2, 1], 5, 40, 10)).toBe('M20.0 10.0L30.0 0.0L40.0 5.0');
  });

  it('is flat while nothing happens, and empty without values', () => {
    expect(sparklinePath([0, 0], 3, 20, 10)).toBe('M10.0 10.0L20.0 10.0');
    expect(sparklinePath([], 3, 20, 10)).toBe('');
  });
});
