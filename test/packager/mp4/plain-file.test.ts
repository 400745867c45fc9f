import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/isobmff/boxes/write-box.js';
import { dataOf, mediaSegment, PlainFile, samplesOf } from '../../../src/packager/index.js';
import { errorCodeOf } from '../support/errors.js';
import { readIndependently } from '../support/independent-reader.js';
import { audioTrack, segment, videoTrack } from './support/tracks.js';

/** The file of these segments, each with its track. */
function fileOf(segments: readonly (readonly [trackId: number, segment: Uint8Array])[]): Uint8Array {
  const file = new PlainFile(2);
  for (const [trackId, bytes] of segments) file.add(trackId, samplesOf(bytes));
  const tracks = [videoTrack(), audioTrack()].map((track) => ({ ...track, enabled: true }));
  return concat([file.header(tracks, 48_000), ...segments.map(([, bytes]) => dataOf(bytes))]);
}

describe('a plain file', () => {
  const bytes = fileOf([
    [1, segment(1, 50, 'first', 'second')],
    [2, segment(1, 0, 'tone')],
    [1, segment(2, 70, 'third')],
  ]);
  const file = readIndependently(bytes);

  it('has the tables of all samples in front of them, and no fragments', () => {
    expect(file.boxes.map(({ type }) => type)).toEqual(['ftyp', 'moov', 'mdat']);
    expect(file.getInfo()).toMatchObject({ isFragmented: false, timescale: 48_000 });
    const texts = (track: number) =>
      file.getTrackSamplesInfo(track).map(({ dts, cts, is_sync, offset, size }) => ({
        ...{ dts, cts, is_sync },
        text: Buffer.from(bytes.subarray(offset, offset + size)).toString(),
      }));
    expect(texts(1)).toEqual([
      { dts: 0, cts: 2, is_sync: true, text: 'first' },
      { dts: 10, cts: 12, is_sync: false, text: 'second' },
      { dts: 20, cts: 22, is_sync: true, text: 'third' },
    ]);
    expect(texts(2)).toEqual([{ dts: 0, cts: 2, is_sync: true, text: 'tone' }]);
  });

  it('begins the video that begins late when it begins, without its composition delay', () => {
    const [edits] = file.getBoxes('elst', false);
    expect(edits).toMatchObject({
      entries: [
        { segment_duration: 2 * 48_000, media_time: -1 },
        { segment_duration: (30 / 25) * 48_000, media_time: 2 },
      ],
    });
    expect(file.getBox('mvhd')).toMatchObject({ duration: (80 / 25) * 48_000 });
  });

  it('leaves out what of a track is before the beginning', () => {
    const own = new PlainFile(1);
    own.add(1, samplesOf(segment(1, 0, 'first', 'second')));
    const cut = { ...videoTrack(), enabled: true, skipped: 5 };
    expect(readIndependently(own.header([cut], 25)).getBox('elst')).toMatchObject({
      entries: [{ segment_duration: 15, media_time: 7 }],
    });
  });

  it('is not made of a segment whose samples are not all of its data', () => {
    const own = segment(1, 0, 'abc');
    const longer = concat([own, Uint8Array.of(0)]);
    new DataView(longer.buffer).setUint32(own.byteLength - 3 - 8, 12);
    expect(errorCodeOf(() => samplesOf(longer))).toBe('encoder_output_malformed');
    expect(errorCodeOf(() => dataOf(new Uint8Array(3)))).toBe('encoder_output_malformed');
  });

  it('lists the samples of a segment as they were packaged', () => {
    const samples = [
      { size: 3, duration: 5, compositionOffset: 7, sync: true },
      { size: 1, duration: 6, compositionOffset: 0, sync: false },
    ];
    const packaged = mediaSegment({
      ...{ sequenceNumber: 4, baseMediaDecodeTime: 99, samples },
      data: [Buffer.from('abcd')],
    });
    expect(samplesOf(packaged)).toEqual({ baseMediaDecodeTime: 99, samples });
  });
});
