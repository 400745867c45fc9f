/** Makes a segment of the master's own sound: nothing is decoded, nothing encoded. */
import { audioFramesOf, type ByteSource } from '../../masters/index.js';
import { readAudioSamples } from '../feed/audio-feed.js';
import { SILENT_FRAME, samplesOfFrames, sourceFrames } from '../plan/audio-samples.js';
import type { AudioSegmentRequest } from './audio-segment.js';
import { withoutLeadingFill } from './leading-fill.js';
import { packageAudio } from './package-audio.js';
import { segmentInvalid } from './segment-invalid.js';
import type { EncodedSegment } from './video-segment.js';

/**
 * Where the track has no sound yet, or no more, there are silent frames: sound lasts as long as the pictures.
 * @param request for a rendition with `passthrough`.
 * @throws OnplayError what reading the master throws.
 */
export async function copyAudioSegment(
  { track, map, rendition, segment }: AudioSegmentRequest,
  source: ByteSource,
): Promise<EncodedSegment> {
  const startedAt = performance.now();
  const own = sourceFrames(track);
  if (!own) throw segmentInvalid("the master's sound is not on the grid");
  const [firstFrame, endFrame] = audioFramesOf(map, rendition.sampleRate, segment);
  const { first, end, silentBefore, silentAfter } = samplesOfFrames(own, firstFrame, endFrame);
  const sound = await readAudioSamples(track.samples, { first, end }, source);
  const readAt = performance.now();
  if (first === own.firstSample && sound[0]) sound[0] = withoutLeadingFill(sound[0]);
  const frames = [...silence(silentBefore), ...sound, ...silence(silentAfter)];
  const bytes = packageAudio(frames, firstFrame, segment);
  const timings = { feedMs: readAt - startedAt, encodeMs: 0, packageMs: performance.now() - readAt };
  return { bytes, timings };
}

function silence(frames: number): Uint8Array[] {
  return Array.from({ length: frames }, () => SILENT_FRAME);
}
