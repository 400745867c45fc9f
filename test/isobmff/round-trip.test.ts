/** Every box that Onplay both writes and reads: what is written is read, and what is cut short is never read past its end. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBoxHeader } from '../../src/isobmff/boxes/box-header.js';
import type { Box } from '../../src/isobmff/boxes/read-box.js';
import { box } from '../../src/isobmff/boxes/write-box.js';
import { esds, readAudioSpecificConfig } from '../../src/isobmff/configuration/esds.js';
import { audioSampleEntry, readAudioSampleEntry } from '../../src/isobmff/description/audio-sample-entry.js';
import { colr, readColr } from '../../src/isobmff/description/colr.js';
import { pasp, readPasp } from '../../src/isobmff/description/pasp.js';
import { sampleEntries, stsd } from '../../src/isobmff/description/stsd.js';
import {
  readVisualSampleEntry,
  visualSampleEntry,
} from '../../src/isobmff/description/visual-sample-entry.js';
import { mdatHeader } from '../../src/isobmff/file/mdat.js';
import { sampleFlags } from '../../src/isobmff/fragment/sample-flags.js';
import { readTfdt, tfdt } from '../../src/isobmff/fragment/tfdt.js';
import { readTfhd, tfhd } from '../../src/isobmff/fragment/tfhd.js';
import { type FragmentSample, TrackRun, trun } from '../../src/isobmff/fragment/trun.js';
import { dinf, isSelfContained } from '../../src/isobmff/movie/dinf.js';
import { elng, readElng } from '../../src/isobmff/movie/elng.js';
import { edts, readElst } from '../../src/isobmff/movie/elst.js';
import { type HandlerKind, hdlr, readHdlr } from '../../src/isobmff/movie/hdlr.js';
import { mdhd, readMdhd } from '../../src/isobmff/movie/mdhd.js';
import { mvhd, readMvhd } from '../../src/isobmff/movie/mvhd.js';
import { readTkhd, tkhd } from '../../src/isobmff/movie/tkhd.js';
import { mvex, readTrex } from '../../src/isobmff/movie/trex.js';
import { stbl } from '../../src/isobmff/tables/stbl.js';
import { readStco } from '../../src/isobmff/tables/stco.js';
import { readStsc } from '../../src/isobmff/tables/stsc.js';
import { readStsz } from '../../src/isobmff/tables/stsz.js';
import { constantDuration } from '../../src/isobmff/tables/stts.js';
import { IDENTITY } from '../masters/support/movie-boxes.js';
import { errorCodeOf } from '../packager/support/errors.js';
import { firstBox, LENIENT, STRICT } from './support/rules.js';

interface RoundTrip<V> {
  readonly values: fc.Arbitrary<V>;
  write(values: V): Uint8Array;
  read(box: Box): unknown;
  /** What is read of the values; by default, the values. */
  expected?(values: V): unknown;
}

/** For any values: they are read by both rules, and contents that are cut short are read or refused. */
function roundTrip<V>({ values, write, read, expected = (same) => same }: RoundTrip<V>): () => void {
  const property = fc.property(values, fc.nat(), (written, cut) => {
    const bytes = write(written);
    for (const rules of [STRICT, LENIENT]) {
      const whole = firstBox(bytes, rules);
      expect(whole.end).toBe(bytes.length);
      expect(read(whole)).toEqual(expected(written));
      const short = box(whole.type, whole.content.subarray(0, cut % (whole.size + 1)));
      expect([undefined, 'malformed']).toContain(errorCodeOf(() => read(firstBox(short, rules))));
    }
  });
  return () => fc.assert(property, { seed: 20_260_801 });
}

const number = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
const size = fc.record({ width: number(16), height: number(16) });
const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength });
const none = fc.constant(undefined);
const handlerKind = fc.constantFrom<HandlerKind>('video', 'audio', 'text');
const type = fc.constantFrom('avc1', 'hvc1', 'av01');

const ratio = fc.record({
  horizontal: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  vertical: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
});
const colour = fc.record({
  ...{ primaries: number(16), transfer: number(16), matrix: number(16) },
  fullRange: fc.boolean(),
});
const defaults = fc.record({
  sampleDescriptionIndex: fc.option(number(32), { nil: undefined }),
  duration: fc.option(number(32), { nil: undefined }),
  size: fc.option(number(32), { nil: undefined }),
  flags: fc.option(number(32), { nil: undefined }),
});
/** A run of samples whose composition offsets are all from the same version of the box. */
const samples = fc.constantFrom([0, 2 ** 31 - 1], [-(2 ** 31), 2 ** 31 - 1]).chain(([min, max]) =>
  fc.array(
    fc.record<FragmentSample>({
      ...{ size: number(32), duration: number(32), sync: fc.boolean() },
      compositionOffset: fc.integer({ min: min!, max: max! }),
    }),
    { minLength: 1, maxLength: 20 },
  ),
);
const DEFAULTS = { sampleDescriptionIndex: 1, duration: 0, size: 0, flags: sampleFlags(true) };
const NO_DEFAULTS = { sampleDescriptionIndex: 1, duration: undefined, size: undefined, flags: undefined };

const samplesOf = (run: TrackRun): FragmentSample[] =>
  Array.from({ length: run.count }, (_, i) => ({
    size: run.size(i),
    duration: run.duration(i),
    compositionOffset: run.compositionOffset(i),
    sync: run.isSync(i),
  }));

const BOXES: Readonly<Record<string, () => void>> = {
  mvhd: roundTrip({
    values: number(32),
    write: (timescale) => mvhd(timescale),
    read: readMvhd,
    expected: (timescale) => ({ timescale }),
  }),
  tkhd: roundTrip({
    values: fc.tuple(handlerKind, size),
    write: ([kind, { width, height }]) => tkhd(kind, width, height),
    read: readTkhd,
    expected: ([, size]) => ({ trackId: 1, enabled: true, matrix: IDENTITY, ...size }),
  }),
  mdhd: roundTrip({
    values: fc.record({ timescale: number(32), language: fc.constantFrom('und', 'deu', 'zho', 'haw') }),
    write: ({ timescale, language }) => mdhd(timescale, language),
    read: readMdhd,
  }),
  hdlr: roundTrip({
    values: handlerKind,
    write: hdlr,
    read: (hdlr) => readHdlr(hdlr).type,
    expected: (kind) => ({ video: 'vide', audio: 'soun', text: 'sbtl' })[kind],
  }),
  elng: roundTrip({ values: fc.constantFrom('en', 'pt-BR', 'zh-Hant-TW'), write: elng, read: readElng }),
  elst: roundTrip({
    values: fc.maxSafeNat(),
    write: (mediaTime) => edts({ duration: 0, mediaTime }),
    read: (edts) => readElst(edts.only('elst'), 1),
    expected: (mediaTime) => [{ duration: 0, mediaTime, rate: 1 }],
  }),
  dref: roundTrip({
    values: none,
    write: dinf,
    read: (dinf) => isSelfContained(dinf.only('dref')),
    expected: () => true,
  }),
  trex: roundTrip({
    values: none,
    write: () => mvex(),
    read: (mvex) => readTrex(mvex.only('trex')),
    expected: () => ({ trackId: 1, sampleDescriptionIndex: 1, duration: 0, size: 0, flags: 0 }),
  }),
  'the empty tables of stbl': roundTrip({
    values: none,
    write: () => stbl(stsd()),
    read: (stbl) => [
      constantDuration(stbl.only('stts')),
      readStsc(stbl.only('stsc')).count,
      readStsz(stbl.only('stsz')).count,
      readStco(stbl.only('stco')).count,
    ],
    expected: () => [undefined, 0, 0, 0],
  }),
  tfhd: roundTrip({
    values: defaults,
    write: tfhd,
    read: readTfhd,
    expected: (values) => ({
      ...{ trackId: 1, baseDataOffset: undefined, defaultBaseIsMoof: true },
      ...values,
    }),
  }),
  tfdt: roundTrip({ values: fc.maxSafeNat(), write: tfdt, read: readTfdt }),
  trun: roundTrip({
    values: fc.record({ samples, dataOffset: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }) }),
    write: ({ samples, dataOffset }) => trun(samples, NO_DEFAULTS, dataOffset),
    read: (trun) => {
      const run = new TrackRun(trun, DEFAULTS);
      return { samples: samplesOf(run), dataOffset: run.dataOffset };
    },
  }),
  'trun with defaults': roundTrip({
    values: fc.nat(100),
    write: (count) =>
      trun(
        Array.from({ length: count }, () => ({ size: 7, duration: 5, compositionOffset: 0, sync: true })),
        { ...DEFAULTS, size: 7, duration: 5 },
        0,
      ),
    read: (trun) => new TrackRun(trun, { ...DEFAULTS, size: 7, duration: 5 }).dataSize(),
    expected: (count) => 7 * count,
  }),
  stsd: roundTrip({
    values: fc.array(type, { maxLength: 4 }),
    write: (types) => stsd(...types.map((each) => box(each))),
    read: (stsd) => Array.from(sampleEntries(stsd), (entry) => entry.type),
  }),
  'a visual sample entry': roundTrip({
    values: fc.record({ size, colour, pixelAspectRatio: ratio }),
    write: ({ size, colour, pixelAspectRatio }) =>
      visualSampleEntry('avc1', size, colr(colour), pasp(pixelAspectRatio)),
    read: readVisualSampleEntry,
    expected: ({ size, ...boxes }) => ({ ...size, ...boxes }),
  }),
  'an audio sample entry': roundTrip({
    values: fc.record({ sampleRate: number(17), channels: number(16) }),
    write: (values) => audioSampleEntry('mp4a', values),
    read: readAudioSampleEntry,
    expected: ({ channels }) => ({ channels }),
  }),
  colr: roundTrip({ values: colour, write: colr, read: (colr) => readColr(colr)?.colour }),
  pasp: roundTrip({ values: ratio, write: pasp, read: (pasp) => readPasp(pasp)?.pixelAspectRatio }),
  esds: roundTrip({
    values: fc.record({ audioSpecificConfig: bytes(60), bitrate: number(32) }),
    write: esds,
    read: (esds) => readAudioSpecificConfig(esds)?.slice(),
    expected: ({ audioSpecificConfig }) => audioSpecificConfig,
  }),
};

describe('what is written is read', () => {
  test.each(Object.entries(BOXES))('%s', (_, check) => check());

  test('the header of a box, in 32 or 64 bits', () => {
    const property = fc.property(fc.integer({ min: 0, max: 2 ** 50 }), (dataSize) => {
      const header = mdatHeader(dataSize);
      const read = readBoxHeader(new DataView(header.buffer), 0, header.length, 0);
      expect(read).toEqual({ type: 'mdat', headerSize: header.length, size: header.length + dataSize });
    });
    fc.assert(property, { seed: 20_260_801, examples: [[2 ** 32 - 9], [2 ** 32 - 8]] });
  });
});
