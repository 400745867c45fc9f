/** Transport streams that announce what they never send, and that begin within something else. */
import { test } from 'vitest';
import { type Announced, withStreams } from '../../../../support/spoils.js';
import { bytes } from '../../../../support/spoilt-masters.js';
import {
  AAC,
  audio,
  BLURAY,
  before,
  expectLikeWhole,
  type Kind,
  MPEG2,
  video,
  X264,
  X265,
} from './like-whole.js';

const silent = (streamType: number, pid: number): Announced => ({ streamType, pid, info: new Uint8Array() });

test.each<Kind>([
  [
    ...(['HEVC before MPEG-2', 'ts'] as const),
    [...video(), ...audio(48_000), ...MPEG2, ...AAC],
    bytes(withStreams((sent) => [silent(0x24, 0x300), ...sent])),
  ],
  [
    ...(['AAC and MP2 beside MP3, with H.264', 'ts'] as const),
    [...video('24'), ...audio(44_100), ...X264, '-c:a', 'libmp3lame'],
    bytes(withStreams((sent) => [...sent, silent(0x0f, 0x300), silent(0x03, 0x301)])),
  ],
  [
    ...(['twenty of AC-3 beside Opus, with HEVC', 'ts'] as const),
    [...video('30'), ...audio(48_000), ...X265, '-c:a', 'libopus'],
    bytes(withStreams((sent) => [...sent, ...Array.from({ length: 20 }, (_, i) => silent(0x81, 0x400 + i))])),
  ],
])('a PID that never sends: %s', async (...kind) => expectLikeWhole(kind, 'frames', 'samples'));

test.each<Kind>([
  [
    ...(['MPEG-2 behind noise', 'ts'] as const),
    [...video(), ...audio(48_000), ...MPEG2, ...AAC],
    before(Buffer.alloc(1000, 0x99)),
  ],
  [
    ...(['HEVC behind sync bytes', 'ts'] as const),
    [...video('24'), ...audio(48_000), ...X265, ...AAC],
    before(Buffer.alloc(500, 0x47)),
  ],
  [
    ...(['H.264 in packets of 192 bytes', 'm2ts'] as const),
    [...video(), ...audio(48_000), ...X264, ...AAC, ...BLURAY],
    before(Buffer.alloc(100, 0x47)),
  ],
])('begins within something else: %s', async (...kind) => expectLikeWhole(kind, 'frames', 'samples'));
