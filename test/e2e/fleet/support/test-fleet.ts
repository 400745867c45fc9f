/** Origins and workers of one fleet in this process, over a real Redis: all is real but the encodes. */
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { onTestFinished } from 'vitest';
import { DeadLetters } from '../../../../src/fleet/coordination/dead-letters.js';
import { Fleet, FleetWorker, type QueueNames, queueNames } from '../../../../src/fleet/index.js';
import { RedisLink } from '../../../../src/redis/redis-link.js';
import type { SegmentRef } from '../../../../src/segments/segment-ref.js';
import { Urgency } from '../../../../src/shared/scheduler/urgency.js';
import type { WorkContext } from '../../../../src/shared/single-flight.js';
import { noTracing } from '../../../../src/shared/tracing/tracing.js';
import { seal } from '../../../fleet/support/jobs.js';
import { madeUpAsset } from '../../../segments/support/made-up-master.js';
import { recordedLog } from '../../../support/recorded-log.js';
import { startRedis, type TestRedis } from '../../../support/redis.js';
import { type ControlledProducer, controlledProducer } from './controlled-producer.js';

/** Of all origins and workers here, unless a test says otherwise. */
export const QUEUES = queueNames({
  buildId: 'build',
  fontsId: 'fonts',
  segmentMap: { targetSeconds: 4, firstSeconds: [2, 2] },
  passthrough: true,
});

const KNOWN_CODES = new Set(['encode_failed', 'internal_error', 'encode_cancelled']);

export interface TestOrigin {
  readonly fleet: Fleet;
  /** What produces on the origin's own machine. */
  readonly local: ControlledProducer;
  readonly link: RedisLink;
  readonly log: { readonly lines: readonly string[] };
  readonly metrics: Registry;
  /** Requests a segment as a viewer who may leave. */
  ask(
    ref: SegmentRef,
    urgency?: Urgency,
    client?: string,
  ): { readonly bytes: Promise<string>; leave(): void };
  /** As if its process was killed. */
  kill(): Promise<void>;
}

export interface TestWorker {
  readonly worker: FleetWorker;
  readonly encodes: ControlledProducer;
  readonly link: RedisLink;
  readonly log: { readonly lines: readonly string[] };
}

interface WorkerOptions {
  readonly slots?: number;
  readonly queues?: QueueNames;
  /** Whether its encodes finish by themselves. */
  readonly automatic?: boolean;
}

/** A Redis, and what starts origins and workers on it. All ends with the test. */
export async function testFleet() {
  const redis = await startRedis();
  onTestFinished(() => redis.close());
  return {
    redis,
    deadLetters: async () => new DeadLetters(await newLink(redis)),
    newLink: () => newLink(redis),
    startOrigin: (options: { readonly limitMs?: number } = {}) => startOrigin(redis, options),
    startWorker: (options: WorkerOptions = {}) => startWorker(redis, options),
  };
}

/** What the origin gets when this worker, or this machine, encodes the segment. */
export function bytesFrom(producer: ControlledProducer, ref: SegmentRef): string {
  return `${ref.key} by ${producer.name}`;
}

async function newLink(redis: TestRedis, log = pino({ level: 'silent' })): Promise<RedisLink> {
  const link = new RedisLink({ url: redis.url, prefix: 'test', log });
  onTestFinished(() => link.close());
  await link.begin();
  return link;
}

let origins = 0;
let workers = 0;

async function startOrigin(
  redis: TestRedis,
  { limitMs = 60_000 }: { readonly limitMs?: number },
): Promise<TestOrigin> {
  const log = recordedLog();
  const link = await newLink(redis, log.log);
  const metrics = new Registry();
  const fleet = new Fleet({
    ...{
      link,
      seal,
      limitMs,
      queues: QUEUES,
      maxWaiting: 1000,
      registry: metrics,
      tracing: noTracing,
      log: log.log,
    },
    isKnownCode: (code) => KNOWN_CODES.has(code),
  });
  const local = controlledProducer(`origin ${++origins}`);
  // Busy with other work, so that it takes no job back.
  local.queueLength = 1;
  const producer = fleet.producer(local);
  await fleet.begin();
  onTestFinished(() => fleet.close());
  return {
    ...{ fleet, local, link, log, metrics },
    ask: (ref, urgency = new Urgency('demand'), client = 'viewer') => {
      const viewer = new AbortController();
      const context: WorkContext = { signal: viewer.signal, urgency, client };
      const bytes = producer.produce(ref, context).then((produced) => Buffer.from(produced.bytes).toString());
      bytes.catch(() => undefined);
      return { bytes, leave: () => viewer.abort() };
    },
    kill: async () => {
      // Its heartbeat ends, and so do its connections; it says nothing.
      link.close();
      await fleet.close();
    },
  };
}

async function startWorker(redis: TestRedis, options: WorkerOptions): Promise<TestWorker> {
  const { slots = 1, queues = QUEUES, automatic = true } = options;
  const log = recordedLog();
  const link = await newLink(redis, log.log);
  const encodes = controlledProducer(`worker ${++workers}`);
  encodes.automatic = automatic;
  const worker = new FleetWorker({
    ...{ link, seal, queues, tracing: noTracing, log: log.log, producer: encodes, registry: new Registry() },
    beforeScrape: () => undefined,
    slots: { heavy: slots, light: slots + 1 },
    library: {
      getForRendition: async (asset) => madeUpAsset(asset),
      revalidate: async () => undefined,
    },
    listen: { host: '127.0.0.1', port: 0 },
    maxFinishedBytes: 1024 * 1024,
  });
  await worker.begin();
  onTestFinished(() => worker.close());
  return { worker, encodes, link, log };
}
