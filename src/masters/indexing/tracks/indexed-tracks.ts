/** What is found of the tracks of a master, and what all of its files are indexed with. */

import type {
  Attachment,
  AudioTrack,
  Chapter,
  IgnoredTrack,
  IndexBudget,
  TextTrack,
  VideoTrack,
} from '../../../tracks/index.js';
import type { IndexGrowth, MissingMedia, Resume } from '../../master-index.js';
import type { MediaTools } from '../media-tools.js';

export interface IndexedTracks {
  readonly video?: VideoTrack;
  readonly audio: readonly AudioTrack[];
  readonly ignored: readonly IgnoredTrack[];
  /** These three where the container has them. */
  readonly text?: readonly TextTrack[];
  readonly chapters?: readonly Chapter[];
  readonly attachments?: readonly Attachment[];
  /** Absent for a whole file. */
  readonly missing?: MissingMedia;
  /** For the next look at a master that grows. */
  readonly resume?: Resume;
}

/** What all files of a master are indexed with. */
export interface IndexingContext {
  readonly tools: MediaTools;
  readonly budget: IndexBudget;
  readonly signal: AbortSignal;
  /** Present for a master that was seen to grow: no time may then depend on what comes after it. */
  readonly growth?: Pick<IndexGrowth, 'resume' | 'isOver' | 'captions'>;
  /** Called repeatedly with the share of the file that is read, 0 to 1, where all of it has to be. Must not throw. */
  readonly onProgress?: (share: number) => void;
  /**
   * Called with the tracks of a film as far as its segments are cut by them, before the places of all its samples are read; of the first
   * `headFrames` frames they are known. Returns whether it is cut so. Absent where a file is cut by all of its samples.
   */
  readonly onOutline?: (tracks: IndexedTracks, headFrames: number) => boolean;
}
