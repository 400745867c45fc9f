/** Text that is too much to be burned in is refused before ffmpeg sees it. */
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { withBurnFiles } from '../../../src/encoder/burn/burn-files.js';
import type { ByteSource } from '../../../src/stores/store.js';
import type { TextTrack } from '../../../src/tracks/index.js';

/** A track whose samples are all shown in the first second, and its file. */
function trackOf(
  samples: readonly Uint8Array[],
  facts: Partial<TextTrack>,
): { track: TextTrack; source: ByteSource } {
  const bytes = Buffer.concat(samples);
  let at = 0;
  const offsets = Float64Array.from(samples, ({ byteLength }) => {
    at += byteLength;
    return at - byteLength;
  });
  const track: TextTrack = {
    ...{ id: 1, file: 0, format: { kind: 'text', codec: 'ass' }, language: 'und', name: '' },
    ...{ isDefault: false, isForced: false, isHearingImpaired: false, configuration: new Uint8Array() },
    ...facts,
    samples: {
      count: samples.length,
      offsets,
      sizes: Uint32Array.from(samples, ({ byteLength }) => byteLength),
      starts: new Float64Array(samples.length),
      ends: new Float64Array(samples.length).fill(1000),
    },
  };
  const read = async (from: number, length: number) => bytes.subarray(from, from + length);
  return { track, source: { size: bytes.length, read, close: async () => undefined } };
}

/** Writes the files for the first second; none of these tests gets so far. */
async function write(samples: readonly Uint8Array[], facts: Partial<TextTrack> = {}): Promise<void> {
  const text = trackOf(samples, facts);
  const burn = { ...text, attachments: [], attachmentSource: text.source };
  const place = { scratchFolder: '/nowhere', standIns: [] };
  await withBurnFiles(burn, { start: 0, end: 1000 }, place, async () => undefined);
}

const REFUSED = expect.objectContaining({ code: 'burn_too_large' });

describe('refuses', () => {
  test('more lines than a segment may have', async () => {
    const lines = Array.from({ length: 5001 }, () => Buffer.from('0,0,Default,,0,0,0,,x'));
    await expect(write(lines)).rejects.toEqual(REFUSED);
  });

  test('a sample that unpacks to far more than it is', async () => {
    const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024));
    await expect(write([bomb], { compression: 'zlib' })).rejects.toEqual(REFUSED);
  });

  test('bitmaps for a video larger than any', async () => {
    const composition = Buffer.from([0x16, 0, 11, 0xff, 0xff, 0xff, 0xff, 0x10, 0, 0, 0x80, 0, 0, 0]);
    const format = { kind: 'bitmap', codec: 'hdmv_pgs_subtitle' } as const;
    await expect(write([composition], { format })).rejects.toEqual(REFUSED);
  });
});
