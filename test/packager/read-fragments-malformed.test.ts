import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { box } from '../../src/isobmff/boxes/write-box.js';
import { mediaSegment, readFragments } from '../../src/packager/index.js';
import { processorMs } from '../support/processor-time.js';
import { joined } from './support/bytes.js';
import { errorCodeOf } from './support/errors.js';
import { mdat, moof, moov, TFHD, TRUN, tfdt, tfhd, trun, withDataAfter } from './support/fragments.js';
import { audioInit, videoInit } from './support/media.js';

const codeOf = (...parts: readonly Uint8Array[]) => errorCodeOf(() => readFragments(joined(...parts)));

const movie = moov({ defaults: [10, 2, 0] });
const baseIsMoof = tfhd(TFHD.baseIsMoof);
/** One run of 2-byte samples, whose data starts `into` bytes after the start of the media data. */
const run = (count: number, into = 0) =>
  withDataAfter((offset) => moof([baseIsMoof, trun(1, TRUN.dataOffset, count, offset + into)]));

describe('readFragments, given malformed input,', () => {
  it('reads the same input when it is complete', () => {
    expect(codeOf(movie, run(2), mdat(4))).toBeUndefined();
  });

  it.each<[string, readonly Uint8Array[]]>([
    ['nothing at all', []],
    ['no movie', [box('ftyp')]],
    ['two movies', [movie, movie]],
    ['a fragment before the movie', [run(1), mdat(2), movie]],
    ['a fragment whose media data is missing', [movie, run(1)]],
    ['two fragments before the first media data', [movie, run(1), run(1), mdat(2)]],
    ['media data without a fragment', [movie, mdat(2)]],
    ['more samples than the media data holds', [movie, run(3), mdat(4)]],
    ['a sample that ends after its media data', [movie, run(1, 3), mdat(4)]],
    ['a sample that starts before its media data', [movie, run(1, -1), mdat(4)]],
    [
      'a sample in the media data of another fragment',
      [movie, run(1), mdat(2), run(1, -(run(1).length + 10)), mdat(2)],
    ],
    ['samples that share their bytes', [movie, sharingRuns(), mdat(4)]],
    ['a sample without bytes', [moov({ defaults: [10, 0, 0] }), run(1), mdat(4)]],
    ['an impossible number of samples', [movie, run(2 ** 32 - 1), mdat(4)]],
    ['a truncated run', [movie, moof([baseIsMoof, trun(1, TRUN.size, 2, 2)]), mdat(4)]],
    ['a fragment without its header', [movie, moof([trun(1, 0, 1)]), mdat(2)]],
    ['a fragment with two headers', [movie, moof([baseIsMoof, baseIsMoof]), mdat(2)]],
    ['a fragment of another track', [moov({ trackId: 2 }), run(1), mdat(2)]],
    ['a base beyond the file', [movie, moof([tfhd(TFHD.baseDataOffset, 1, 0), trun(1, 0, 1)]), mdat(2)]],
    ['a base beyond 2^53', [movie, moof([tfhd(TFHD.baseDataOffset, 2 ** 31, 0)]), mdat(2)]],
    ['a truncated decode time', [movie, moof([baseIsMoof, tfdt(0).subarray(0, 14)]), mdat(2)]],
    ['a timescale of 0', [moov({ timescale: 0 })]],
    ['a track of subtitles', [moov({ handler: 'text' })]],
    ['no sample description', [moov({ entries: [] })]],
    ['two sample descriptions', [moov({ entries: [entry(78), entry(78)] })]],
    [
      'a descriptor without an AudioSpecificConfig',
      [moov({ handler: 'soun', entries: [box('mp4a', new Uint8Array(28), box('esds'))] })],
    ],
    ['a truncated sample description', [moov({ entries: [entry(77)] })]],
  ])('refuses %s', (_, parts) => {
    expect(codeOf(...parts)).toBe('encoder_output_malformed');
  });

  it('refuses a file that is truncated anywhere but between complete fragments', () => {
    const whole = joined(videoInit, segment(0), segment(1));
    const ends = [videoInit.length, videoInit.length + segment(0).length];
    for (let length = 0; length < whole.length; length++) {
      // The first 24 bytes of each segment are a complete box, `styp`.
      const isWhole = ends.some((end) => length === end || length === end + 24);
      const expected = isWhole ? undefined : 'encoder_output_malformed';
      expect(codeOf(whole.subarray(0, length)), `${length} bytes`).toBe(expected);
    }
  });

  it('throws no other error on changed bytes', () => {
    const whole = joined(audioInit, segment(0), segment(1));
    const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }));
    const property = fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
      const bytes = whole.slice();
      for (const [position, value] of changes) bytes[position] = value;
      expect([undefined, 'encoder_output_malformed']).toContain(codeOf(bytes));
    });
    fc.assert(property, { seed: 3, numRuns: 3000 });
  });

  it('throws no other error on arbitrary bytes', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect([undefined, 'encoder_output_malformed']).toContain(codeOf(bytes));
      expect([undefined, 'encoder_output_malformed']).toContain(codeOf(movie, box('moof', bytes), mdat(9)));
    });
    fc.assert(property, { seed: 4, numRuns: 1000 });
  });

  it('runs in linear time, however many samples the runs claim', async () => {
    const greedy = moov({ defaults: [1, 1, 0] });
    const runs = (offset: number) =>
      Array.from({ length: 10_000 }, () => trun(1, TRUN.dataOffset, 100_000, offset));
    const claims = withDataAfter((offset) => moof([baseIsMoof, ...runs(offset)]));
    const spentMs = await processorMs(() =>
      expect(codeOf(greedy, claims, mdat(100_000))).toBe('encoder_output_malformed'),
    );
    expect(spentMs).toBeLessThan(2000);
  });
});

function entry(length: number): Uint8Array {
  return box('test', new Uint8Array(length));
}

/** Two runs that both claim the first 2 bytes of the media data, and one that claims the rest. */
function sharingRuns(): Uint8Array {
  const at = (offset: number) => trun(1, TRUN.dataOffset, 1, offset);
  return withDataAfter((offset) => moof([baseIsMoof, at(offset), at(offset), at(offset + 2)]));
}

function segment(sequenceNumber: number): Uint8Array {
  const samples = [
    { size: 3, duration: 10, compositionOffset: 5, sync: true },
    { size: 4, duration: 12, compositionOffset: -5, sync: false },
  ];
  const data = [new Uint8Array(7)];
  return mediaSegment({ sequenceNumber, baseMediaDecodeTime: 22 * sequenceNumber, samples, data });
}
