/** Durations and clocks that say nothing of the media. */
import { describe, test } from 'vitest';
import { lastDuration, laterClock } from '../../../../support/spoils.js';
import { bytes } from '../../../../support/spoilt-masters.js';
import { AAC, audio, expectLikeWhole, FRAGMENTS, type Kind, VP9, video, X264, X265 } from './like-whole.js';

test.each<Kind>([
  [
    ...(['ALAC in MOV', 'mov'] as const),
    [...video('24'), ...audio(48_000), ...X265, '-c:a', 'alac'],
    bytes(lastDuration('soun', -4096)),
  ],
  ['AAC', 'mp4', [...video(), ...audio(44_100), ...X264, ...AAC], bytes(lastDuration('soun', -1))],
  [
    ...(['Opus', 'mp4'] as const),
    [...video(), ...audio(48_000), ...VP9, '-c:a', 'libopus'],
    bytes(lastDuration('soun', -960)),
  ],
])('a last sample of negative duration: %s', async (...kind) => expectLikeWhole(kind, 'frames', 'samples'));

describe('a clock that counts from 1970', () => {
  const SECONDS = 1_700_000_000;

  test.each<Kind>([
    [
      ...(['HEVC and AAC', 'mp4'] as const),
      [...video('24'), ...audio(48_000), ...X265, ...AAC, ...FRAGMENTS],
      bytes(laterClock(SECONDS, [12_288, 48_000])),
    ],
    [
      ...(['VP9 of 10 MHz and AAC', 'mp4'] as const),
      [...video(), ...audio(44_100), ...VP9, '-video_track_timescale', '10M', ...AAC, ...FRAGMENTS],
      bytes(laterClock(SECONDS, [10_000_000, 44_100])),
    ],
  ])('%s', async (...kind) => expectLikeWhole(kind, 'frames'));

  test('AAC alone', async () => {
    const recipe = [...audio(48_000), ...AAC, '-frag_duration', '500000', ...FRAGMENTS];
    await expectLikeWhole(['', 'mp4', recipe, bytes(laterClock(SECONDS, [48_000]))], 'samples');
  });
});
