import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCodecSupported, parseCodecs } from '../../../src/sessions/request/codec-support.js';

describe('codec support', () => {
  it.each([
    ['avc1.64001f', ['h264']],
    ['avc1.64001f', ['avc1']],
    ['avc1.64001f', ['avc1.64001f']],
    ['avc1.64001f', ['avc1.640028']],
    ['avc1.42c01e', ['avc1.64001f']],
    ['avc1.64001F', ['avc1.64001f']],
    ['avc1.64001f', ['hevc', 'avc3.640033']],
    ['avc1.64001f', []],
    ['avc1.64001f', ['aac']],
    ['mp4a.40.2', ['h264']],
    ['mp4a.40.2', ['mp4a.40.2']],
    ['hvc1.1.6.L93.B0', ['hev1']],
  ])('includes %s for a player that lists %s', (codecs, supported) => {
    expect(isCodecSupported(codecs, supported)).toBe(true);
  });

  it.each([
    ['avc1.64001f', ['avc1.64001e']],
    ['avc1.64001f', ['avc1.42e01f']],
    ['avc1.64001f', ['avc1.xyz']],
    ['avc1.64001f', ['hevc', 'av01']],
    ['mp4a.40.2', ['opus', 'h264']],
    ['mp4a.40.2', ['mp4a.40.5']],
  ])('does not include %s for a player that lists %s', (codecs, supported) => {
    expect(isCodecSupported(codecs, supported)).toBe(false);
  });

  it('is read from a list in any letter case', () => {
    expect(parseCodecs('avc1.64001F, MP4A.40.2')).toStrictEqual(['avc1.64001f', 'mp4a.40.2']);
    expect(parseCodecs('ac-3,ec-3')).toStrictEqual(['ac-3', 'ec-3']);
  });

  it.each(['', ',', 'h264,', 'theora', 'avc1;', 'a'.repeat(70), 'constructor', '__proto__'])(
    'is not read from %.20s',
    (text) => {
      expect(parseCodecs(text)).toBeUndefined();
    },
  );

  it('is determined for any list without an error', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, codecs) => {
        expect(typeof isCodecSupported(codecs, parseCodecs(text) ?? [])).toBe('boolean');
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
