import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { MAX_CONNECTIONS, MAX_IN_SECOND } from '../../../src/ads/firing/host-turns.js';
import { MAX_JOBS, MAX_OF_CLIENT } from '../../../src/ads/firing/queue-room.js';
import {
  type AttemptOutcome,
  type TrackingJob,
  type TrackingOutcome,
  TrackingQueue,
} from '../../../src/ads/firing/tracking-queue.js';

interface Job extends TrackingJob {
  readonly name: string;
}
const job = (name: string, more: Partial<Job> = {}): Job => ({
  ...{ name, tenant: '', client: name, lane: name, host: 'a.example' },
  ...more,
});

/** A queue whose attempts the test answers. */
function bench({
  retryDelaysMs = [0, 0],
  now = () => 0,
}: {
  readonly retryDelaysMs?: readonly number[];
  readonly now?: () => number;
} = {}) {
  const started: string[] = [];
  const waiting = new Map<string, (outcome: AttemptOutcome) => void>();
  const ended: [string, TrackingOutcome][] = [];
  const queue = new TrackingQueue<Job>({
    attempt: ({ name }, signal) => {
      started.push(name);
      signal.addEventListener('abort', () => waiting.get(name)?.('again'));
      return new Promise((resolve) => waiting.set(name, resolve));
    },
    onEnd: ({ name }, outcome) => ended.push([name, outcome]),
    ...{ retryDelaysMs, now },
  });
  const answer = async (name: string, outcome: AttemptOutcome = 'requested') => {
    waiting.get(name)!(outcome);
    await setImmediate();
  };
  return { queue, started, ended, answer };
}

describe('tracking URLs that wait', () => {
  it('are requested one after another in a lane, and beside those of others', async () => {
    const { queue, started, answer } = bench();
    queue.add(job('1', { lane: 'one' }));
    queue.add(job('2', { lane: 'one' }));
    queue.add(job('other'));
    expect(started).toEqual(['1', 'other']);
    await answer('1');
    expect(started).toEqual(['1', 'other', '2']);
  });

  it('of one host are some at once, and those of another host do not wait for them', async () => {
    const { queue, started, answer } = bench();
    for (let n = 0; n <= MAX_CONNECTIONS; n++) queue.add(job(`a${n}`));
    queue.add(job('b', { host: 'b.example' }));
    expect(started).toHaveLength(MAX_CONNECTIONS + 1);
    expect(started.at(-1)).toBe('b');
    await answer('a0');
    expect(started.at(-1)).toBe(`a${MAX_CONNECTIONS}`);
  });

  it('of one host are so many in a second', async () => {
    let now = 0;
    const { queue, started, answer } = bench({ now: () => now });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      for (let n = 0; n < MAX_IN_SECOND + 5; n++) queue.add(job(`${n}`));
      for (let n = 0; n < MAX_IN_SECOND; n++) await answer(`${n}`);
      expect(started).toHaveLength(MAX_IN_SECOND);
      now = 1000;
      vi.advanceTimersByTime(1000);
      expect(started).toHaveLength(MAX_IN_SECOND + 5);
    } finally {
      vi.useRealTimers();
    }
  });

  it('of one host are no more in a second where it is idle in between', async () => {
    let now = 0;
    const { queue, started, answer } = bench({ now: () => now });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      for (let n = 0; n < MAX_IN_SECOND + 5; n++) {
        queue.add(job(`${n}`));
        if (n < MAX_IN_SECOND) await answer(`${n}`);
      }
      expect(started).toHaveLength(MAX_IN_SECOND);
      now = 1000;
      vi.advanceTimersByTime(1000);
      expect(started).toHaveLength(MAX_IN_SECOND + 5);
    } finally {
      vi.useRealTimers();
    }
  });

  it('of a tenant with many hosts leave a quarter of what runs to others, whose turn is next', async () => {
    const { queue, started, answer } = bench();
    for (let n = 0; n < 7500; n++) queue.add(job(`many ${n}`, { tenant: 'many', host: `${n}.example` }));
    expect(started).toHaveLength(96);
    for (let n = 0; n < 40; n++) queue.add(job(`few ${n}`, { tenant: 'few', host: `${n}.few.example` }));
    expect(started).toHaveLength(128);
    await answer('many 0');
    await answer('many 1');
    expect(started.slice(128).sort()).toEqual(['few 32', 'many 96']);
  });

  it('of a tenant at a host that another one waits for are next when it is free', async () => {
    const { queue, started, answer } = bench();
    for (let n = 0; n < 5000; n++)
      queue.add(job(`many ${n}`, { tenant: 'many', host: `${n % 1000}.example` }));
    for (let n = 0; n < MAX_CONNECTIONS; n++)
      queue.add(job(`few ${n}`, { tenant: 'few', host: '999.example' }));
    queue.add(job('last', { tenant: 'few', host: '999.example' }));
    expect(started).not.toContain('last');
    await answer('few 0');
    expect(started.at(-1)).toBe('last');
  });

  it('of a lane wait for one that is tried again, while others of the host do not', async () => {
    const { queue, started, answer } = bench({ retryDelaysMs: [20] });
    queue.add(job('1', { lane: 'one' }));
    queue.add(job('2', { lane: 'one' }));
    await answer('1', 'again');
    for (let n = 0; n < MAX_CONNECTIONS; n++) queue.add(job(`other ${n}`));
    expect(started).toHaveLength(1 + MAX_CONNECTIONS);
    await answer('other 0');
    await vi.waitFor(() => expect(started.at(-1)).toBe('1'));
    await answer('1');
    expect(started.at(-1)).toBe('2');
    expect(queue.size).toBe(MAX_CONNECTIONS);
  });

  it('of one client leave room to the others of its tenant', () => {
    const { queue, ended } = bench();
    for (let n = 0; n < MAX_OF_CLIENT + 10; n++) queue.add(job(`${n}`, { client: 'ann' }));
    expect([queue.size, ended.length]).toEqual([MAX_OF_CLIENT, 10]);
    queue.add(job('of ben', { client: 'ben' }));
    expect(queue.size).toBe(MAX_OF_CLIENT + 1);
  });

  it('take turns among tenants', async () => {
    const { queue, started, answer } = bench();
    for (let n = 0; n < 100; n++) queue.add(job(`many ${n}`, { tenant: 'many' }));
    queue.add(job('few', { tenant: 'few' }));
    await answer('many 0');
    await answer('many 1');
    expect(started.slice(MAX_CONNECTIONS)).toContain('few');
  });

  it('are tried three times in all where a host may answer later, and once where it does not', async () => {
    const { queue, started, ended, answer } = bench();
    queue.add(job('gone'));
    queue.add(job('busy'));
    await answer('gone', 'failed');
    for (let n = 1; n <= 3; n++) {
      await vi.waitFor(() => expect(started.filter((name) => name === 'busy')).toHaveLength(n));
      await answer('busy', 'again');
    }
    expect(ended).toEqual([
      ['gone', 'failed'],
      ['busy', 'failed'],
    ]);
    expect(queue.size).toBe(0);
  });

  it('are bounded, and one tenant leaves a quarter to others', () => {
    const { queue, ended } = bench();
    for (let n = 0; n < MAX_JOBS; n++) queue.add(job(`${n}`, { tenant: 'many' }));
    expect([queue.size, ended.length]).toEqual([MAX_JOBS * 0.75, MAX_JOBS / 4]);
    for (let n = 0; n < MAX_JOBS; n++) queue.add(job(`few ${n}`, { tenant: 'few' }));
    expect(queue.size).toBe(MAX_JOBS);
    expect(new Set(ended.map(([, outcome]) => outcome))).toEqual(new Set(['dropped']));
  });

  it('are waited for by a stop, but not for long', async () => {
    const { queue, ended, answer } = bench({ retryDelaysMs: [60_000] });
    queue.add(job('soon'));
    queue.add(job('later'));
    queue.add(job('never'));
    await answer('later', 'again');
    const closed = queue.close(20);
    await answer('soon');
    queue.add(job('late'));
    await closed;
    await vi.waitFor(() => expect(ended).toHaveLength(4));
    expect(new Map(ended)).toEqual(
      new Map([
        ...([['soon', 'requested']] as const),
        ...(['later', 'late', 'never'] as const).map((name) => [name, 'dropped'] as const),
      ]),
    );
  });

  it('that are to be tried again end once at a stop, which waits for what is out', async () => {
    const { queue, started, ended, answer } = bench({ retryDelaysMs: [30] });
    queue.add(job('later', { lane: 'one' }));
    queue.add(job('behind', { lane: 'one' }));
    queue.add(job('out'));
    await answer('later', 'again');
    let isClosed = false;
    const closed = queue.close(5000).then(() => {
      isClosed = true;
    });
    expect(ended).toEqual([['later', 'dropped']]);
    expect(started.at(-1)).toBe('behind');
    await answer('behind');
    await setTimeout(60);
    expect([isClosed, queue.size]).toEqual([false, 1]);
    await answer('out');
    await closed;
    expect(ended).toHaveLength(3);
  });

  it('are dropped by a stop however many wait', async () => {
    const { queue, ended } = bench();
    for (let n = 0; n < MAX_JOBS; n++) queue.add(job(`${n}`, { tenant: `${n % 2}` }));
    await queue.close(1);
    await vi.waitFor(() => expect(ended).toHaveLength(MAX_JOBS));
    expect(queue.size).toBe(0);
  });
});
