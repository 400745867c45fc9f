/** Audio in files of its own, and audio that MP4 does not hold. */
import { test } from 'vitest';
import { id3Tag } from '../../../../support/spoils.js';
import { AAC, audio, BLURAY, before, expectLikeWhole, type Kind, UNCHANGED } from './like-whole.js';

test.each<Kind>([
  ['FLAC of 96 kHz, a footer', 'flac', [...audio(96_000), '-c:a', 'flac'], before(id3Tag(4, 300))],
  [
    'two tags with a large picture, ADTS',
    'aac',
    [...audio(48_000), ...AAC],
    before(id3Tag(4, 9), id3Tag(3, 200_000)),
  ],
  [
    ...(['MP3', 'mp3'] as const),
    [...audio(44_100), '-c:a', 'libmp3lame', '-id3v2_version', '0'],
    before(id3Tag(4, 5000)),
  ],
])('behind an ID3v2 tag: %s', async (...kind) => expectLikeWhole(kind, 'samples'));

const DEPTH_24 = ['-sample_fmt', 's32'];
test.each<Kind>([
  [
    ...(['24 bits and 5.1 of Blu-ray', 'm2ts'] as const),
    [...audio(48_000, '5.1'), '-c:a', 'pcm_bluray', ...DEPTH_24, ...BLURAY],
    UNCHANGED,
  ],
  ['mono of Blu-ray', 'm2ts', [...audio(48_000, 'mono'), '-c:a', 'pcm_bluray', ...BLURAY], UNCHANGED],
  ['24 bits of a DVD', 'vob', [...audio(48_000), '-c:a', 'pcm_dvd', ...DEPTH_24], UNCHANGED],
  ['96 kHz of a DVD', 'vob', [...audio(96_000), '-c:a', 'pcm_dvd'], UNCHANGED],
  ['mono of a DVD', 'vob', [...audio(48_000, 'mono'), '-c:a', 'pcm_dvd'], UNCHANGED],
  ['WMA 1', 'wma', [...audio(44_100), '-c:a', 'wmav1'], UNCHANGED],
  ['WMA 2 in mono', 'wma', [...audio(22_050, 'mono'), '-c:a', 'wmav2', '-b:a', '32k'], UNCHANGED],
  ['WMA 2 in AVI', 'avi', [...audio(44_100), '-c:a', 'wmav2'], UNCHANGED],
])('that MP4 does not hold: %s', async (...kind) => expectLikeWhole(kind, 'samples'));
