/** What was cut of assets lately. */
import { LRUCache } from 'lru-cache';
import type { ClipFrames } from '../../shared/clip.js';
import type { Asset } from '../asset.js';

/** An asset that is cut costs as much as this many segments, beside those that it has. */
const BASE_SEGMENTS = 50;

type CutsOfAsset = Map<string, Cut>;

interface Cut {
  readonly asset: Asset;
  readonly place: Place;
}

/** Keeps nothing in memory. */
interface Place {
  readonly cuts: WeakRef<CutsOfAsset>;
  readonly name: string;
}

/** Bounded for all assets together: each has views of its own, with text burned in or without its own video, of which all may be cut. */
export class RecentCuts {
  /** What is cut goes with what it was cut of, when that leaves memory. */
  readonly #cuts = new WeakMap<Asset, CutsOfAsset>();
  /** How many segments the cut at a place costs. */
  readonly #costs: LRUCache<Place, number>;

  constructor(maxSegments: number) {
    this.#costs = new LRUCache({
      maxSize: maxSegments,
      sizeCalculation: (cost) => cost,
      dispose: (_cost, { cuts, name }) => cuts.deref()?.delete(name),
    });
  }

  /** The asset cut to the frames; what `cut` returns is kept, unless it has more segments than all may have. */
  get(asset: Asset, { first, end }: ClipFrames, cut: () => Asset): Asset {
    const name = `${first}-${end}`;
    const cuts = this.#cutsOf(asset);
    const known = cuts.get(name);
    if (!known) return this.#keep(cuts, name, cut());
    this.#costs.get(known.place);
    return known.asset;
  }

  #keep(cuts: CutsOfAsset, name: string, asset: Asset): Asset {
    const place = { cuts: new WeakRef(cuts), name };
    this.#costs.set(place, BASE_SEGMENTS + asset.map.count);
    if (this.#costs.has(place)) cuts.set(name, { asset, place });
    return asset;
  }

  #cutsOf(asset: Asset): CutsOfAsset {
    const cuts = this.#cuts.get(asset) ?? new Map<string, Cut>();
    this.#cuts.set(asset, cuts);
    return cuts;
  }
}
