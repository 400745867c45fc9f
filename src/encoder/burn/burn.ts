/** What a segment with text burned in is made of. */
import type { ByteSource } from '../../stores/index.js';
import type { Attachment, TextTrack } from '../../tracks/index.js';

/** A text as it is burned in: a track of the master, or a file beside it read as one. */
export type BurnTrack = Pick<TextTrack, 'format' | 'configuration' | 'canvas' | 'compression' | 'samples'>;

/** A text to burn in, and where it is. */
export interface BurnSource {
  readonly track: BurnTrack;
  /** Has the samples of the track. */
  readonly source: ByteSource;
  /** The fonts that the master brings, and its file that has them. */
  readonly attachments: readonly Attachment[];
  readonly attachmentSource: ByteSource;
  /** Called where fonts of the master are not used: they are too large, too many, or none. */
  readonly onFontsLeftOut?: () => void;
}
