/** Asks the fleet for one job: adds it unless it is there, and waits for what becomes of it. */
import { encodeCancelled } from '../../shared/scheduler/errors.js';
import type { WorkContext } from '../../shared/single-flight.js';
import type { Interest } from '../coordination/interest.js';
import type { JobQueue } from '../jobs/job-queue.js';
import { FleetUnavailable } from './fleet-unavailable.js';
import { JobTurn, type TurnOf } from './job-turn.js';
import type { Outcome, Outcomes } from './outcomes.js';

export interface AskServices {
  readonly interest: Pick<Interest, 'enter' | 'leave'>;
  readonly outcomes: Pick<Outcomes, 'listen' | 'isAwaited'>;
  /** Rejects where Redis does not answer. */
  readonly queue: () => Promise<Pick<JobQueue, 'add' | 'setPriority' | 'remove' | 'removeWaiting'>>;
  /** Calls the listener when Redis does not answer. Returns the function that unsubscribes. */
  readonly onLost: (listener: () => void) => () => void;
  /** How long a job may take, with the time in the queue. */
  readonly limitMs: number;
}

export interface AskRequest extends TurnOf {
  /** As it lies in the queue. */
  readonly sealed: string;
  readonly context: WorkContext;
  /** A worker has taken the job up; or it waits again. */
  readonly onActive: (isActive: boolean) => void;
  /** Aborts when the origin would rather do the job itself. */
  readonly takeBack: AbortSignal;
}

/** The job ended the workers that had it, and is not accepted for a while. */
type Quarantined = { readonly is: 'quarantined' };

/**
 * Resolves with the end of the job.
 * @throws OnplayError `encode_cancelled` when the context's signal aborts: unless another origin waits for the job, it is removed,
 *   or its worker ends it. FleetUnavailable if Redis does not answer, the job takes too long, or it is taken back.
 */
export function ask(services: AskServices, request: AskRequest): Promise<Outcome | Quarantined> {
  return new Asking(services, request).outcome();
}

class Asking {
  readonly #services: AskServices;
  readonly #request: AskRequest;
  readonly #end = Promise.withResolvers<Outcome | Quarantined>();
  readonly #stops: (() => void)[] = [];
  readonly #turn: JobTurn;
  #isTakingBack = false;
  /** What is told to Redis of the job, in order: nothing is said of it before it is there, or after it was left. */
  #told: Promise<void> = Promise.resolve();

  constructor(services: AskServices, request: AskRequest) {
    this.#services = services;
    this.#request = request;
    this.#turn = new JobTurn(services.interest, request);
  }

  async outcome(): Promise<Outcome | Quarantined> {
    if (this.#request.context.signal.aborted) throw encodeCancelled(this.#request.context.signal.reason);
    const added = this.#listen();
    this.#told = this.#add(added).catch(this.#end.reject);
    let isSettled = false;
    try {
      const outcome = await this.#end.promise;
      isSettled = true;
      return outcome;
    } finally {
      for (const stop of this.#stops) stop();
      void this.#told.then(() => this.#leave(isSettled));
    }
  }

  /** Listens for everything that ends the wait. Returns what to call when the job is in the queue. */
  #listen(): () => void {
    const { outcomes, onLost, limitMs } = this.#services;
    const { id, context, onActive, takeBack } = this.#request;
    const { reject, resolve } = this.#end;
    const { added, stop } = outcomes.listen(id, {
      // That it is gone may be heard of before the answer to the command that removed it.
      settled: (outcome) => void (this.#isTakingBack || resolve(outcome)),
      active: onActive,
      // Another origin may have added it with less urgency.
      known: (priority) => void (priority > this.#turn.priority && this.#setPriority()),
    });
    const timer = setTimeout(() => reject(new FleetUnavailable('late')), limitMs);
    this.#stops.push(
      stop,
      () => clearTimeout(timer),
      onLost(() => reject(new FleetUnavailable('redis'))),
      onAbort(context.signal, () => reject(encodeCancelled(context.signal.reason))),
      onAbort(takeBack, () => void this.#takeBack()),
      this.#turn.onChange(() => this.#raise()),
    );
    return added;
  }

  async #add(added: () => void): Promise<void> {
    const { queue } = this.#services;
    const { id, sealed } = this.#request;
    try {
      if (!(await this.#turn.take())) return this.#end.resolve({ is: 'quarantined' });
      await (await queue()).add(id, sealed, this.#turn.priority);
      added();
    } catch (error) {
      throw new FleetUnavailable('redis', error);
    }
  }

  /** The urgency has risen, or another tenant waits too. */
  #raise(): void {
    const raise = async () => {
      const before = this.#turn.priority;
      await this.#turn.take();
      if (this.#turn.priority < before) this.#setPriority();
    };
    // A job in its old place is late at worst.
    this.#told = this.#told.then(raise).catch(() => undefined);
  }

  #setPriority(): void {
    const set = async () => (await this.#services.queue()).setPriority(this.#request.id, this.#turn.priority);
    // A job in its old place is late at worst.
    void set().catch(() => undefined);
  }

  /** Takes the job out of the queue, unless another origin waits for it or a worker has it: it must not be done twice. */
  async #takeBack(): Promise<void> {
    const { queue } = this.#services;
    this.#isTakingBack = true;
    try {
      const isWanted = await this.#turn.leave();
      if (!isWanted && (await (await queue()).removeWaiting(this.#request.id)))
        this.#end.reject(new FleetUnavailable('idle_here'));
      else await this.#turn.take();
    } catch (error) {
      this.#end.reject(new FleetUnavailable('redis', error));
    }
    // What has ended meanwhile is asked for at the next occasion.
    this.#isTakingBack = false;
  }

  /** Leaves the job to the origins that wait for it; if there are none, it is removed. Never rejects. */
  async #leave(isSettled: boolean): Promise<void> {
    const { outcomes, queue } = this.#services;
    const { id } = this.#request;
    try {
      const isWanted = await this.#turn.leave();
      // A worker that runs it finds by itself that no origin waits for it. This one may ask for it again just now.
      if (!isSettled && !isWanted && !outcomes.isAwaited(id)) await (await queue()).removeWaiting(id);
    } catch {
      // Without Redis nothing can be left.
    }
  }
}

/** Calls the listener when the signal aborts, not if it has already. Returns the function that unsubscribes. */
function onAbort(signal: AbortSignal, listener: () => void): () => void {
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
