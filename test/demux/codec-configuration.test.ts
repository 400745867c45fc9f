import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codecConfiguration } from '../../src/demux/sample-description.js';
import { ascii, box, stsd, u8, u32, videoEntry, videoStsd, zeros } from '../masters/support/movie-boxes.js';

const AVC = u8(1, 0x64, 0, 0x1f, 0xff, 0xe1);
const HEVC = u8(1, 2, 3);
const avcC = box('avcC', AVC);
const hvcC = box('hvcC', HEVC);

const found = (bytes: Uint8Array, type: 'avcC' | 'hvcC' = 'avcC') => {
  const content = codecConfiguration(bytes, type);
  return content && Array.from(content);
};

describe('the configuration in a sample entry', () => {
  test('is the content of its box', () => {
    expect(found(videoStsd('avc1', 640, 360, avcC))).toEqual(Array.from(AVC));
    expect(found(videoStsd('hvc1', 640, 360, hvcC), 'hvcC')).toEqual(Array.from(HEVC));
  });

  test('is found among other boxes', () => {
    const pasp = box('pasp', u32(1, 1));
    expect(found(videoStsd('avc1', 640, 360, pasp, hvcC, avcC, pasp))).toEqual(Array.from(AVC));
  });

  test('is found before data that is not a box', () => {
    expect(found(videoStsd('avc1', 640, 360, avcC, u32(3), ascii('junk')))).toEqual(Array.from(AVC));
    expect(found(videoStsd('avc1', 640, 360, u32(3), ascii('junk'), avcC))).toBeUndefined();
  });

  test('is that of the first entry', () => {
    const [first, other] = [avcC, box('avcC', u8(9))].map((content) => videoEntry('avc1', 2, 2, content));
    expect(found(stsd(first!, other!))).toEqual(Array.from(AVC));
    expect(found(stsd(videoEntry('avc1', 2, 2), first!))).toBeUndefined();
  });

  test('may be empty', () => {
    expect(found(videoStsd('avc1', 640, 360, box('avcC')))).toEqual([]);
  });

  test.each([
    ['if there is only another type', videoStsd('hvc1', 640, 360, hvcC)],
    ['if there are no boxes', videoStsd('avc1')],
    ['without an entry', stsd()],
    ['without bytes', new Uint8Array()],
    ['in an entry that is cut short', stsd(box('avc1', zeros(77)))],
    ['in an audio description', stsd(box('mp4a', zeros(28), box('esds', zeros(4))))],
    ['in a description that is cut short', videoStsd('avc1', 640, 360, avcC).subarray(0, -1)],
  ])('is not found %s', (_, bytes) => {
    expect(found(bytes)).toBeUndefined();
  });
});

test('whatever the bytes are, the result is within them', () => {
  const whole = Array.from(videoStsd('avc1', 9, 9, box('pasp', u32(1, 1)), avcC, hvcC));
  const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 });
  const type = fc.constantFrom('avcC' as const, 'hvcC' as const);
  const damagedOne = fc.tuple(changes, fc.nat(whole.length)).map(([changed, length]) => {
    const bytes = Uint8Array.from(whole);
    for (const [at, value] of changed) bytes[at] = value;
    return bytes.subarray(0, length);
  });
  const any = fc.oneof(damagedOne, fc.uint8Array({ maxLength: 300 }));
  fc.assert(
    fc.property(any, type, (bytes, wanted) => {
      const content = codecConfiguration(bytes, wanted);
      const size = content?.byteLength ?? 0;
      expect(size).toBeLessThanOrEqual(bytes.byteLength);
      if (content) expect(Buffer.from(bytes).includes(Buffer.from(content))).toBe(true);
    }),
    { seed: 20_260_801, numRuns: 1000 },
  );
});
