/** Limits how many downloads go on at once, and how many of them one client or one token has: each holds a few segments in memory. */
import { OnplayError } from '../shared/errors.js';

/** Of one client, where others may want to download too. */
const MAX_OF_CLIENT = 4;
/** Of all, those with one token: one that names no viewer may be used at any number of addresses, each of which is a client. */
const TOKEN_SHARE = 1 / 2;

/** Whose download it is. */
export interface Downloader {
  readonly client: string;
  /** As `PlaybackScope.token`. */
  readonly token: string;
}

export class DownloadTurns {
  readonly #max: number;
  readonly #ofClient = new Map<string, number>();
  readonly #ofToken = new Map<string, number>();
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
  begin({ client, token }: Downloader): () => void {
    const maxOfToken = Math.max(MAX_OF_CLIENT, this.#max * TOKEN_SHARE);
    const isFull =
      this.#count >= this.#max ||
      (this.#ofClient.get(client) ?? 0) >= MAX_OF_CLIENT ||
      (this.#ofToken.get(token) ?? 0) >= maxOfToken;
    if (isFull) throw downloadsFull();
    this.#count += 1;
    const ends = [counted(this.#ofClient, client), counted(this.#ofToken, token)];
    return () => {
      this.#count -= 1;
      for (const end of ends) end();
    };
  }
}

/** Counts one more of a name. Returns the function that counts it off. */
function counted(counts: Map<string, number>, name: string): () => void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
  return () => {
    const left = (counts.get(name) ?? 1) - 1;
    if (left > 0) counts.set(name, left);
    else counts.delete(name);
  };
}

function downloadsFull(): OnplayError {
  return new OnplayError('downloads_full', {
    publicDetail:
      'This server sends as many downloads as it may, or as one client or one token may have. Try again later.',
    retryable: true,
    about: 'moment',
  });
}
