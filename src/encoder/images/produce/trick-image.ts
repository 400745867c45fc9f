/** Produces a frame for trick play: a keyframe, encoded by itself. */
import { tmpdir } from 'node:os';
import type { VideoTrack } from '../../../tracks/index.js';
import { withMarkFiles } from '../../marks/mark-files.js';
import { encodeChunks } from '../../produce/chunks/encode-chunks.js';
import { segmentUnplayable } from '../../produce/encode/encode-chunk.js';
import { packageVideo } from '../../produce/video/package-video.js';
import type { TrickRendition } from '../../rendition.js';
import { trickFrames } from '../frames/trick-frames.js';
import type { ImageContext } from './frame-image.js';

/** Which frame, in the order of `trickFrames`. */
interface TrickRequest {
  readonly track: VideoTrack;
  readonly rendition: TrickRendition;
  readonly segment: number;
}

/**
 * The frame with this number, as a CMAF segment that lasts until the next.
 * @throws OnplayError as `encodeChunks`; `segment_unplayable` where nothing can be decoded.
 */
export async function trickImage(
  { track, rendition: { encoding, end }, segment }: TrickRequest,
  { settings, source, signal, configuration }: ImageContext,
): Promise<Uint8Array> {
  if (!configuration) throw new Error('the parameter sets of the frame are not there');
  const { frames, times } = trickFrames(track);
  const firstFrame = frames[segment]!;
  const request = { track, rendition: encoding, parameterSets: configuration };
  const chunk = [{ firstFrame, endFrame: firstFrame + 1 }];
  const { markImages = new Map(), standInFonts, scratchFolder = tmpdir() } = settings;
  const time = (1000 * times[segment]!) / track.timescale;
  const place = { scratchFolder, images: markImages, standIns: standInFonts?.files ?? [] };
  const [encoded] = await withMarkFiles(encoding, { start: time, end: time }, place, (files) => {
    const drawing = files && { images: files, drawn: files.text ? [files.text] : [] };
    return encodeChunks(settings, { ...request, ...drawing }, chunk, source, signal);
  });
  if (encoded?.samples.length !== 1) throw segmentUnplayable(new Error('the keyframe cannot be decoded'));
  const shown = Float64Array.of(times[segment]!, times[segment + 1] ?? end);
  return packageVideo({ rendition: encoding, segment }, { ...encoded, times: shown });
}
