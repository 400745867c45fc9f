/** Text that is burned into video: what of it is part of a rendition, and what a segment is made of. */
import type { ByteSource } from '../../stores/index.js';
import type { Attachment, TextTrack } from '../../tracks/index.js';

/** Determines, with the master's version, what is burned in. */
export interface Burn {
  /** Id of the master's track. */
  readonly trackId: number;
  /** Of text: identifies the fonts that stand in for those the master does not bring; see `StandInFonts`. */
  readonly fonts?: string;
}

/** A track to burn in, and the file that has it. */
export interface BurnSource {
  readonly track: TextTrack;
  /** Of the same file. */
  readonly attachments: readonly Attachment[];
  readonly source: ByteSource;
}
