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
async function write(
  samples: readonly Uint8Array[],
  facts: Partial<TextTrack> = {},
  signal = new AbortController().signal,
): Promise<void> {
  await writeTrack(trackOf(samples, facts), signal);
}

async function writeTrack(text: ReturnType<typeof trackOf>, signal: AbortSignal): Promise<void> {
  const burn = { ...text, attachments: [], attachmentSource: text.source };
  const place = { scratchFolder: '/nowhere', standIns: [], signal };
  await withBurnFiles(burn, { start: 0, end: 1000 }, place, async () => undefined);
}

/** A sample of two packets of a transport stream, so many megabytes apart. */
function spreadBitmaps(megabytes: number) {
  const [pid, stride] = [0x1200, 188];
  const size = Math.ceil((megabytes * 1024 * 1024) / stride) * stride;
  const counted = { bytes: 0 };
  const packetAt = (offset: number) => {
    const isOurs = offset === 0 || offset === size - stride;
    const number = isOurs ? pid : 0x1fff;
    return Buffer.alloc(stride, Buffer.of(0x47, number >> 8, number & 0xff, 0x10)).fill(7, 4);
  };
  const read = async (from: number, length: number) => {
    counted.bytes += length;
    const first = Math.floor(from / stride) * stride;
    const packets: Buffer[] = [];
    for (let at = first; at < Math.min(size, from + length); at += stride) packets.push(packetAt(at));
    return Buffer.concat(packets).subarray(from - first, from - first + length);
  };
  const { track } = trackOf([Buffer.alloc(300)], { format: { kind: 'bitmap', codec: 'dvb_subtitle' } });
  const packets = { pids: [{ start: 0, pid }], grids: [{ start: 0, stride }] };
  const spread: TextTrack = {
    ...track,
    samples: { ...track.samples, offsets: Float64Array.of(4), sizes: Uint32Array.of(300), packets },
  };
  return { track: spread, source: { size, read, close: async () => undefined }, counted };
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

  test('bitmaps that lie too far apart in a transport stream, before all of it is read', async () => {
    const { track, source, counted } = spreadBitmaps(200);
    const { signal } = new AbortController();
    await expect(writeTrack({ track, source }, signal)).rejects.toEqual(REFUSED);
    expect(counted.bytes).toBeLessThanOrEqual(128 * 1024 * 1024);
  });

  test('more bitmaps that change one another than any fade has', async () => {
    const continued = Buffer.from([0x16, 0, 11, 2, 0, 2, 0, 0x10, 0, 0, 0, 0, 0, 0]);
    const format = { kind: 'bitmap', codec: 'hdmv_pgs_subtitle' } as const;
    const { track, source } = trackOf(
      Array.from({ length: 1100 }, () => continued),
      { format },
    );
    track.samples.ends.fill(0, 0, 1099);
    await expect(writeTrack({ track, source }, new AbortController().signal)).rejects.toEqual(REFUSED);
  });

  test('bitmaps for a video larger than any', async () => {
    const composition = Buffer.from([0x16, 0, 11, 0xff, 0xff, 0xff, 0xff, 0x10, 0, 0, 0x80, 0, 0, 0]);
    const format = { kind: 'bitmap', codec: 'hdmv_pgs_subtitle' } as const;
    await expect(write([composition], { format })).rejects.toEqual(REFUSED);
  });
});

test('ends with the encode', async () => {
  const ended = AbortSignal.abort(new Error('the client left'));
  await expect(write([Buffer.from('0,0,Default,,0,0,0,,x')], {}, ended)).rejects.toEqual(
    expect.objectContaining({ code: 'encode_cancelled' }),
  );
});
