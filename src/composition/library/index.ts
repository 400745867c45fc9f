/**
 * The library of assets: with encoding, what `onplay inspect` needs. Links no HTTP and holds no keys.
 *
 * `storedIndexes` makes and stores the indexes of masters, with the media tools of encoding; `buildLibrary` gives the
 * library of a configuration over a store of masters and these indexes.
 * `openStore` is the configured store of masters, a folder or a bucket; `openBucket` a part of a bucket for what Onplay writes.
 */
export {
  buildLibrary,
  failureMemory,
  type StoredIndexesOptions,
  segmentMapOptions,
  storedIndexes,
} from './library.js';
export { type BucketPart, openBucket } from './open-bucket.js';
export { openStore, s3Settings } from './open-store.js';
