/** Audio segments of the master's samples, without decoding or encoding. */
import { audioFramesOf } from '../../../masters/index.js';
import type { SegmentSamples } from '../../../packager/index.js';
import type { ByteSource } from '../../../stores/index.js';
import { audioCodecs } from '../../codecs/index.js';
import { readAudioSamples } from '../../feed/audio-feed.js';
import { samplesOfFrames, sourceFrames } from '../../plan/audio-samples.js';
import type { AudioRendition } from '../../rendition.js';
import { segmentInvalid } from '../../segment-invalid.js';
import type { EncodedSegment, SegmentRequest } from '../producer.js';
import { packageAudio, samplesOfSizes } from './package-audio.js';

/**
 * Copies one segment of a rendition with `passthrough`. Before the track starts and after it ends the segment holds silent
 * frames, so that audio lasts as long as video.
 * @throws OnplayError `segment_invalid` where the track cannot be passed through; the errors of reading the master.
 */
export async function copyAudioSegment(
  request: SegmentRequest<AudioRendition>,
  source: ByteSource,
): Promise<EncodedSegment> {
  const startedAt = performance.now();
  const { track, map, rendition, segment } = request;
  const codec = audioCodecs[rendition.codec];
  const onGrid = sourceFrames(track);
  if (!onGrid) throw segmentInvalid("the master's audio frames are not on the grid");
  const [firstFrame, endFrame] = audioFramesOf(map, rendition.sampleRate, segment);
  const { first, end, silentBefore, silentAfter } = samplesOfFrames(onGrid, firstFrame, endFrame);
  const samples = await readAudioSamples(track.samples, { first, end }, source);
  const readAt = performance.now();
  if (first === onGrid.firstSample && samples[0]) samples[0] = codec.firstFrame(samples[0]);
  const silence = (count: number) => Array.from({ length: count }, () => codec.silentFrame);
  const frames = [...silence(silentBefore), ...samples, ...silence(silentAfter)];
  const bytes = packageAudio(request, frames, firstFrame);
  const timings = { feedMs: readAt - startedAt, encodeMs: 0, packageMs: performance.now() - readAt };
  return { bytes, timings };
}

/** What such a segment contains. Undefined for the one with the track's first frame, which may be shortened. */
export function copiedAudioSamples(request: SegmentRequest<AudioRendition>): SegmentSamples | undefined {
  const { track, map, rendition, segment } = request;
  const onGrid = sourceFrames(track);
  if (!onGrid || track.samples.packets) return undefined;
  const [firstFrame, endFrame] = audioFramesOf(map, rendition.sampleRate, segment);
  const { first, end, silentBefore, silentAfter } = samplesOfFrames(onGrid, firstFrame, endFrame);
  if (first === onGrid.firstSample && end > first) return undefined;
  const { byteLength } = audioCodecs[rendition.codec].silentFrame;
  const silence = (count: number) => new Array<number>(count).fill(byteLength);
  const sizes = [
    ...silence(silentBefore),
    ...track.samples.sizes.subarray(first, end),
    ...silence(silentAfter),
  ];
  return samplesOfSizes(rendition, sizes, firstFrame);
}
