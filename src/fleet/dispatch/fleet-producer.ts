/** Produces segments by the fleet, and on this machine while there is none. */
import type { Logger } from 'pino';
import { producerOf } from '../../encoder/index.js';
import type { ProducedSegment, SegmentProducer, SegmentRef } from '../../segments/index.js';
import { OnplayError } from '../../shared/errors.js';
import { encodeCancelled, queueFull } from '../../shared/scheduler/errors.js';
import type { WorkContext } from '../../shared/single-flight.js';
import type { Tracing } from '../../shared/tracing/tracing.js';
import type { FleetSeal } from '../fleet-seal.js';
import { type JobLane, jobIdOf, jobOf, sealJob } from '../jobs/job.js';
import type { AskRequest } from './ask.js';
import type { Circuit } from './circuit.js';
import type { Dispatcher } from './dispatcher.js';
import type { FleetMetrics } from './fleet-metrics.js';
import { type FallbackReason, FleetUnavailable } from './fleet-unavailable.js';
import { tenantOfJob } from './job-turn.js';
import type { FleetView } from './presence.js';
import { takeBackWhenIdle } from './take-back.js';
import type { WaitingJob, WaitingJobs } from './waiting-jobs.js';

interface FleetProducerOptions {
  /** Produces what costs nothing, and everything while there is no fleet. */
  readonly local: SegmentProducer;
  readonly dispatcher: Pick<Dispatcher, 'produce'>;
  readonly view: () => FleetView;
  /** Call when a job found that Redis does not answer. */
  readonly lose: () => void;
  readonly circuit: Circuit;
  readonly waiting: WaitingJobs;
  /** How many jobs of this origin may wait for a worker; more in a large fleet. */
  readonly maxWaiting: number;
  readonly seal: FleetSeal;
  readonly metrics: Pick<FleetMetrics, 'jobs' | 'fallbacks' | 'waitSeconds'>;
  readonly tracing: Tracing;
  readonly log: Logger;
}

/** Jobs that a slot does in the time that a viewer waits for one. */
const WAITING_PER_SLOT = 32;

export class FleetProducer implements SegmentProducer {
  readonly #options: FleetProducerOptions;

  constructor(options: FleetProducerOptions) {
    this.#options = options;
  }

  get slots(): number {
    const { view, local } = this.#options;
    return view().slots.heavy || local.slots;
  }

  get queueLength(): number {
    const { view, local, waiting } = this.#options;
    const { heavy, light } = view().waiting;
    // What was asked for since the last look counts too.
    return Math.max(heavy + light, waiting.queued) + local.queueLength;
  }

  waitingClients(except: string): number {
    const { waiting, local } = this.#options;
    return waiting.waitingClients(except) + local.waitingClients(except);
  }

  produce(ref: SegmentRef, context: WorkContext): Promise<ProducedSegment> {
    const { local } = this.#options;
    const lane = laneOf(ref);
    if (!lane) return local.produce(ref, context);
    const refusal = this.#refusal();
    return refusal ? this.#fallBack(refusal, ref, context) : this.#produce(lane, ref, context);
  }

  /** Why the fleet is not asked. */
  #refusal(): FallbackReason | undefined {
    const { isReachable, workers } = this.#options.view();
    if (!isReachable) return 'redis';
    if (workers === 0) return 'no_workers';
    return this.#options.circuit.admit() ? undefined : 'resting';
  }

  async #produce(lane: JobLane, ref: SegmentRef, context: WorkContext): Promise<ProducedSegment> {
    const { circuit, metrics } = this.#options;
    try {
      const produced = await this.#dispatch(lane, ref, context);
      circuit.succeeded();
      metrics.jobs.inc({ outcome: 'produced' });
      return produced;
    } catch (error) {
      if (!(error instanceof FleetUnavailable)) throw this.#reported(error);
      if (error.reason === 'idle_here') circuit.abandoned();
      else circuit.failed();
      if (error.reason === 'redis') this.#options.lose();
      if (context.signal.aborted) throw encodeCancelled(error);
      return this.#fallBack(error.reason, ref, context);
    }
  }

  /** The worker's own error, which shows that the fleet works; or that of the viewers who have left. */
  #reported(error: unknown): unknown {
    const { circuit, metrics } = this.#options;
    const isCancelled = error instanceof OnplayError && error.about === 'moment';
    if (isCancelled) circuit.abandoned();
    else circuit.succeeded();
    metrics.jobs.inc({ outcome: isCancelled ? 'cancelled' : 'failed' });
    return error;
  }

  #fallBack(reason: FallbackReason, ref: SegmentRef, context: WorkContext): Promise<ProducedSegment> {
    const { local, metrics, log } = this.#options;
    metrics.fallbacks.inc({ reason });
    log.debug({ recipe: ref.key, reason }, 'the origin encodes');
    return local.produce(ref, context);
  }

  #dispatch(lane: JobLane, ref: SegmentRef, context: WorkContext): Promise<ProducedSegment> {
    const { waiting, view, maxWaiting, tracing } = this.#options;
    const places = Math.max(maxWaiting, WAITING_PER_SLOT * view().slots.heavy);
    if (!waiting.admits(context, places)) throw queueFull();
    const job: WaitingJob = {
      lane,
      context,
      isUncounted: ref.variant.rendition.kind === 'image',
      askedAt: performance.now(),
      activeAt: undefined,
      lostWorkers: 0,
    };
    const attributes = {
      'onplay.segment': ref.key,
      'onplay.lane': lane,
      'onplay.priority': context.urgency.priority,
    };
    return waiting.during(job, () => tracing.span('job', attributes, () => this.#run(job, ref)));
  }

  async #run(job: WaitingJob, ref: SegmentRef): Promise<ProducedSegment> {
    const { dispatcher, local, metrics } = this.#options;
    const takeBack = takeBackWhenIdle(job, local);
    try {
      const produced = await dispatcher.produce(job.lane, this.#request(job, ref, takeBack.signal));
      const queuedMs = (job.activeAt ?? job.askedAt) - job.askedAt;
      metrics.waitSeconds.observe({ lane: job.lane }, queuedMs / 1000);
      const { timings } = produced;
      return { ...produced, timings: { ...timings, queueMs: timings.queueMs + queuedMs } };
    } finally {
      takeBack.stop();
    }
  }

  #request(job: WaitingJob, ref: SegmentRef, takeBack: AbortSignal): AskRequest {
    const { seal, tracing } = this.#options;
    const { context } = job;
    const { dueAt } = context.urgency;
    // To workers, what no viewer waits for is all the same; when it is due tells them apart.
    const priority = context.urgency.priority === 'demand' ? 'demand' : 'prefetch';
    const traceparent = tracing.currentTraceparent();
    const dueInMs = dueAt - performance.now();
    const tenant = tenantOfJob(context.client, ref.variant.asset.id);
    const described = jobOf(ref, { tenant, priority, dueInMs, ...(traceparent && { traceparent }) });
    return {
      id: jobIdOf(described),
      lane: job.lane,
      asset: described.asset,
      sealed: sealJob(seal, described),
      ...{ context, takeBack },
      onActive: (isActive) => {
        if (!isActive && job.activeAt !== undefined) job.lostWorkers += 1;
        job.activeAt = isActive ? performance.now() : undefined;
      },
    };
  }
}

/** The queue of a segment; undefined for what costs nothing: an init segment, text, or samples that are copied. */
function laneOf({ variant: { rendition }, name }: SegmentRef): JobLane | undefined {
  if (name === 'init') return undefined;
  if (rendition.kind === 'image') return 'heavy';
  return rendition.kind === 'text' || rendition.passthrough ? undefined : producerOf(rendition).lane;
}
