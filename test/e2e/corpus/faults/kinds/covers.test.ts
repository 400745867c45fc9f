/** A picture is the first video stream, and no flag calls it a cover: the film plays. */
import { test } from 'vitest';
import { coverFirst } from '../../../../support/spoils.js';
import { audio, expectLikeWhole, type Kind, video, X265 } from './like-whole.js';

test.each<Kind>([
  [
    ...(['PNG before HEVC in Matroska', 'mkv'] as const),
    [...video(), ...audio(48_000), ...X265, '-c:a', 'flac'],
    coverFirst('png', 'mkv'),
  ],
  [
    ...(['JPEG before MPEG-4 in AVI', 'avi'] as const),
    [...video(), ...audio(44_100), '-c:v', 'mpeg4', '-c:a', 'mp3'],
    coverFirst('mjpeg', 'avi'),
  ],
  [
    ...(['PNG before ProRes in MOV', 'mov'] as const),
    [...video(), ...audio(48_000), '-c:v', 'prores_ks', '-c:a', 'pcm_s16le'],
    coverFirst('png', 'mov'),
  ],
])('%s', async (...kind) => expectLikeWhole(kind, 'frames'));
