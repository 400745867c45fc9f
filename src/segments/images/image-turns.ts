/** The turns in which images are produced, before any of them takes a place among the encodes of those who play. */
import { Lane } from '../../shared/scheduler/lane.js';
import { Pauses } from '../../shared/scheduler/pauses.js';
import type { WorkContext } from '../../shared/single-flight.js';

/** Images take up to one slot in so many. */
const SLOTS_PER_IMAGE = 4;
/** A page of posters asks for all of them at once, and a browser asks for none of them again. */
const MAX_QUEUED = 64;

/**
 * A client with a token may ask for any number of frames, without being admitted as a viewer is. So only a few images at a time reach
 * the queue of encodes; the others wait here, where each client has its share.
 */
export class ImageTurns {
  readonly #clock: () => number;
  readonly #lane: Lane;

  /** @param slots how many encodes of video run concurrently, read each time. @param clock milliseconds. */
  constructor(slots: () => number, clock: () => number) {
    this.#clock = clock;
    this.#lane = new Lane({
      get slots() {
        return Math.max(1, Math.floor(slots() / SLOTS_PER_IMAGE));
      },
      maxQueued: MAX_QUEUED,
      clock,
    });
  }

  /**
   * Runs `work` as soon as it is its turn.
   * @throws OnplayError `queue_full` when too many wait, of which this client has most; `encode_cancelled`; what `work` throws.
   */
  async run<T>({ urgency, client, signal }: WorkContext, work: () => Promise<T>): Promise<T> {
    const release = await this.#lane.acquire({ urgency, client, pauses: new Pauses(this.#clock) }, signal);
    try {
      return await work();
    } finally {
      release();
    }
  }
}
