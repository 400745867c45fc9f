/** A library for a command that serves nothing: it waits for a master as long as indexing takes, and logs nothing. */
import type { buildEncoding } from '../../composition/encoding/index.js';
import {
  type BucketPart,
  buildLibrary,
  buildTexts,
  failureMemory,
  storedIndexes,
  textReading,
} from '../../composition/library/index.js';
import type { Config } from '../../config/index.js';
import { createLogger } from '../../shared/log.js';
import type { MasterStore } from '../../stores/index.js';

interface LibraryParts {
  readonly store: MasterStore;
  readonly encoding: Awaited<ReturnType<typeof buildEncoding>>;
  readonly copiesBucket: BucketPart | undefined;
  readonly signal: AbortSignal;
}

/** The assets of a store, and what reads their text. */
export function standaloneLibrary(config: Config, { store, encoding, copiesBucket, signal }: LibraryParts) {
  const log = createLogger({ level: 'silent' });
  const indexes = storedIndexes(config, { tools: encoding.tools, copiesBucket, log, shutdownSignal: signal });
  const texts = buildTexts(textReading(signal), encoding, log);
  const library = buildLibrary(config, {
    refusals: failureMemory(config.refusedMasterMemorySeconds),
    ...{ store, indexes, encoding, texts, log, shutdownSignal: signal },
    patience: 'unlimited',
  });
  return { library, texts };
}
