/**
 * The media playlists of sequences that were requested last. One of a day has four megabytes, which take the only thread some 60 ms to write, and belongs
 * to one session: without this, each request of a viewer would cost as much, also `HEAD` and one that is answered with 304.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { TextBody } from '../../../manifests/index.js';
import type { AssetId } from '../../../shared/asset-id.js';
import { SingleFlight } from '../../../shared/single-flight.js';

/** What a playlist follows from, for one build of Onplay: the signed list has the versions of all that is played. */
interface PlaylistName {
  readonly asset: AssetId;
  /** The signed list. */
  readonly signed: string;
  /** Key of the rendition. */
  readonly rendition: string;
  /** Of whom is remembered what they will play. */
  readonly client: string;
}

/** Of the texts; compressed forms have a tenth of it in addition. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Players load a playlist when they start or change the rendition; what is replaced meanwhile is not served for longer. */
const KEPT_MS = 60_000;

export class SequencePlaylists {
  readonly #building = new SingleFlight<TextBody>();
  readonly #kept = new LRUCache<string, TextBody>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ bytes }) => Math.max(1, bytes),
    ttl: KEPT_MS,
    ttlAutopurge: true,
  });

  /**
   * The playlist, built unless it is kept, once for all who wait for it.
   * @param client aborts when the client leaves; `build` ends when all have left.
   * @throws what `build` throws; OnplayError `encode_cancelled` for a client that left.
   */
  async of(
    name: PlaylistName,
    client: AbortSignal,
    build: (signal: AbortSignal) => Promise<string>,
  ): Promise<TextBody> {
    const key = keyOf(name);
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const { promise } = this.#building.share(key, { signal: client }, async ({ signal }) => {
      const body = new TextBody(await build(signal));
      this.#kept.set(key, body);
      return body;
    });
    return promise;
  }
}

/** Signed lists have some kilobytes. */
function keyOf({ asset, signed, rendition, client }: PlaylistName): string {
  return createHash('sha256')
    .update(JSON.stringify([asset, signed, rendition, client]))
    .digest('base64url');
}
