/** Numbers for the segments of all renditions of all assets, so that arrays can hold what is known of each. */

export interface SegmentKeys {
  readonly count: number;
  of(asset: number, rendition: number, segment: number): number;
  assetOf(key: number): number;
  renditionOf(key: number): number;
  segmentOf(key: number): number;
}

/** @param sizes how many there are of each: assets, renditions of an asset, segments of a rendition. */
export function segmentKeys(sizes: {
  readonly assets: number;
  readonly renditions: number;
  readonly segments: number;
}): SegmentKeys {
  const { assets, renditions, segments } = sizes;
  return {
    count: assets * renditions * segments,
    of: (asset, rendition, segment) => (asset * renditions + rendition) * segments + segment,
    assetOf: (key) => Math.floor(key / (renditions * segments)),
    renditionOf: (key) => Math.floor(key / segments) % renditions,
    segmentOf: (key) => key % segments,
  };
}

/** Which edges have which segments: a bit for each pair. */
export class EdgeCaches {
  readonly #edges: number;
  readonly #bits: Uint32Array;

  constructor(keys: number, edges: number) {
    this.#edges = edges;
    this.#bits = new Uint32Array(Math.ceil((keys * edges) / 32));
  }

  /** Whether the edge did not have the segment; it has from then on. */
  add(key: number, edge: number): boolean {
    const bit = key * this.#edges + edge;
    const word = bit >>> 5;
    const mask = 1 << (bit & 31);
    const isNew = (this.#bits[word]! & mask) === 0;
    this.#bits[word]! |= mask;
    return isNew;
  }
}
