/** The messages between the main thread and an indexing thread. */

import type {
  AudioFacts,
  DecodableTrack,
  GrowingMaster,
  MasterIndex,
  OutlinedIndex,
  PreparedMaster,
  VideoFacts,
} from '../../masters/index.js';
import type { Master, StoredObject } from '../../stores/index.js';
import type { ErrorMessage } from '../threads/messages.js';

/** What the main thread and an indexing thread say to each other. */
export interface IndexingDialogue {
  readonly work: WorkMessage;
  readonly result: WorkResult;
  readonly question: Question;
  readonly answer: Answer;
  readonly report: Report;
}

/** A task for the thread. */
export type WorkMessage =
  | { readonly kind: 'read'; readonly path: string }
  | {
      readonly kind: 'build';
      readonly master: SentMaster;
      readonly prepared: PreparedMaster;
      /** The path to store the index at. */
      readonly path: string;
    };

/** A master in values that can be sent to another thread, without credentials. */
export type SentMaster = LocalMaster | RemoteMaster;

export type LocalMaster = Omit<GrowingMaster, 'growth'> & Pick<Master, 'growth'>;

interface RemoteMaster {
  readonly asset: string;
  readonly object: StoredObject;
}

/** Undefined for a master that only the thread which found it can open. */
export function sentMaster({
  asset,
  version,
  localPath,
  localRoot,
  growth,
  object,
}: Master): SentMaster | undefined {
  if (object) return { asset, object };
  if (localPath === undefined) return undefined;
  const root = localRoot === undefined ? {} : { localRoot };
  return { asset, version, localPath, ...root, ...(growth && { growth }) };
}

/** A request to the main thread, which alone starts processes and knows what else is in memory. */
export type Question =
  | { readonly ask: 'decodeVideo' | 'decodeAudio'; readonly track: DecodableTrack }
  | { readonly ask: 'reserve'; readonly bytes: number };

export type Answer = VideoFacts | AudioFacts | undefined;

/** How far the thread is. */
export type Report =
  /** The share of the file that is read, 0 to 1; at most a hundred of them. */
  { readonly share: number } | { readonly outline: OutlinedIndex };

export interface WorkResult {
  /** Undefined where a read found no usable index. */
  readonly index: MasterIndex | undefined;
  readonly storeError?: ErrorMessage;
}
