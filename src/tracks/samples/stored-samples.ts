/** Samples as a file stores them, which may be without the bytes that they all begin with. */
import type { SampleTable } from '../track.js';

type Prefixed = Pick<SampleTable, 'sizes' | 'prefix'>;

/** How many bytes of a sample are in the file, from its offset on; at least 0. */
export function storedSize({ sizes, prefix }: Prefixed, sample: number): number {
  return Math.max(0, sizes[sample]! - (prefix?.byteLength ?? 0));
}

/** A sample, or its beginning, from the bytes that the file has of it. */
export function restoredSample({ prefix }: Pick<Prefixed, 'prefix'>, stored: Uint8Array): Uint8Array {
  return prefix ? Buffer.concat([prefix, stored]) : stored;
}
