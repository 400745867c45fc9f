/** Produces one video segment: feed, encode, check, package. */
import { tmpdir } from 'node:os';

import { framesOf } from '../../../masters/index.js';
import { noTracing } from '../../../shared/tracing/tracing.js';
import type { ByteSource } from '../../../stores/index.js';
import { frameTime } from '../../../tracks/index.js';
import type { BurnSource } from '../../burn/burn.js';
import { type BurnFiles, withBurnFiles, withOwnFonts } from '../../burn/burn-files.js';
import { captionedFrames } from '../../captions/captioned-frames.js';
import { segmentCaptions } from '../../captions/segment-captions.js';
import type { EncoderSettings } from '../../encoder.js';
import { withMarkFiles } from '../../marks/mark-files.js';
import type { VideoRendition } from '../../rendition.js';
import { segmentInvalid } from '../../segment-invalid.js';
import { withPatternFile } from '../../trace/pattern-file.js';
import { chunksOf } from '../chunks/chunks.js';
import { announceFeeds, type ChunksRequest, encodeChunks } from '../chunks/encode-chunks.js';
import { type ChunkGroup, shareChunks } from '../chunks/share-chunks.js';
import type { CheckedFrames } from '../encode/check-frames.js';
import { segmentUnplayable } from '../encode/encode-chunk.js';
import type { EncodedSegment, SegmentRequest } from '../producer.js';
import { packageVideo } from './package-video.js';

interface VideoSegmentRequest extends SegmentRequest<VideoRendition>, ChunksRequest {
  /** How many processes may encode in parallel; default 1. Does not change the bytes. */
  readonly processes?: number;
  /** Of a rendition with `burn`. */
  readonly burnSource?: BurnSource | undefined;
}

/**
 * Encodes one video segment as a CMAF segment.
 * @throws OnplayError `segment_invalid` when the frames are not exactly the expected ones, `segment_unplayable`,
 *         `master_keyframes_too_sparse`; the errors of reading the master and of running ffmpeg.
 */
export async function encodeVideoSegment(
  settings: EncoderSettings,
  request: VideoSegmentRequest,
  source: ByteSource,
  signal: AbortSignal,
): Promise<EncodedSegment> {
  const { track, map, rendition, segment, processes = 1 } = request;
  const { tracing = noTracing } = settings;
  const startedAt = performance.now();
  const chunked = shareChunks(track, chunksOf(track, map, segment, rendition), processes);
  // Text is drawn at the times of one chunk.
  const { burn, logo, marks, trace } = rendition;
  const isDrawnOn = Boolean(burn ?? logo ?? marks ?? trace);
  const shares = isDrawnOn ? chunked.map(eachAlone) : chunked;
  announceFeeds(track, shares.flat(), source);
  const feedMs = performance.now() - startedAt;
  const encodeWith = (drawing: DrawnFiles = {}) =>
    encodeInParallel(shares, request.parameterSets, signal, async (share, shareSignal) => {
      const encoded: CheckedFrames[] = [];
      const own = { ...request, ...drawing };
      for (const group of share) {
        encoded.push(...(await encodeChunks(settings, own, group, source, shareSignal)));
      }
      return encoded;
    });
  const encode = () => (isDrawnOn ? drawnOn(settings, request, signal, encodeWith) : encodeWith());
  const [chunks, captions] = await bothSettled(
    tracing.span('encode', {}, encode),
    rendition.captions ? segmentCaptions(request, source) : [],
  );
  const encodedAt = performance.now();
  const bytes = tracing.span('package', {}, () =>
    packageVideo(request, captionedFrames(joined(chunks.flat(), request), captions)),
  );
  const endedAt = performance.now();
  return {
    bytes,
    timings: { feedMs, encodeMs: encodedAt - startedAt - feedMs, packageMs: endedAt - encodedAt },
  };
}

function eachAlone(groups: readonly ChunkGroup[]): readonly ChunkGroup[] {
  return groups.flatMap((group) => group.map((chunk) => [chunk]));
}

/** What ffmpeg draws from. */
type DrawnFiles = Pick<ChunksRequest, 'drawn' | 'images' | 'pattern'>;

/**
 * Encodes with the files from which the text of the segment is drawn, and then its marks, above it; or its logo, and then its pattern.
 * @throws OnplayError as `withBurnFiles`.
 */
function drawnOn<T>(
  { standInFonts, markImages = new Map(), scratchFolder = tmpdir() }: EncoderSettings,
  { map, segment, rendition, burnSource }: VideoSegmentRequest,
  signal: AbortSignal,
  encode: (drawing: DrawnFiles) => Promise<T>,
): Promise<T> {
  const milliseconds = (ticks: number) => (ticks * 1000) / map.timescale;
  const range = {
    start: milliseconds(map.boundaries[segment]!),
    end: milliseconds(map.boundaries[segment + 1]!),
  };
  const place = { scratchFolder, standIns: standInFonts?.files ?? [] };
  /** @param folder that ffmpeg may read already. */
  const marked = (below: DrawnFiles, folder = scratchFolder, burn?: BurnFiles) =>
    withMarkFiles(rendition, range, { ...place, images: markImages, scratchFolder: folder }, (files) => {
      if (!files) return encode({ ...below, drawn: burn ? [burn] : [] });
      const { text, ...images } = files;
      // No font of the master may draw a mark: it could have a blank for each letter.
      const drawn = [burn && text ? withOwnFonts(burn) : burn, text];
      return encode({ ...below, drawn: drawn.filter((one) => one !== undefined), images });
    });
  const { trace, burn } = rendition;
  if (trace)
    return withPatternFile({ ...rendition, trace }, segment, scratchFolder, (pattern) =>
      marked({ pattern }, pattern.folder),
    );
  if (!burn) return marked({});
  if (!burnSource) throw new Error('the text to burn in is not there');
  return withBurnFiles(burnSource, range, { ...place, signal }, (files) => marked({}, files?.folder, files));
}

/** Both results, when neither reads the source any more. @throws what either was rejected with. */
async function bothSettled<A, B>(one: A | Promise<A>, other: B | Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

/**
 * Returns the results in the order of `shares`. When one of them or `needed` fails, the others are aborted. Settles only
 * when all have.
 */
async function encodeInParallel<T, R>(
  shares: readonly T[],
  needed: unknown,
  signal: AbortSignal,
  encode: (share: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    failed.abort();
    throw error;
  };
  Promise.resolve(needed)
    .catch(fail)
    .catch(() => undefined);
  const results = await Promise.allSettled(shares.map((share) => encode(share, either).catch(fail)));
  return results.map((result) => {
    if (result.status === 'rejected') throw failure;
    return result.value;
  });
}

/**
 * Joins the chunks into one run of frames from the segment's start to its end. Where the master is damaged a chunk may be
 * empty; then the frame before it lasts longer.
 */
function joined(
  chunks: readonly CheckedFrames[],
  { track, map, segment }: VideoSegmentRequest,
): CheckedFrames {
  const samples = chunks.flatMap((chunk) => chunk.samples);
  const ranks = new Uint32Array(samples.length);
  const times = new Float64Array(samples.length + 1);
  let first = 0;
  for (const chunk of chunks) {
    chunk.ranks.forEach((rank, i) => {
      ranks[first + i] = first + rank;
    });
    times.set(chunk.times.subarray(0, chunk.samples.length), first);
    first += chunk.samples.length;
  }
  if (first === 0) throw segmentUnplayable(segmentInvalid('no frames were encoded'));
  times[0] = frameTime(track, framesOf(map, segment)[0]);
  times[first] = map.boundaries[segment + 1]!;
  return { samples, ranks, times };
}
