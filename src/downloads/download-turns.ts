/** Limits how many downloads go on at once, and how many of them one client has: each holds a few segments in memory. */
import { OnplayError } from '../shared/errors.js';

/** Of one client, where others may want to download too. */
const MAX_OF_CLIENT = 4;

export class DownloadTurns {
  readonly #max: number;
  readonly #ofClient = new Map<string, number>();
  #count = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** How many downloads go on. */
  get size(): number {
    return this.#count;
  }

  /** @throws OnplayError `downloads_closed` if there are to be none, now or later. */
  assertOpen(): void {
    if (this.#max > 0) return;
    throw new OnplayError('downloads_closed', {
      publicDetail: 'This server sends no downloads. Its operator has to set ONPLAY_MAX_DOWNLOADS.',
    });
  }

  /**
   * Begins a download. Returns the function to call once when it has ended.
   * @throws OnplayError `downloads_full`.
   */
  begin(client: string): () => void {
    const own = this.#ofClient.get(client) ?? 0;
    if (this.#count >= this.#max || own >= MAX_OF_CLIENT) throw downloadsFull();
    this.#count += 1;
    this.#ofClient.set(client, own + 1);
    return () => this.#end(client);
  }

  #end(client: string): void {
    const left = (this.#ofClient.get(client) ?? 1) - 1;
    this.#count -= 1;
    if (left > 0) this.#ofClient.set(client, left);
    else this.#ofClient.delete(client);
  }
}

function downloadsFull(): OnplayError {
  return new OnplayError('downloads_full', {
    publicDetail:
      'This server sends as many downloads as it may, or as one client may have. Try again later.',
    retryable: true,
    about: 'moment',
  });
}
