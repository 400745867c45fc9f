/** Who produces a segment: the fleet, or this machine while there is none. */
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import type { AskRequest } from '../../../src/fleet/dispatch/ask.js';
import { Circuit } from '../../../src/fleet/dispatch/circuit.js';
import { fleetMetrics } from '../../../src/fleet/dispatch/fleet-metrics.js';
import { FleetProducer } from '../../../src/fleet/dispatch/fleet-producer.js';
import { type FallbackReason, FleetUnavailable } from '../../../src/fleet/dispatch/fleet-unavailable.js';
import type { FleetView } from '../../../src/fleet/dispatch/presence.js';
import { WaitingJobs } from '../../../src/fleet/dispatch/waiting-jobs.js';
import { jobIdOf, openJob } from '../../../src/fleet/jobs/job.js';
import type { SegmentRef } from '../../../src/segments/segment-ref.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { clientName } from '../../../src/shared/scheduler/client-name.js';
import { Urgency } from '../../../src/shared/scheduler/urgency.js';
import { noTracing } from '../../../src/shared/tracing/tracing.js';
import { audioRef, job, seal, videoRef } from '../support/jobs.js';

const TIMINGS = { queueMs: 1, feedMs: 2, encodeMs: 3, packageMs: 4 };
const WITH_WORKERS: FleetView = {
  ...{ isReachable: true, workers: 2, deadLetters: 0 },
  slots: { heavy: 8, light: 10 },
  waiting: { heavy: 3, light: 1 },
};

function produced(by: string) {
  return { bytes: Buffer.from(by), timings: TIMINGS, slotMs: 9 };
}

/** @param answer of the fleet: an error, or what it does before it answers. */
function origin(view: FleetView, answer: Error | ((request: AskRequest) => void) = () => undefined) {
  const registry = new Registry();
  const state = { view };
  const circuit = new Circuit({ limit: 3, firstPauseMs: 60_000, maxPauseMs: 60_000, clock: () => 0 });
  const asked: { lane: string; request: AskRequest }[] = [];
  const lost: number[] = [];
  const waiting = new WaitingJobs();
  const producer = new FleetProducer({
    ...{ seal, circuit, waiting, maxWaiting: 10, tracing: noTracing, log: pino({ level: 'silent' }) },
    local: { slots: 2, queueLength: 5, waitingClients: () => 7, produce: async () => produced('local') },
    dispatcher: {
      produce: async (lane, request) => {
        asked.push({ lane, request });
        if (answer instanceof Error) throw answer;
        answer(request);
        return produced('fleet');
      },
    },
    view: () => state.view,
    lose: () => lost.push(1),
    metrics: fleetMetrics(registry, { view: () => state.view, oldestWaitMs: () => 0 }),
  });
  const viewer = new AbortController();
  const urgency = new Urgency('demand', performance.now() + 5000);
  const by = async (ref: SegmentRef) => {
    const { bytes } = await producer.produce(ref, { signal: viewer.signal, urgency, client: 'viewer' });
    return Buffer.from(bytes).toString();
  };
  const counted = async (metric: string) =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith(metric) && !line.endsWith(' 0'));
  return { producer, by, asked, lost, state, circuit, counted, viewer, waiting, urgency };
}

describe('a segment', () => {
  test('is produced by the fleet, in the lane of its kind, as urgent as it is', async () => {
    const { by, asked, counted } = origin(WITH_WORKERS);
    expect([await by(videoRef()), await by(audioRef())]).toEqual(['fleet', 'fleet']);
    expect(asked.map(({ lane }) => lane)).toEqual(['heavy', 'light']);
    const { id, sealed } = asked[0]!.request;
    expect(id).toBe(jobIdOf(job()));
    expect(openJob(seal, id, sealed)?.dueInMs).toBeGreaterThan(4000);
    expect(await counted('onplay_fleet_jobs_total')).toEqual([
      'onplay_fleet_jobs_total{outcome="produced"} 2',
    ]);
  });

  test('is one of the tenant of the token that asks, else of the tenant of its asset', async () => {
    const { producer, asked, viewer, urgency } = origin(WITH_WORKERS);
    for (const client of ['viewer ann', clientName('viewer ann', 'acme')])
      await producer.produce(videoRef(), { signal: viewer.signal, urgency, client });
    const jobs = asked.map(({ request: { id, sealed } }) => openJob(seal, id, sealed));
    expect(jobs).toMatchObject([{ tenant: 'tenant' }, { tenant: 'acme' }]);
  });

  test('that costs nothing is produced here', async () => {
    const { by, asked } = origin(WITH_WORKERS);
    const copied = {
      ...videoRef().variant,
      rendition: { ...videoRef().variant.rendition, passthrough: { bitrate: 1 } },
    };
    expect(await by(videoRef('init'))).toBe('local');
    expect(await by({ ...videoRef(), variant: copied } as SegmentRef)).toBe('local');
    expect(asked).toEqual([]);
  });

  test.each<[FallbackReason, Partial<FleetView>]>([
    ['redis', { isReachable: false }],
    ['no_workers', { workers: 0 }],
  ])('is produced here for the reason %s, without asking', async (reason, change) => {
    const { by, asked, counted } = origin({ ...WITH_WORKERS, ...change });
    expect([await by(videoRef()), asked]).toEqual(['local', []]);
    expect(await counted('onplay_fleet_fallbacks_total')).toEqual([
      `onplay_fleet_fallbacks_total{reason="${reason}"} 1`,
    ]);
  });

  test('is produced here when the fleet does not, and after some of these the fleet rests', async () => {
    const { by, asked, circuit } = origin(WITH_WORKERS, new FleetUnavailable('late'));
    for (let i = 0; i < 3; i++) expect(await by(videoRef(i))).toBe('local');
    expect(circuit.isOpen).toBe(true);
    expect(await by(videoRef(9))).toBe('local');
    expect(asked).toHaveLength(3);
  });

  test('that finds Redis gone says so to all others', async () => {
    const { by, lost } = origin(WITH_WORKERS, new FleetUnavailable('redis'));
    expect(await by(videoRef())).toBe('local');
    expect(lost).toHaveLength(1);
  });

  test('that no viewer waits for any more is not produced here either', async () => {
    const { by, viewer } = origin(WITH_WORKERS, new FleetUnavailable('late'));
    viewer.abort();
    await expect(by(videoRef())).rejects.toMatchObject({ code: 'encode_cancelled' });
  });

  test('that fails on a worker fails here, and shows that the fleet works', async () => {
    const { by, circuit } = origin(
      WITH_WORKERS,
      new OnplayError('encode_failed', { publicDetail: 'It failed.' }),
    );
    circuit.failed();
    circuit.failed();
    await expect(by(videoRef())).rejects.toMatchObject({ code: 'encode_failed' });
    circuit.failed();
    expect(circuit.isOpen).toBe(false);
  });
});

describe('how busy an origin with a fleet is', () => {
  test('is the fleet, and this machine where there is none', () => {
    const { producer, state } = origin(WITH_WORKERS);
    expect([producer.slots, producer.queueLength, producer.waitingClients('')]).toEqual([8, 9, 7]);
    state.view = {
      ...WITH_WORKERS,
      workers: 0,
      slots: { heavy: 0, light: 0 },
      waiting: { heavy: 0, light: 0 },
    };
    expect([producer.slots, producer.queueLength]).toEqual([2, 5]);
  });

  test('has a bound: more jobs than places are refused', async () => {
    const { by, waiting, urgency } = origin({ ...WITH_WORKERS, slots: { heavy: 0, light: 0 } });
    const { promise } = Promise.withResolvers<void>();
    const context = { signal: new AbortController().signal, urgency, client: 'viewer' };
    for (let i = 0; i < 10; i++)
      void waiting.during(
        { lane: 'heavy', context, askedAt: 0, activeAt: undefined, lostWorkers: 0 },
        () => promise,
      );
    await expect(by(videoRef())).rejects.toMatchObject({ code: 'queue_full' });
  });
});
