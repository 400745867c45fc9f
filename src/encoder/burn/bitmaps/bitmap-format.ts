/** What has to be known of a way to store bitmaps of text, so that some of them can be shown without the others. */
import type { TextTrack } from '../../../tracks/index.js';

export interface Canvas {
  readonly width: number;
  readonly height: number;
}

/** What the container says of all samples. */
export type BitmapTrack = Pick<TextTrack, 'configuration' | 'canvas'>;

export interface BitmapFormat {
  /** In Matroska. */
  readonly codecId: string;
  /** Whether each sample is shown until the next one, whatever its container says. */
  readonly isShownUntilNext: boolean;
  /** Whether a sample of so many bytes only clears the screen. */
  isClearing(bytes: number): boolean;
  /** Whether a sample refers to what samples before it have. */
  isContinuation(sample: Uint8Array): boolean;
  /** The bytes of a sample as Matroska has them. */
  stored(sample: Uint8Array): Uint8Array;
  /** Size of the video that the samples were made for; undefined where they do not say it, and have to. */
  canvas(track: BitmapTrack, samples: readonly Uint8Array[]): Canvas | undefined;
  /** A sample that shows nothing. */
  nothing(canvas: Canvas): Uint8Array;
  /** The `CodecPrivate` of Matroska. */
  codecPrivate(track: BitmapTrack): Uint8Array;
}

/** The largest of them: one that is too large is refused, whichever it is. Undefined of none. */
export function largestCanvas(canvases: readonly Canvas[]): Canvas | undefined {
  return canvases.toSorted((a, b) => b.width * b.height - a.width * a.height)[0];
}
