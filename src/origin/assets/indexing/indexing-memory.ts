/** Has large indexes made one after the other, so that the process stays within its memory. */
import { Turns } from './turns.js';

/** Up to this many bytes an index is made beside others: two hours of video at 60 frames a second take 25 million. */
const SMALL_BYTES = 32_000_000;

export class IndexingMemory {
  readonly #turns = new Turns(1);
  /** Who makes a large index. */
  #holder: object | undefined;

  /**
   * Resolves when the owner may take so many bytes in all. It has to `release` them.
   * @throws OnplayError `encode_cancelled` when the signal aborts before.
   */
  async reserve(owner: object, bytes: number, signal: AbortSignal): Promise<void> {
    if (bytes <= SMALL_BYTES || this.#holder === owner) return;
    await this.#turns.take(signal);
    this.#holder = owner;
  }

  /** What the owner took is no longer under way. */
  release(owner: object): void {
    if (this.#holder !== owner) return;
    this.#holder = undefined;
    this.#turns.giveBack();
  }
}
