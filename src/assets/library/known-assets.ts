/** The assets whose indexes are in memory, the last few versions of each; the least recently used are evicted first. */

import { LRUCache } from 'lru-cache';
import type { MasterIndex } from '../../masters/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import type { Asset } from '../asset.js';
import { findVariant } from '../variant.js';
import { indexBytes } from './index-bytes.js';
import { masterKey } from './master-resolver.js';

/** How many assets' versions are tracked, and how many versions of each. */
const MAX_ASSETS = 10_000;
const MAX_VERSIONS = 4;
/** How many earlier assets of one version, with other sidecars, are tracked: they share its index. */
const MAX_EARLIER = 3;

export class KnownAssets {
  /** By master key. */
  readonly #assets: LRUCache<string, Asset>;
  /** The master keys of each asset's indexed versions, the newest first. */
  readonly #versions = new LRUCache<AssetId, readonly string[]>({ max: MAX_ASSETS });
  /** What an asset was before its sidecars changed, the newest first. */
  readonly #earlier = new WeakMap<Asset, readonly Asset[]>();

  /** @param maxBytes the limit for all indexes together. */
  constructor(maxBytes: number) {
    this.#assets = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ index, dubs }) =>
        dubs.reduce((bytes, { asset }) => bytes + indexBytes(asset.index), indexBytes(index)),
    });
  }

  /** The memory that all indexes take. */
  get bytes(): number {
    return this.#assets.calculatedSize;
  }

  /** @param key a master key; see `masterKey`. */
  get(key: string): Asset | undefined {
    return this.#assets.get(key);
  }

  /** Like `get`, but does not count as a use. */
  peek(key: string): Asset | undefined {
    return this.#assets.peek(key);
  }

  /** The newest version of an asset that has a rendition of this key, also with sidecars that it no longer has. */
  withRendition(id: AssetId, renditionKey: string): Asset | undefined {
    for (const key of this.#versions.get(id) ?? []) {
      const asset = this.#assets.get(key);
      const all = asset ? [asset, ...(this.#earlier.get(asset) ?? [])] : [];
      const found = all.find((one) => findVariant(one, renditionKey));
      if (found) return found;
    }
    return undefined;
  }

  /** The newest version of an asset in memory. */
  newest(id: AssetId): Asset | undefined {
    const [key] = this.#versions.get(id) ?? [];
    return key === undefined ? undefined : this.#assets.peek(key);
  }

  add(asset: Asset): void {
    const key = masterKey(asset.master);
    const others = (this.#versions.get(asset.id) ?? []).filter((other) => other !== key);
    const before = this.#assets.peek(key);
    if (before && before !== asset && before.index === asset.index)
      this.#earlier.set(asset, [before, ...(this.#earlier.get(before) ?? [])].slice(0, MAX_EARLIER));
    this.#assets.set(key, asset);
    this.#versions.set(asset.id, [key, ...others].slice(0, MAX_VERSIONS));
  }

  /** Removes the asset of one master key. */
  delete(key: string): void {
    this.#assets.delete(key);
  }

  /** Removes the asset of one master key if only its outline is known. */
  deleteIncomplete(key: string): void {
    if (this.#assets.peek(key)?.complete) this.#assets.delete(key);
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

  /** Removes the least recently used asset and returns its index; undefined where there is none. */
  evictOldest(): MasterIndex | undefined {
    return this.#assets.pop()?.index;
  }
}
