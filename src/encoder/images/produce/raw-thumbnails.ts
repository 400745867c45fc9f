/** Decodes sync samples to small raw thumbnails: all of a part of the track in one process. */
import { partAt } from '../../../masters/index.js';
import type { VideoTrack } from '../../../tracks/index.js';
import { isFaultOfFeed } from '../../produce/chunks/confirm-chunks.js';
import { segmentUnplayable } from '../../produce/encode/encode-chunk.js';
import { feedDoubts } from '../../produce/encode/feed-doubts.js';
import type { ImageRendition } from '../../rendition.js';
import { segmentInvalid } from '../../segment-invalid.js';
import type { RawForm } from '../formats/image-encoding.js';
import { encodePicture } from './encode-picture.js';
import type { ImageContext } from './frame-image.js';
import { rawThumbnailsArguments } from './image-arguments.js';
import { type DrawnPicture, withDrawingOnEach } from './picture-drawing.js';
import { pictureFeed } from './picture-feed.js';

/** What raw thumbnails are, all alike. */
export interface RawShape {
  readonly size: Pick<ImageRendition, 'width' | 'height'>;
  readonly form: RawForm;
  /** Of one picture. */
  readonly bytes: number;
  /** Drawn into each. */
  readonly drawn?: Pick<DrawnPicture, 'logo' | 'marks'>;
}

/** Frames of one part of a track. */
interface PartFrames {
  readonly track: VideoTrack;
  readonly frames: readonly number[];
}

/**
 * The thumbnails of frames, in their order.
 * @param frames each of a sync sample.
 * @throws OnplayError `segment_unplayable` if one of them cannot be decoded; the errors of reading the master and of running ffmpeg.
 */
export async function rawThumbnails(
  whole: VideoTrack,
  frames: readonly number[],
  shape: RawShape,
  context: ImageContext,
): Promise<Uint8Array[]> {
  const thumbnails: Uint8Array[] = [];
  for (const part of inParts(whole, frames)) thumbnails.push(...(await ofPart(part, shape, context)));
  return thumbnails;
}

function inParts(whole: VideoTrack, frames: readonly number[]): PartFrames[] {
  const parts: { track: VideoTrack; frames: number[] }[] = [];
  for (const frame of frames) {
    const { track, firstFrame } = partAt(whole, frame);
    const last = parts.at(-1);
    if (last?.track === track) last.frames.push(frame - firstFrame);
    else parts.push({ track, frames: [frame - firstFrame] });
  }
  return parts;
}

/** A decoder that has one sample after another, and not what lies between, may lose some of them. Then each gets its own. */
async function ofPart(part: PartFrames, shape: RawShape, context: ImageContext): Promise<Uint8Array[]> {
  try {
    return await decoded(part, shape, context);
  } catch (error) {
    if (!isFaultOfFeed(error) || part.frames.length === 1) throw error;
  }
  const thumbnails: Uint8Array[] = [];
  for (const frame of part.frames)
    thumbnails.push(...(await decoded({ ...part, frames: [frame] }, shape, context)));
  return thumbnails;
}

function decoded(
  { track, frames }: PartFrames,
  { size, form, bytes, drawn }: RawShape,
  { settings, source, signal }: ImageContext,
): Promise<Uint8Array[]> {
  const fed = frames.map((frame, second) => ({ frame, second }));
  return withDrawingOnEach(settings, { ...size, ...drawn }, { track, frames: fed }, (drawing) => {
    const command = { args: rawThumbnailsArguments(track, size, form, drawing), drawing };
    const input = pictureFeed(track, frames, source);
    return encodePicture(settings, command, input, signal, ({ stdout, stderr }) => {
      const doubts = feedDoubts(stderr, true);
      if (doubts.length > 0) throw segmentUnplayable(new Error(doubts.join('\n')));
      if (stdout.byteLength !== frames.length * bytes)
        throw segmentInvalid(`${stdout.byteLength / bytes} thumbnails were decoded, not ${frames.length}`);
      return frames.map((_, i) => stdout.subarray(i * bytes, (i + 1) * bytes));
    });
  });
}
