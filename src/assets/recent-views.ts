/** Assets as some sessions saw them lately: cut, or with marks. */
import { LRUCache } from 'lru-cache';
import type { Asset } from './asset.js';

/** A view costs as much as this many segments, beside those that it has. */
const BASE_SEGMENTS = 50;

type ViewsOfAsset = Map<string, View>;

interface View {
  readonly asset: Asset;
  readonly place: Place;
}

/** Keeps nothing in memory. */
interface Place {
  readonly views: WeakRef<ViewsOfAsset>;
  readonly name: string;
}

/** Bounded for all assets together: each has views of its own, with text burned in or without its own video, of which all may be cut. */
export class RecentViews {
  /** What is made of an asset goes with it, when that leaves memory. */
  readonly #views = new WeakMap<Asset, ViewsOfAsset>();
  /** How many segments the view at a place costs. */
  readonly #costs: LRUCache<Place, number>;

  constructor(maxSegments: number) {
    this.#costs = new LRUCache({
      maxSize: maxSegments,
      sizeCalculation: (cost) => cost,
      dispose: (_cost, { views, name }) => views.deref()?.delete(name),
    });
  }

  /** The view with this name; what `make` returns is kept, unless it has more segments than all may have. */
  get(asset: Asset, name: string, make: () => Asset): Asset {
    const views = this.#viewsOf(asset);
    const known = views.get(name);
    if (!known) return this.#keep(views, name, make());
    this.#costs.get(known.place);
    return known.asset;
  }

  #keep(views: ViewsOfAsset, name: string, asset: Asset): Asset {
    const place = { views: new WeakRef(views), name };
    this.#costs.set(place, BASE_SEGMENTS + asset.map.count);
    if (this.#costs.has(place)) views.set(name, { asset, place });
    return asset;
  }

  #viewsOf(asset: Asset): ViewsOfAsset {
    const views = this.#views.get(asset) ?? new Map<string, View>();
    this.#views.set(asset, views);
    return views;
  }
}
