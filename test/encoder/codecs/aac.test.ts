/** Which of a master's AAC tracks a player decodes as it decodes the encoded rendition. */
import { expect, test } from 'vitest';
import { aac } from '../../../src/encoder/codecs/aac.js';
import { audioCodecOf, videoCodecOf } from '../../../src/encoder/codecs/index.js';
import { buildLadder } from '../../../src/encoder/ladder/index.js';
import { mp4a, stsd } from '../../../src/isobmff/index.js';
import { audioTrack } from '../ladder/tracks.js';

const rendition = buildLadder({ audio: [audioTrack()] }).audio[0]!;

/** A track with this AudioSpecificConfig, in hexadecimal. */
function track(config: string) {
  const audioSpecificConfig = Buffer.from(config, 'hex');
  const entry = mp4a({ sampleRate: 48_000, channels: 2, bitrate: 128_000, audioSpecificConfig });
  return audioTrack({ sampleDescription: stsd(entry) });
}

test.each([
  ['1190', true, 'AAC-LC, 48 kHz, stereo'],
  ['119056e500', true, 'the same, saying that there is no SBR'],
  ['119056e5a0', false, 'with SBR'],
  ['1188', false, 'mono'],
  ['1210', false, '44.1 kHz'],
  ['', false, 'nothing'],
])('a configuration of %s is playable: %s (%s)', (config, expected) => {
  expect(aac.isPlayable(track(config), rendition)).toBe(expected);
});

test('a track without a configuration is not playable', () => {
  expect(aac.isPlayable(audioTrack(), rendition)).toBe(false);
});

test('a master may be in a codec that no rendition has', () => {
  expect(audioCodecOf({ codec: 'aac' })).toBe(aac);
  expect(audioCodecOf({ codec: 'opus' })).toBeUndefined();
  expect(videoCodecOf({ codec: 'constructor' })).toBeUndefined();
});
