/** Decodes a segment of a master to frames of luma in a small size: what is compared, where a copy is read. */
import type { SegmentMap } from '../../../masters/index.js';
import type { ByteSource } from '../../../stores/index.js';
import { frameTime, type VideoTrack } from '../../../tracks/index.js';
import type { EncoderSettings } from '../../encoder.js';
import { feedBytes } from '../../feed/feed.js';
import { withoutNonReference } from '../../feed/non-reference-samples.js';
import { inputArguments } from '../../plan/video-arguments.js';
import { videoFilters } from '../../plan/video-filters.js';
import type { VideoRendition } from '../../rendition.js';
import { encodePiece } from '../encode/encode-chunk.js';
import { chunkFeedPlan, withinPart } from './chunk-feed.js';
import { chunksOf, type FrameRange } from './chunks.js';

export interface LumaRequest {
  readonly track: VideoTrack;
  readonly map: SegmentMap;
  readonly segment: number;
  /** Its colour is that of the frames. */
  readonly rendition: VideoRendition;
  /** The whole frame is scaled to it; both even. */
  readonly size: { readonly width: number; readonly height: number };
  /** Of so many frames one is decoded. */
  readonly keepEvery: number;
}

export interface DecodedLuma {
  /** When it is presented, in seconds. */
  readonly time: number;
  /** Row by row. */
  readonly luma: Uint8Array;
}

/**
 * The frames of a segment, in order. Where the master is damaged some may be missing.
 * @throws OnplayError `segment_unplayable`; the errors of reading the master and of running ffmpeg.
 */
export async function decodeLuma(
  settings: EncoderSettings,
  request: LumaRequest,
  source: ByteSource,
  signal: AbortSignal,
): Promise<readonly DecodedLuma[]> {
  const { track, map, segment, keepEvery } = request;
  const frames: DecodedLuma[] = [];
  for (const chunk of chunksOf(track, map, segment, { keepEvery }))
    frames.push(...(await decodeChunk(settings, request, chunk, source, signal)));
  return frames;
}

async function decodeChunk(
  settings: EncoderSettings,
  { track: whole, rendition, size, keepEvery }: LumaRequest,
  range: FrameRange,
  source: ByteSource,
  signal: AbortSignal,
): Promise<readonly DecodedLuma[]> {
  const { track, chunks } = withinPart(whole, [range]);
  const feed = await withoutNonReference({ track, plan: chunkFeedPlan(track, chunks) }, source);
  const small = { ...rendition, ...size, keepEvery };
  const output = ['-map', '[chunk0]', '-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1'];
  const filters = ['-filter_complex_threads', '1', '-filter_complex', videoFilters(track, small, 1)];
  const command = { args: [...inputArguments(track), ...filters, ...output] };
  const input = feedBytes(feed.track, feed.plan, source);
  return encodePiece(settings, command, input, signal, ({ stdout }) => {
    const pixels = size.width * size.height;
    // Behind the luma of yuv420p there is half as much chroma.
    const count = Math.floor(stdout.byteLength / (1.5 * pixels));
    return Array.from({ length: count }, (_, i) => ({
      time: frameTime(whole, range.firstFrame + i * keepEvery) / whole.timescale,
      luma: stdout.slice(1.5 * pixels * i, 1.5 * pixels * i + pixels),
    }));
  });
}
