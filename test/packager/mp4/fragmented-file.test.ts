import { describe, expect, it } from 'vitest';
import { concat } from '../../../src/isobmff/boxes/write-box.js';
import {
  fragmentedFileHeader,
  fragmentedFileIndex,
  fragmentedFileIndexSize,
  fragmentOf,
  fragmentSize,
  textTrack,
} from '../../../src/packager/index.js';
import { errorCodeOf } from '../support/errors.js';
import { readIndependently } from '../support/independent-reader.js';
import { audioTrack, segment, videoInit, videoTrack } from './support/tracks.js';

describe('a fragmented file', () => {
  const tracks = [videoTrack(), audioTrack()];
  const header = fragmentedFileHeader({
    ...{ timescale: 25, duration: 500 },
    tracks: tracks.map((track) => ({ ...track, enabled: true })),
  });

  it('has the tracks of the init segments, with ids in their order', () => {
    const file = readIndependently(header);
    expect(file.getInfo().tracks).toMatchObject([
      { id: 1, timescale: 25, track_width: 64, track_height: 36, language: 'und', codec: 'avc1.64001f' },
      { id: 2, timescale: 48_000, track_width: 0, language: expect.stringContaining('pt-BR') },
    ]);
    expect(file.getBoxes('trex', false)).toMatchObject([{ track_id: 1 }, { track_id: 2 }]);
    expect(file.getBox('elst')).toMatchObject({ entries: [{ media_time: 2, segment_duration: 0 }] });
    expect(file.getBox('mehd')).toMatchObject({ fragment_duration: 500 });
    expect(file.getBox('mvhd')).toMatchObject({ next_track_id: 3, timescale: 25 });
  });

  it('has all of its text in front of the fragments, with the tables of its samples', () => {
    const movie = { timescale: 25, duration: 500, tracks: [{ ...videoTrack(), enabled: true }] };
    const facts = { width: 64, height: 36, language: 'de', isForced: false };
    const texts = ['eins', 'zwei'].map((name, i) => ({
      track: { ...textTrack({ ...facts, name }), enabled: i === 0 },
      text: {
        ...{ durations: Uint32Array.of(500, 700), sizes: Uint32Array.of(2, 4) },
        bytes: Buffer.from(`..${name}`),
      },
    }));
    const bytes = fragmentedFileHeader(movie, texts);
    const file = readIndependently(bytes);
    expect(file.boxes.map(({ type }) => type)).toEqual(['ftyp', 'moov', 'mdat']);
    expect(file.getBoxes('trex', false)).toMatchObject([{ track_id: 1 }, { track_id: 2 }, { track_id: 3 }]);
    expect(file.getBoxes('hdlr', false)).toMatchObject([
      { handler: 'vide' },
      { handler: 'sbtl', name: 'eins' },
      { handler: 'sbtl', name: 'zwei' },
    ]);
    const samples = [2, 3].map((track) =>
      file.getTrackSamplesInfo(track).map(({ dts, duration, offset, size }) => ({
        ...{ dts, duration },
        text: Buffer.from(bytes.subarray(offset, offset + size)).toString(),
      })),
    );
    expect(samples).toEqual(
      ['eins', 'zwei'].map((name) => [
        { dts: 0, duration: 500, text: '..' },
        { dts: 500, duration: 700, text: name },
      ]),
    );
  });

  it('has the samples of the segments, each in its track', () => {
    const fragments = [
      ...fragmentOf(segment(1, 0, 'first', 'second'), { trackId: 1, sequenceNumber: 1 }),
      ...fragmentOf(segment(1, 0, 'tone'), { trackId: 2, sequenceNumber: 2 }),
      ...fragmentOf(segment(2, 20, 'third'), { trackId: 1, sequenceNumber: 3 }),
    ];
    const file = readIndependently(header, concat(fragments));
    const texts = (track: number) =>
      file.getTrackSamplesInfo(track).map(({ dts, cts, is_sync, offset, size }) => ({
        ...{ dts, cts, is_sync },
        text: Buffer.from(concat([header, ...fragments]).subarray(offset, offset + size)).toString(),
      }));
    expect(texts(1)).toEqual([
      { dts: 0, cts: 2, is_sync: true, text: 'first' },
      { dts: 10, cts: 12, is_sync: false, text: 'second' },
      { dts: 20, cts: 22, is_sync: true, text: 'third' },
    ]);
    expect(texts(2)).toEqual([{ dts: 0, cts: 2, is_sync: true, text: 'tone' }]);
    expect(file.getBoxes('mfhd', false)).toMatchObject(
      [1, 2, 3].map((sequence_number) => ({ sequence_number })),
    );
  });

  it('begins with a part of the whole, whose fragments are decoded earlier and are as long as before', () => {
    const own = segment(7, 1000, 'first', 'second');
    const place = { trackId: 1, sequenceNumber: 1 };
    const moved = fragmentOf(own, { ...place, earlier: 990 });
    const file = readIndependently(header, concat(moved));
    expect(file.getTrackSamplesInfo(1).map(({ dts }) => dts)).toEqual([10, 20]);
    expect(concat(moved).byteLength).toBe(concat(fragmentOf(own, place)).byteLength);
  });

  it('leaves out what of a track is before the beginning', () => {
    const cut = { ...audioTrack(), enabled: true, skipped: 400 };
    const bytes = fragmentedFileHeader({ timescale: 25, duration: 500, tracks: [cut] });
    expect(readIndependently(bytes).getBox('elst')).toMatchObject({
      entries: [{ media_time: 400, segment_duration: 0 }],
    });
  });

  it('tells the size of a fragment from that of its segment', () => {
    const own = segment(7, 0, 'some', 'samples');
    const pieces = fragmentOf(own, { trackId: 2, sequenceNumber: 9 });
    expect(fragmentSize(own.byteLength)).toBe(concat(pieces).byteLength);
  });

  it.each([
    ['alone in memory', (own: Uint8Array) => own],
    // As from a disk or from another server.
    ['a part of a Buffer', (own: Uint8Array) => Buffer.concat([Buffer.alloc(11), own]).subarray(11)],
  ])(
    'is the same of a segment that is %s, and leaves it as it is, since others are sent it too',
    (_, placed) => {
      const own = segment(7, 0, 'sample');
      const [before, given] = [own.slice(), placed(own)];
      const ids = { trackId: 2, sequenceNumber: 9 };
      expect(Buffer.concat(fragmentOf(given, ids))).toEqual(Buffer.concat(fragmentOf(before, ids)));
      expect(new Uint8Array(given)).toEqual(before);
    },
  );

  it('ends with an index of where decoding can begin, whose size is known before', () => {
    const points = [
      [
        { time: 2, moofOffset: 600 },
        { time: 22, moofOffset: 2 ** 33 },
      ],
      [{ time: 0, moofOffset: 900 }],
    ];
    const index = fragmentedFileIndex(points);
    expect(index.byteLength).toBe(fragmentedFileIndexSize([2, 1]));
    expect(Buffer.from(index.subarray(-4)).readUInt32BE()).toBe(index.byteLength);
    const [first, second] = readIndependently(index).getBox('mfra')?.boxes ?? [];
    expect(first).toMatchObject({ type: 'tfra' });
    // Version, flags, track, sizes, count; then time and offset of 64 bits.
    const entry = Buffer.from(index.subarray(8 + 24 + 19));
    expect([entry.readBigUInt64BE(0), entry.readBigUInt64BE(8)]).toEqual([22n, 2n ** 33n]);
    expect(second).toMatchObject({ type: 'tfra' });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['an init segment', videoInit],
    ['two segments', concat([segment(1, 0, 'a'), segment(2, 0, 'b')])],
    ['a segment that is cut short', segment(1, 0, 'a').subarray(0, -1)],
  ])('is not made of %s', (_, bytes) => {
    expect(errorCodeOf(() => fragmentOf(bytes, { trackId: 1, sequenceNumber: 1 }))).toBe(
      'encoder_output_malformed',
    );
  });
});
