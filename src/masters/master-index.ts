/** What indexing learns about a master: enough to produce any segment without parsing the file again. */
import type { MatroskaResume, MovieResume } from '../demux/index.js';
import type {
  Attachment,
  CaptionServices,
  Chapter,
  IgnoredTrack,
  PlayedTracks,
  TextTrack,
} from '../tracks/index.js';
import type { KnownFacts } from './indexing/tracks/remembered-facts.js';

/** Incremented whenever the meaning of a stored index changes; indexes of another format are rebuilt. */
export const INDEX_FORMAT = 18;

/** A file that samples are read from: the master itself, or a file remuxed from it, in the data directory. */
export type MediaFile = { readonly kind: 'master' } | { readonly kind: 'remuxed'; readonly name: string };

/** What a master announces and does not have: its file ends early, as that of a recorder that lost power, or is damaged. */
export interface MissingMedia {
  /** At least this much is missing at the end, in seconds, of the track that misses most; 0 where it is not known. */
  readonly seconds: number;
  readonly reason: string;
}

/** What the index of a master that was seen to grow has beside its tracks. */
export interface IndexGrowth {
  /** Whether the index is of the whole master; else of what is there so far. */
  readonly isOver: boolean;
  /** What decoders found in the first samples, which are not decoded again. */
  readonly facts: readonly KnownFacts[];
  /** Which captions the first frames carry; absent while there are too few of them to tell. */
  readonly captions?: CaptionServices | 'none';
  /** From where the next look reads on; absent where it reads all of the master. */
  readonly resume?: Resume;
}

export type Resume = MatroskaResume | MovieResume;

/** The tracks of a film as its head, its cues and its end tell of them; see `readMatroskaOutline`. */
export interface Outline extends PlayedTracks {
  /** Frames of the video, from the first on, of which the samples are known. */
  readonly headFrames: number;
}

export interface MasterIndex extends PlayedTracks {
  readonly format: typeof INDEX_FORMAT;
  readonly asset: string;
  readonly version: string;
  /** Size of the master in bytes. */
  readonly size: number;
  /** Name of the container: `mp4`, `mov`, `matroska`, … */
  readonly container: string;
  readonly files: readonly MediaFile[];
  /** In the master's order; so far as it was found, while a master grows, and of an outline none yet. */
  readonly text: readonly TextTrack[];
  /** In the order of their starts, those of all languages. */
  readonly chapters: readonly Chapter[];
  /** Files within the master, such as fonts of its subtitles, and the cover among its tags. */
  readonly attachments: readonly Attachment[];
  readonly ignored: readonly IgnoredTrack[];
  /** Absent for a master that is whole. */
  readonly missing?: MissingMedia;
  /** Absent for a master that was not seen to grow. */
  readonly growth?: IndexGrowth;
  /**
   * Present for a film that is cut by it: its tracks as its head, its cues and its end tell of them. Segments and renditions follow from
   * that alone, before the places of all frames are known and after it.
   */
  readonly outline?: Outline;
}
