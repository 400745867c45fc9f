/** Encodes segments like the origin and joins them like a player. */

import { aac } from '../../../../src/encoder/codecs/aac.js';
import { encodeAudioSegment } from '../../../../src/encoder/produce/audio/audio-segment.js';
import { audioInit, encodeParameterSets, videoInit } from '../../../../src/encoder/produce/init.js';
import { encodeVideoSegment } from '../../../../src/encoder/produce/video/video-segment.js';
import type { AudioRendition, VideoRendition } from '../../../../src/encoder/rendition.js';
import { type MasterUnderTest, never } from './master-under-test.js';

/** The init segment and these segments of a rendition; default all. */
export async function joinVideo(
  { index, map, settings, source }: MasterUnderTest,
  rendition: VideoRendition,
  segments: Iterable<number> = Array(map.videoCount).keys(),
): Promise<Buffer> {
  const track = index.video!;
  const [parameterSets = new Uint8Array()] = await encodeParameterSets(settings, [rendition], never);
  const parts = [videoInit(rendition, parameterSets)];
  for (const segment of segments) {
    const request = { track, map, rendition, segment, parameterSets };
    parts.push((await encodeVideoSegment(settings, request, source(track.file), never)).bytes);
  }
  return Buffer.concat(parts);
}

/** The same for audio. */
export async function joinAudio(
  { index, map, settings, source }: MasterUnderTest,
  rendition: AudioRendition,
  segments: Iterable<number> = Array(map.count).keys(),
): Promise<Buffer> {
  const track = index.audio.find(({ id }) => id === rendition.trackId)!;
  const parts = [audioInit(rendition, aac.configuration(rendition))];
  for (const segment of segments) {
    const request = { track, map, rendition, segment };
    parts.push((await encodeAudioSegment(settings, request, source(track.file), never)).bytes);
  }
  return Buffer.concat(parts);
}
