/** What an origin says of the jobs it waits for. */
import { describe, expect, test } from 'vitest';
import { type WaitingJob, WaitingJobs } from '../../../src/fleet/dispatch/waiting-jobs.js';
import { clientName } from '../../../src/shared/scheduler/client-name.js';
import { Urgency } from '../../../src/shared/scheduler/urgency.js';

function job(
  client: string,
  changes: Partial<WaitingJob> = {},
  priority: 'demand' | 'prefetch' = 'demand',
): WaitingJob {
  const urgency = new Urgency(priority);
  urgency.join(() => [client]);
  const context = { signal: new AbortController().signal, urgency, client };
  return { lane: 'heavy', context, askedAt: 1000, activeAt: undefined, lostWorkers: 0, ...changes };
}

describe('waiting jobs', () => {
  test('count the clients whose video no worker has taken up', async () => {
    const waiting = new WaitingJobs();
    const { promise, resolve } = Promise.withResolvers<void>();
    const jobs = [
      job('a'),
      job('a'),
      job('b'),
      job('c', { lane: 'light' }),
      job('d', { activeAt: 1 }),
      job('e', {}, 'prefetch'),
      job('f', { isUncounted: true }),
    ];
    const all = jobs.map((one) => waiting.during(one, () => promise));
    expect([waiting.waitingClients(''), waiting.waitingClients('a'), waiting.queued]).toEqual([2, 1, 6]);
    expect(waiting.oldestWaitMs(1500)).toBe(500);
    resolve();
    await Promise.all(all);
    expect([waiting.size, waiting.oldestWaitMs(9000)]).toEqual([0, 0]);
  });

  test('leave room to other clients and to demand, whatever one client asks for', () => {
    const waiting = new WaitingJobs();
    const { promise } = Promise.withResolvers<void>();
    const [greedy, other, prefetch] = [job('greedy'), job('other'), job('other', {}, 'prefetch')];
    const add = (one: WaitingJob) => void waiting.during(one, () => promise);
    for (let i = 0; i < 5; i++) {
      expect(waiting.admits(greedy.context, 10)).toBe(true);
      add(job('greedy'));
    }
    expect(waiting.admits(prefetch.context, 10)).toBe(false);
    // Alone it may fill the queue; beside another it has half of it.
    expect(waiting.admits(greedy.context, 10)).toBe(true);
    add(job('other'));
    expect(waiting.admits(greedy.context, 10)).toBe(false);
    expect(waiting.admits(other.context, 10)).toBe(true);
    for (let i = 0; i < 4; i++) add(job('other'));
    expect(waiting.admits(job('third').context, 10)).toBe(false);
  });

  test('leave room to other tenants, whatever the clients of one ask for, and count their turns', () => {
    const waiting = new WaitingJobs();
    const { promise } = Promise.withResolvers<void>();
    const of = (tenant: string, viewer: number) => job(clientName(`viewer ${viewer}`, tenant));
    const add = (one: WaitingJob) => void waiting.during(one, () => promise);
    for (let i = 0; i < 5; i++) add(of('greedy', i));
    add(of('modest', 0));
    // Each is one job of a client that has no other.
    expect(waiting.admits(of('greedy', 5).context, 10)).toBe(false);
    expect(waiting.admits(of('modest', 1).context, 10)).toBe(true);
    const ahead = (tenant: string) => waiting.waitingClients(clientName('viewer 9', tenant));
    expect([ahead('third'), ahead('modest'), ahead('greedy')]).toEqual([2, 1 + 2, 5 + 1]);
  });

  test('are forgotten when they fail', async () => {
    const waiting = new WaitingJobs();
    await expect(waiting.during(job('a'), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(waiting.size).toBe(0);
  });
});
