/** How an origin gets a segment from the fleet: what it believes, what it asks for again, and when it gives up. */
import { pino } from 'pino';
import { Histogram } from 'prom-client';
import { describe, expect, test, vi } from 'vitest';
import { SegmentFetchError } from '../../../src/fleet/delivery/fetch-segment.js';
import type { AskRequest, AskServices } from '../../../src/fleet/dispatch/ask.js';
import { AvoidedWorkers } from '../../../src/fleet/dispatch/avoided-workers.js';
import { Dispatcher } from '../../../src/fleet/dispatch/dispatcher.js';
import { FleetUnavailable } from '../../../src/fleet/dispatch/fleet-unavailable.js';
import { type Outcome, Outcomes } from '../../../src/fleet/dispatch/outcomes.js';
import { failureOf, sealFailure } from '../../../src/fleet/jobs/failure.js';
import { jobIdOf, sealJob } from '../../../src/fleet/jobs/job.js';
import { sealResult } from '../../../src/fleet/jobs/result.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { clientName } from '../../../src/shared/scheduler/client-name.js';
import { encodeCancelled } from '../../../src/shared/scheduler/errors.js';
import { Urgency } from '../../../src/shared/scheduler/urgency.js';
import { job, otherSeal, resultOf, seal, WORKER_ID } from '../support/jobs.js';

const ID = jobIdOf(job());
const BYTES = Buffer.from('bytes');
const NEVER = new AbortController().signal;

const completed = (result: unknown = sealResult(seal, ID, resultOf())): Outcome => ({
  is: 'completed',
  result,
});
const failed = (error: OnplayError, by = seal): Outcome => ({
  is: 'failed',
  reason: sealFailure(by, ID, failureOf(error)),
});

/** A fleet in which the job ends as the test says, each time it is asked for. */
function fleet(
  ends: readonly (Outcome | 'silent')[],
  fetched: readonly (Buffer | SegmentFetchError)[] = [BYTES],
) {
  const calls: string[] = [];
  const outcomes = new Outcomes(async () => ({ is: 'gone' }));
  const [remainingEnds, remainingBytes] = [[...ends], [...fetched]];
  const lost: (() => void)[] = [];
  const state = {
    isQuarantined: false,
    isWanted: false,
    turns: { tenant: 1, acme: 1 } as Record<string, number>,
  };
  const queue = {
    add: async (id: string, _sealed: string, priority: number) => {
      calls.push(`add ${priority}`);
      const end = remainingEnds.shift() ?? 'silent';
      outcomes.onWaiting(id);
      if (end !== 'silent') queueMicrotask(() => outcomes.onEnd(id, end));
    },
    setPriority: async (_id: string, priority: number) => void calls.push(`priority ${priority}`),
    remove: async () => void calls.push('remove'),
    removeWaiting: async () => {
      calls.push('remove');
      return true;
    },
  };
  const services: AskServices = {
    interest: {
      enter: async ({ tenant }, band) => {
        calls.push(`enter ${tenant} ${band}`);
        return state.isQuarantined
          ? undefined
          : { now: 0, later: 0, prefetch: 0, [band]: state.turns[tenant] ?? 1 };
      },
      leave: async (_job, tenants) => {
        calls.push(`leave ${tenants.join(' ')}`);
        return state.isWanted;
      },
    },
    outcomes,
    queue: async () => queue,
    onLost: (listener) => {
      lost.push(listener);
      return () => undefined;
    },
    limitMs: 60_000,
  };
  const suspended: string[] = [];
  const dispatcher = new Dispatcher({
    seal,
    services: () => services,
    fetcher: {
      fetch: async () => {
        const next = remainingBytes.shift() ?? BYTES;
        if (next instanceof Error) throw next;
        return next;
      },
    },
    avoided: new AvoidedWorkers(() => 1),
    suspend: async (worker) => void suspended.push(worker),
    isKnownCode: () => true,
    metrics: { fetchSeconds: new Histogram({ name: 'fetch', help: 'fetch', registers: [] }) },
    log: pino({ level: 'silent' }),
  });
  const viewer = new AbortController();
  const urgency = new Urgency('prefetch');
  const request: AskRequest = {
    ...{
      id: ID,
      lane: 'heavy',
      asset: job().asset,
      sealed: sealJob(seal, job()),
      takeBack: NEVER,
      onActive: () => undefined,
    },
    context: { signal: viewer.signal, urgency, client: 'viewer' },
  };
  const produce = () => dispatcher.produce('heavy', request);
  return {
    produce,
    calls,
    state,
    suspended,
    urgency,
    leave: () => viewer.abort(),
    lose: () => {
      for (const listener of lost) listener();
    },
  };
}

function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'produced',
    (error: unknown) => (error instanceof FleetUnavailable ? error.reason : error),
  );
}

describe('a segment from the fleet', () => {
  test('is what the worker has announced', async () => {
    const { produce, calls } = fleet([completed()]);
    expect(await produce()).toEqual({ bytes: BYTES, timings: resultOf().timings, slotMs: 9 });
    await vi.waitFor(() => expect(calls.at(-1)).toBe('leave tenant'));
  });

  test('is asked for again where the job was lost, cancelled by others, or its worker has ended', async () => {
    const missing = new SegmentFetchError('missing');
    const { produce, calls } = fleet([{ is: 'gone' }, failed(encodeCancelled()), completed()]);
    expect((await produce()).bytes).toBe(BYTES);
    expect(calls.filter((call) => call.startsWith('add'))).toHaveLength(3);
    const unreachable = fleet([completed(), completed()], [missing, BYTES]);
    expect((await unreachable.produce()).bytes).toBe(BYTES);
    // The old result would be found again otherwise.
    expect(unreachable.calls).toContain('remove');
  });

  test('is not asked for more than three times', async () => {
    const { produce, calls } = fleet([{ is: 'gone' }, { is: 'gone' }, { is: 'gone' }]);
    expect(await reasonOf(produce())).toBe('no_result');
    expect(calls.filter((call) => call.startsWith('add'))).toHaveLength(3);
  });

  test.each<[string, Outcome]>([
    ['a result without a seal', completed(resultOf())],
    ['a result of another job', completed(sealResult(seal, 's1', resultOf()))],
    ['a result with the seal of a stranger', completed(sealResult(otherSeal, ID, resultOf()))],
    [
      'a failure of a stranger',
      failed(new OnplayError('encode_failed', { publicDetail: 'Trust me.' }), otherSeal),
    ],
    ['a failure that is no text of ours', { is: 'failed', reason: 'boom' }],
  ])('is not %s', async (_what, outcome) => {
    expect(await reasonOf(fleet([outcome]).produce())).toBe('forged');
  });

  test('with wrong bytes is refused, and so is whatever that worker has for a while', async () => {
    const { produce, suspended } = fleet([completed(), completed()], [new SegmentFetchError('wrong')]);
    expect(await reasonOf(produce())).toBe('wrong_bytes');
    expect(suspended).toEqual([WORKER_ID]);
    expect(await reasonOf(produce())).toBe('wrong_bytes');
  });

  test('that failed for good fails with the error of the worker', async () => {
    const error = new OnplayError('segment_unplayable', { publicDetail: 'This section is damaged.' });
    expect(await reasonOf(fleet([failed(error)]).produce())).toMatchObject({
      ...{ code: 'segment_unplayable', publicDetail: 'This section is damaged.', about: 'subject' },
    });
  });

  test.each([
    ['has not got the master', new OnplayError('asset_unknown', { publicDetail: 'No such asset.' })],
    [
      'prepares the master',
      new OnplayError('master_preparing', { publicDetail: 'Soon.', about: 'moment', retryable: true }),
    ],
  ])('is left to the origin, which knows better, where the worker %s', async (_what, error) => {
    expect(await reasonOf(fleet([failed(error)]).produce())).toBe('unable');
  });

  test('in quarantine fails at once', async () => {
    const { produce, state, calls } = fleet([]);
    state.isQuarantined = true;
    expect(await reasonOf(produce())).toMatchObject({ code: 'encode_failed', about: 'subject' });
    expect(calls.filter((call) => call.startsWith('add'))).toEqual([]);
  });
});

describe('waiting for a job', () => {
  const entered = (calls: readonly string[]) =>
    expect(calls).toEqual(['enter tenant prefetch', 'add 1400000']);

  test('ends when the viewer leaves, and the job is removed', async () => {
    const { produce, leave, calls } = fleet(['silent']);
    const produced = reasonOf(produce());
    await vi.waitFor(() => entered(calls));
    leave();
    expect(await produced).toMatchObject({ code: 'encode_cancelled' });
    await vi.waitFor(() => expect(calls.slice(2)).toEqual(['leave tenant', 'remove']));
  });

  test('leaves the job to another origin that waits for it', async () => {
    const { produce, leave, calls, state } = fleet(['silent']);
    state.isWanted = true;
    const produced = reasonOf(produce());
    await vi.waitFor(() => entered(calls));
    leave();
    await produced;
    await vi.waitFor(() => expect(calls.slice(2)).toEqual(['leave tenant']));
  });

  test('ends when Redis does not answer', async () => {
    const { produce, lose, calls } = fleet(['silent']);
    const produced = reasonOf(produce());
    await vi.waitFor(() => entered(calls));
    lose();
    expect(await produced).toBe('redis');
  });

  test('moves the job forward when a viewer comes to need it, among the demand of its tenant', async () => {
    const { produce, urgency, calls, leave } = fleet(['silent']);
    const produced = reasonOf(produce());
    await vi.waitFor(() => entered(calls));
    urgency.promote();
    await vi.waitFor(() => expect(calls.slice(2)).toEqual(['enter tenant now', 'priority 1']));
    leave();
    await produced;
  });

  test('does not move it where the viewer comes to need it no sooner than before', async () => {
    const { produce, urgency, calls, leave } = fleet(['silent']);
    const produced = reasonOf(produce());
    await vi.waitFor(() => entered(calls));
    urgency.setDeadline(-1);
    leave();
    await produced;
    await vi.waitFor(() => expect(calls.slice(2)).toEqual(['leave tenant', 'remove']));
  });

  test('leaves a job that a viewer came to need in the same moment after it was moved', async () => {
    const { produce, urgency, calls, leave } = fleet(['silent']);
    const produced = reasonOf(produce());
    await vi.waitFor(() => entered(calls));
    urgency.promote();
    leave();
    await produced;
    await vi.waitFor(() => expect(calls.slice(-2)).toEqual(['leave tenant', 'remove']));
    expect(calls.indexOf('enter tenant now')).toBe(2);
  });

  test('moves the job forward when a viewer of another tenant comes to wait for it, to the turn of that tenant', async () => {
    const { produce, urgency, calls, leave, state } = fleet(['silent']);
    urgency.promote();
    state.turns['tenant'] = 400;
    const produced = reasonOf(produce());
    await vi.waitFor(() => expect(calls).toEqual(['enter tenant now', 'add 799']));
    urgency.join(() => [clientName('viewer bob', 'acme')]);
    await vi.waitFor(() => expect(calls.slice(2)).toEqual(['enter acme now', 'priority 1']));
    // One more of either changes nothing.
    urgency.join(() => ['viewer eve', clientName('viewer eve', 'acme')]);
    leave();
    await produced;
    await vi.waitFor(() => expect(calls.slice(4)).toEqual(['leave tenant acme', 'remove']));
  });

  test('takes turns for so many tenants that one is good, and no more', async () => {
    const { produce, urgency, calls, leave } = fleet(['silent']);
    for (let i = 0; i < 1000; i++) urgency.join(() => [clientName('viewer', `tenant ${i}`)]);
    const produced = reasonOf(produce());
    await vi.waitFor(() => expect(calls.at(-1)).toMatch(/^add/));
    expect(calls.filter((call) => call.startsWith('enter'))).toHaveLength(16);
    leave();
    await produced;
  });
});
