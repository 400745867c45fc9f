/** The assets whose indexes are in memory, in their last few versions; those used longest ago go first. */

import { LRUCache } from 'lru-cache';
import type { MasterIndex } from '../masters/index.js';
import type { AssetId } from '../shared/asset-id.js';
import type { Asset } from './asset.js';
import { indexBytes } from './index-bytes.js';
import { masterKey } from './master-resolver.js';

/** Of how many assets the versions are known at once, and of how many versions of each. */
const MAX_ASSETS = 10_000;
const MAX_VERSIONS = 4;

export class KnownAssets {
  /** By the keys of their masters. */
  readonly #assets: LRUCache<string, Asset>;
  /** The keys of each asset's masters that were indexed, the newest first. */
  readonly #versions = new LRUCache<AssetId, readonly string[]>({ max: MAX_ASSETS });

  /** @param maxBytes of all indexes together. */
  constructor(maxBytes: number) {
    this.#assets = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (asset) => indexBytes(asset.index),
    });
  }

  /** What the indexes take. */
  get bytes(): number {
    return this.#assets.calculatedSize;
  }

  /** @param key of its master, see `masterKey`. */
  get(key: string): Asset | undefined {
    return this.#assets.get(key);
  }

  /** The same, which does not count as a use. */
  peek(key: string): Asset | undefined {
    return this.#assets.peek(key);
  }

  /** The newest version of an asset that has a rendition of this key. */
  withRendition(id: AssetId, renditionKey: string): Asset | undefined {
    for (const key of this.#versions.get(id) ?? []) {
      const asset = this.#assets.get(key);
      if (asset?.renditionOf(renditionKey)) return asset;
    }
    return undefined;
  }

  keep(asset: Asset): void {
    const key = masterKey(asset.master);
    const others = (this.#versions.get(asset.id) ?? []).filter((other) => other !== key);
    this.#assets.set(key, asset);
    this.#versions.set(asset.id, [key, ...others].slice(0, MAX_VERSIONS));
  }

  /** Forgets the asset of one master. */
  delete(key: string): void {
    this.#assets.delete(key);
  }

  /** Forgets an asset, or one version of it. */
  forget(id: AssetId, version?: string): void {
    const isChosen = (key: string) => version === undefined || key === masterKey({ asset: id, version });
    const versions = this.#versions.get(id) ?? [];
    for (const key of versions.filter(isChosen)) this.#assets.delete(key);
    this.#versions.set(
      id,
      versions.filter((key) => !isChosen(key)),
    );
  }

  clear(): void {
    this.#assets.clear();
    this.#versions.clear();
  }

  /** Forgets the one used longest ago, and gives back its index; undefined where there is none. */
  dropOldest(): MasterIndex | undefined {
    return this.#assets.pop()?.index;
  }
}
