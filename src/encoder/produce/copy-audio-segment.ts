/** Produces an audio segment from the master's samples, without decoding or encoding. */
import { audioFramesOf, type ByteSource } from '../../masters/index.js';
import { readAudioSamples } from '../feed/audio-feed.js';
import { SILENT_FRAME, samplesOfFrames, sourceFrames } from '../plan/audio-samples.js';
import type { AudioSegmentRequest } from './audio-segment.js';
import { withoutLeadingFill } from './leading-fill.js';
import { packageAudio } from './package-audio.js';
import { segmentInvalid } from './segment-invalid.js';
import type { EncodedSegment } from './video-segment.js';

/**
 * Copies one segment of a rendition with `passthrough`. Before the track starts and after it ends the segment holds silent
 * frames, so that audio lasts as long as video.
 * @throws OnplayError `segment_invalid` where the track cannot be passed through; the errors of reading the master.
 */
export async function copyAudioSegment(
  { track, map, rendition, segment }: AudioSegmentRequest,
  source: ByteSource,
): Promise<EncodedSegment> {
  const startedAt = performance.now();
  const onGrid = sourceFrames(track);
  if (!onGrid) throw segmentInvalid("the master's audio frames are not on the grid");
  const [firstFrame, endFrame] = audioFramesOf(map, rendition.sampleRate, segment);
  const { first, end, silentBefore, silentAfter } = samplesOfFrames(onGrid, firstFrame, endFrame);
  const samples = await readAudioSamples(track.samples, { first, end }, source);
  const readAt = performance.now();
  if (first === onGrid.firstSample && samples[0]) samples[0] = withoutLeadingFill(samples[0]);
  const frames = [...silence(silentBefore), ...samples, ...silence(silentAfter)];
  const bytes = packageAudio(frames, firstFrame, segment);
  const timings = { feedMs: readAt - startedAt, encodeMs: 0, packageMs: performance.now() - readAt };
  return { bytes, timings };
}

function silence(frames: number): Uint8Array[] {
  return Array.from({ length: frames }, () => SILENT_FRAME);
}
