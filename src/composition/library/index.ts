/**
 * The library of assets: with encoding, what `onplay inspect` needs. Links no HTTP and holds no keys.
 *
 * `storedIndexes` makes and stores the indexes of masters, with the media tools of encoding; `buildLibrary` gives the
 * library of a configuration over a store of masters and these indexes.
 * `buildTexts` has the texts of assets read, by the threads of `textReading`.
 * `openStore` is the configured store of masters, a folder or a bucket; `Buckets` are those that a process uses, made once for it.
 */
export { type BucketPart, Buckets } from './buckets.js';
export {
  buildLibrary,
  failureMemory,
  type StoredIndexesOptions,
  segmentMapOptions,
  storedIndexes,
} from './library.js';
export { openStore } from './open-store.js';
export { buildTexts, textReading } from './texts.js';
