/** Finds the next cluster in a damaged file, by the four bytes of its id. */
import type { ByteSource } from '../../stores/index.js';
import { MAX_SEARCHED_BYTES } from './limits.js';

const CLUSTER_ID = Buffer.of(0x1f, 0x43, 0xb6, 0x75);
const STEP_BYTES = 256 * 1024;

export class ClusterSearch {
  readonly #source: ByteSource;
  #bytesLeft = MAX_SEARCHED_BYTES;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /**
   * The offset of the first cluster in [from, end); undefined if there is none within what may be searched of a file.
   * @throws what the source throws.
   */
  async next(from: number, end: number): Promise<number | undefined> {
    for (let at = from; at < end && this.#bytesLeft > 0; at += STEP_BYTES) {
      // An id may lie across two steps.
      const length = Math.min(STEP_BYTES + CLUSTER_ID.length - 1, end - at);
      const bytes = await this.#source.read(at, length);
      this.#bytesLeft -= length;
      const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(CLUSTER_ID);
      if (found >= 0) return at + found;
    }
    return undefined;
  }
}
