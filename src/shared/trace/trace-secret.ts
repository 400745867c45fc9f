import { LRUCache } from 'lru-cache';
import { codeOfViewer } from './trace-code.js';
import { type AssetTraceKeys, assetTraceKeys } from './trace-key.js';

/** 300 bytes each. */
const MAX_KNOWN = 1000;

/** The key from which all hidden marks of an installation follow. */
export class TraceSecret {
  readonly #key: string;
  readonly #known = new LRUCache<string, AssetTraceKeys>({ max: MAX_KNOWN });

  /** @param key 64 hexadecimal digits. */
  constructor(key: string) {
    this.#key = key;
  }

  /** The keys of an asset, by its name. */
  keysOf(asset: string): AssetTraceKeys {
    const keys = this.#known.get(asset) ?? assetTraceKeys(this.#key, asset);
    this.#known.set(asset, keys);
    return keys;
  }

  /** The code of a viewer whose token names none; see `codeOfViewer`. */
  codeOf(viewer: { readonly viewer: string; readonly tenant?: string }): number {
    return codeOfViewer(this.#key, viewer);
  }
}
