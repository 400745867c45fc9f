/** The library of assets over a store of masters. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import {
  AssetLibrary,
  type AssetLibraryOptions,
  CopyStore,
  createIndexStore,
  IndexingThreads,
  type IndexStore,
  MasterCopies,
  SharedCopies,
} from '../../assets/index.js';
import type { Config } from '../../config/index.js';
import { growingStore, type MasterIndex, type MediaTools } from '../../masters/index.js';
import { FailureMemory } from '../../shared/failure-memory.js';
import type { MasterStore } from '../../stores/index.js';
import type { Encoding } from '../encoding/index.js';
import type { BucketPart } from './buckets.js';

/** How many failures are remembered at once. */
const MAX_REMEMBERED = 10_000;
/** What failed this often in a row, though it might have passed, is not tried again for a while. */
const RETRYABLE_LIMIT = 3;

interface LibraryOptions {
  readonly store: MasterStore;
  readonly indexes: IndexStore;
  readonly encoding: Pick<Encoding, 'scheduler' | 'buildId' | 'fontsId' | 'imageHashes' | 'logos'>;
  readonly texts: AssetLibraryOptions['texts'];
  /** Absent where no keys are held. */
  readonly gainSeal?: NonNullable<AssetLibraryOptions['gainSeal']>;
  /** How long a request waits for a master that is being prepared. */
  readonly patience?: AssetLibraryOptions['patience'];
  readonly onEvent?: NonNullable<AssetLibraryOptions['onEvent']>;
  /** Of refused masters. */
  readonly refusals: FailureMemory;
  /** Milliseconds from any fixed moment. */
  readonly clock?: NonNullable<AssetLibraryOptions['clock']>;
  readonly log: Logger;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
}

/** The library of a configuration; opens nothing yet. */
export function buildLibrary(config: Config, { encoding, ...options }: LibraryOptions): AssetLibrary {
  return new AssetLibrary({
    ...options,
    store: growingStore(options.store, { pauseMs: config.recordingPauseMs }),
    segmentMap: segmentMapOptions(config),
    buildId: encoding.buildId,
    fontsId: encoding.fontsId,
    markImages: encoding.imageHashes,
    logos: encoding.logos,
    scheduler: encoding.scheduler,
    passthrough: config.passthrough,
  });
}

/** Where the masters of a configuration are cut. */
export function segmentMapOptions(config: Config): AssetLibraryOptions['segmentMap'] {
  return {
    targetSeconds: config.segmentTargetMs / 1000,
    firstSeconds: config.firstSegmentsMs.map((ms) => ms / 1000),
  };
}

export interface StoredIndexesOptions {
  readonly tools: MediaTools;
  /** Where copies are shared with other servers. */
  readonly copiesBucket?: BucketPart | undefined;
  /** The entry of the indexing threads, where it is not what was built: tests run from the sources. */
  readonly indexingWorker?: URL | undefined;
  /** Called with each index that was built. */
  readonly onBuilt?: (index: MasterIndex) => void;
  readonly log: Logger;
  /** Aborts when the server is told to stop; the threads end then. */
  readonly shutdownSignal: AbortSignal;
}

/** Indexes that are made of masters in threads, and stored in the data directory with the copies that remuxing makes. */
export function storedIndexes(config: Config, options: StoredIndexesOptions): IndexStore {
  const { tools, copiesBucket, indexingWorker, onBuilt, log, shutdownSignal } = options;
  const indexing = new IndexingThreads({ tools, ...(indexingWorker && { entry: indexingWorker }) });
  indexing.warm();
  shutdownSignal.addEventListener('abort', () => indexing.close(), { once: true });
  const copies = new MasterCopies({
    ...{ local: copyStore(config, log), tools, log, downloadMaxBytes: config.downloadMaxBytes },
    shared: copiesBucket && new SharedCopies({ ...copiesBucket, log, signal: shutdownSignal }),
    remuxMaxBytes: Math.min(config.remuxMaxBytes, config.copiesMaxBytes),
  });
  return createIndexStore(config.dataPath, { copies, indexing, log, ...(onBuilt && { onBuilt }) });
}

function copyStore(config: Config, log: Logger): CopyStore {
  return new CopyStore({
    folder: join(config.dataPath, 'copies'),
    maxBytes: config.copiesMaxBytes,
    minFreeBytes: config.diskMinFreeBytes,
    log,
  });
}

/** A memory of failures that forgets each after so many seconds. */
export function failureMemory(seconds: number): FailureMemory {
  return new FailureMemory({
    ttlMs: seconds * 1000,
    maxEntries: MAX_REMEMBERED,
    retryableLimit: RETRYABLE_LIMIT,
  });
}
