/** Has the fleet produce a segment: asks for the job, fetches the bytes of its result, and checks both. */
import type { Logger } from 'pino';
import type { ProducedSegment } from '../../segments/index.js';
import { authorize } from '../delivery/authorization.js';
import { SegmentFetchError, type SegmentFetcher } from '../delivery/fetch-segment.js';
import type { FleetSeal } from '../fleet-seal.js';
import { errorOf, JOB_REFUSED, openFailure, workersLost } from '../jobs/failure.js';
import type { JobLane } from '../jobs/job.js';
import { type JobResult, openResult } from '../jobs/result.js';
import { type AskRequest, type AskServices, ask } from './ask.js';
import type { AvoidedWorkers } from './avoided-workers.js';
import type { FleetMetrics } from './fleet-metrics.js';
import { FleetUnavailable } from './fleet-unavailable.js';
import type { Outcome } from './outcomes.js';

interface DispatcherOptions {
  readonly seal: FleetSeal;
  readonly services: (lane: JobLane) => AskServices;
  readonly fetcher: Pick<SegmentFetcher, 'fetch'>;
  readonly avoided: AvoidedWorkers;
  /** Has a worker take no jobs for a while. */
  readonly suspend: (worker: string) => Promise<unknown>;
  /** Whether the table of problems has a code. */
  readonly isKnownCode: (code: string) => boolean;
  readonly metrics: Pick<FleetMetrics, 'fetchSeconds'>;
  readonly log: Logger;
}

/** A job that was lost, or whose worker ended before its bytes were fetched, is asked for this often. */
const MAX_ASKED = 3;

/** What a worker reports of a job that another one may do. */
const ASK_AGAIN: ReadonlySet<string> = new Set(['encode_cancelled', 'shutting_down', JOB_REFUSED]);
/** What a worker says of masters that it may not see as this origin does. */
const OF_OTHER_MASTERS: ReadonlySet<string> = new Set(['asset_unknown', 'version_gone', 'segment_unknown']);

export class Dispatcher {
  readonly #options: DispatcherOptions;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /**
   * @throws OnplayError as the worker reports it, or `encode_cancelled` when the context's signal aborts. FleetUnavailable when
   *   the origin has to produce the segment itself.
   */
  async produce(lane: JobLane, request: AskRequest): Promise<ProducedSegment> {
    const services = this.#options.services(lane);
    for (let asked = 0; asked < MAX_ASKED; asked++) {
      const outcome = await ask(services, request);
      if (outcome.is === 'quarantined') throw workersLost();
      const produced = await this.#take(outcome, request);
      if (produced) return produced;
      // What is left of it would be in the way of a new one.
      if (outcome.is !== 'gone') await this.#remove(services, request.id);
    }
    throw new FleetUnavailable('no_result');
  }

  /** The segment; undefined where the job is worth asking for again. */
  async #take(outcome: Outcome, request: AskRequest): Promise<ProducedSegment | undefined> {
    if (outcome.is === 'gone') return undefined;
    if (outcome.is === 'failed') return this.#fail(request.id, outcome.reason);
    const result = openResult(this.#options.seal, request.id, outcome.result);
    if (!result) throw this.#forged(request.id, 'result');
    if (this.#options.avoided.has(result.worker)) throw new FleetUnavailable('wrong_bytes');
    const bytes = await this.#fetch(result, request);
    return bytes && { bytes, timings: result.timings, slotMs: result.slotMs };
  }

  /** @throws the error that the worker reported, if it is of the encode: all else the origin knows better. */
  #fail(id: string, reason: string): undefined {
    const failure = openFailure(this.#options.seal, id, reason);
    if (!failure) throw this.#forged(id, 'failure');
    const { code, about } = failure;
    if (ASK_AGAIN.has(code)) return;
    const error = errorOf(failure, this.#options.isKnownCode);
    if (about === 'subject' && !OF_OTHER_MASTERS.has(code)) throw error;
    this.#options.log.debug({ job: id, code }, 'a worker cannot do a job');
    throw new FleetUnavailable('unable', error);
  }

  /** Undefined where the worker does not have the bytes any more. */
  async #fetch(result: JobResult, { id, context }: AskRequest): Promise<Uint8Array | undefined> {
    const { seal, fetcher, metrics } = this.#options;
    const stop = metrics.fetchSeconds.startTimer();
    try {
      return await fetcher.fetch(result, authorize(seal, id, Date.now()), context.signal);
    } catch (error) {
      if (!(error instanceof SegmentFetchError)) throw error;
      if (error.problem === 'wrong') throw this.#distrust(result, id);
      this.#options.log.debug(
        { job: id, worker: result.worker, problem: error.problem },
        'a segment was not fetched',
      );
      return undefined;
    } finally {
      stop();
    }
  }

  #distrust({ worker, url }: JobResult, job: string): FleetUnavailable {
    const { avoided, suspend, log } = this.#options;
    avoided.add(worker);
    void suspend(worker).catch(() => undefined);
    log.error(
      { worker, at: new URL(url).host, job },
      'a worker sent other bytes than it had announced; it is avoided',
    );
    return new FleetUnavailable('wrong_bytes');
  }

  #forged(job: string, what: 'result' | 'failure'): FleetUnavailable {
    this.#options.log.error(
      { job, what },
      'what Redis says of a job was not written by this fleet; it is refused',
    );
    return new FleetUnavailable('forged');
  }

  async #remove(services: AskServices, id: string): Promise<void> {
    await (await services.queue().catch(redisLost)).remove(id).catch(redisLost);
  }
}

function redisLost(error: unknown): never {
  throw new FleetUnavailable('redis', error);
}
