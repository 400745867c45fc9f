import type { Ladder, Rendition } from '../../encoder/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import type { SegmentName } from '../../shared/media-url.js';
import type { PresentedChapter } from './chapters.js';
import type { PresentedCaptions } from './presented-captions.js';
import type { PresentedRendition } from './presented-rendition.js';
import type { Thumbnails } from './thumbnails.js';
import type { TrickPlay } from './trick-play.js';

/** A segment of another rendition, by the key of that. */
export interface SegmentFile {
  readonly key: string;
  readonly name: SegmentName;
}

/**
 * What is presented to viewers: everything that manifests say about an asset, and all that they read of it.
 *
 * It never changes, so what is derived from it stays true. A master that grows is presented by a series of them, each of which
 * begins with the segments of the one before. One that is trimmed has timelines, bounds and keys of its own.
 */
export interface Presentation {
  /** `vod`: all segments can be requested from the start. `event`: more are, or were, appended. None is ever removed. */
  readonly type: 'vod' | 'event';
  /** Whether no segment is appended any more. */
  readonly isComplete: boolean;
  readonly asset: AssetId;
  /** When the last sample of any track ends, in seconds; of what is there so far, where more is appended. */
  readonly seconds: number;
  /** Of a clip: when it begins, in seconds of the media, whose times are those of the whole. Players begin it at 0. */
  readonly start?: number;
  /** In whole seconds, not less than any segment's duration rounded (RFC 8216 4.3.3.1). */
  readonly targetDuration: number;
  readonly chapters: readonly PresentedChapter[];
  /** Every rendition that can be offered, lowest first. */
  readonly ladder: Ladder;
  /** In the frames of every video rendition; empty where there are none. */
  readonly captions: readonly PresentedCaptions[];
  /** Absent, or undefined, where there are none: without video, and while not all of it is known. Computed by the first call. */
  readonly thumbnails?: () => Thumbnails | undefined;
  /**
   * By the id of the rendition of the ladder whose size it has; computed by the first call for each. Absent, or undefined, where there
   * is none: as with thumbnails, and with text burned in.
   */
  readonly trickPlay?: (rungId: string | undefined) => TrickPlay | undefined;
  /**
   * Present where renditions have some of their segments in common with others: where the segment at a place of the rendition is found,
   * or its init segment; undefined for one of the rendition's own.
   */
  readonly sharedFileOf?: (rendition: Rendition, name: SegmentName) => SegmentFile | undefined;
  /** How a rendition of the ladder is presented. */
  readonly of: (rendition: Rendition) => PresentedRendition;
}
