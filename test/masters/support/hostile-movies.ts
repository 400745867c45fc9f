/** Sparse files whose boxes cause far more time or memory to be spent than those of any real movie. */
import {
  audioEntry,
  box,
  concat,
  fullBox,
  moov,
  mvhd,
  NO_SAMPLES,
  sameSize,
  stco,
  stsc,
  stsd,
  stts,
  type TrackSpec,
  trak,
  u8,
  u16,
  u32,
  videoStsd,
} from './movie-boxes.js';
import { type Piece, sparseBox } from './sparse-file.js';

const FTYP = box('ftyp', u32(0x69736f6d, 0));
/** Opus in one channel, without pre-skip (Encapsulation of Opus in ISOBMFF, 4.3.2). */
const DOPS = box('dOps', u8(0, 1), u16(0), u32(48_000), u16(0), u8(0));
const OPUS = stsd(audioEntry('Opus', 1, 16, 0, DOPS));
/** The smallest Opus packet: the TOC byte for 20 ms, and no data (RFC 6716 3.1). */
const OPUS_SILENCE = 0x98;
const MANY = 12_000_000;
/** Offset of the media data in a file whose first boxes are `ftyp` and `mdat`. */
const DATA = FTYP.length + 8;

/** Audio of `count` samples of one byte, 4000 per second. */
const audioSpec = (trackId: number, count: number): TrackSpec => ({
  ...{ trackId, handler: 'soun', timescale: 8000, stsd: OPUS },
  tables: [stts([count, 2]), stsc([1, count, 1]), stco(DATA), sameSize(1, count)],
});

/** A fragment of a track that the movie does not have, in which each run claims 12 million samples. */
export function runsOfUnwantedTrack(runs: number): Piece[] {
  const movie = moov(1000, [audioSpec(1, 500)], box('mvex'));
  const tfhd = fullBox('tfhd', 0, 0, u32(99));
  const trun = fullBox('trun', 0, 0, u32(MANY));
  const moof = box('moof', box('traf', tfhd, ...Array.from({ length: runs }, () => trun)));
  return [FTYP, ...sparseBox('mdat', MANY + 1_000_000), movie, moof];
}

/** Audio tracks that share the same samples, each a byte of decodable silence. */
export function audioTracks(tracks: number, samples = MANY): Piece[] {
  const movie = moov(
    8000,
    Array.from({ length: tracks }, (_, i) => audioSpec(i + 1, samples)),
  );
  return [FTYP, ...sparseBox('mdat', new Uint8Array(samples).fill(OPUS_SILENCE)), movie];
}

/** Motion JPEG tracks with 12 million samples each. */
export function jpegTracks(tracks: number): Piece[] {
  const jpeg = (trackId: number): TrackSpec => ({
    ...{ trackId, handler: 'vide', timescale: 8000, stsd: videoStsd('jpeg', 16, 16) },
    tables: [stts([MANY, 16]), stsc([1, MANY, 1]), stco(DATA), sameSize(1, MANY)],
  });
  const movie = moov(
    8000,
    Array.from({ length: tracks }, (_, i) => jpeg(i + 1)),
  );
  return [FTYP, ...sparseBox('mdat', MANY), movie];
}

/** A `moov` that has only empty boxes. */
export function emptyBoxes(bytes: number): Piece[] {
  const some = concat(Array.from({ length: 8192 }, () => box('free')));
  const pieces = Array.from({ length: Math.ceil(bytes / some.length) }, () => some);
  return [FTYP, ...sparseBox('moov', ...pieces)];
}

/** Video frames in random order, from a fixed seed. */
export function randomOrder(samples: number): Piece[] {
  const ctts = Buffer.alloc(16 + 8 * samples);
  ctts.writeUInt32BE(ctts.length, 0);
  ctts.write('ctts', 4, 'latin1');
  ctts.writeUInt32BE(samples, 12);
  let state = 1;
  for (let i = 0; i < samples; i++) {
    // Numerical Recipes' linear congruential generator, modulo 2³².
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    ctts.writeUInt32BE(1, 16 + 8 * i);
    ctts.writeUInt32BE(state % 0x7fffffff, 20 + 8 * i);
  }
  const tables = [stts([samples, 1]), ctts, stsc([1, samples, 1]), stco(DATA), sameSize(1, samples)];
  const movie = moov(1000, [{ handler: 'vide', timescale: 1_000_000, tables }]);
  return [FTYP, ...sparseBox('mdat', samples), movie];
}

/** An audio track whose `type` box has `bytes` bytes of content. */
export function largeBox(type: 'elng' | 'hdlr' | 'stsd', bytes: number): Piece[] {
  const { tables = [], ...spec } = audioSpec(1, 500);
  const whole = trak({ ...spec, tables });
  // The `tkhd` of a normal track; its `mdia` is rebuilt around the large box.
  const tkhd = whole.subarray(8, 8 + 92);
  const mdhd = fullBox('mdhd', 0, 0, u32(0, 0, 8000, 0, 0));
  const hdlr = fullBox('hdlr', 0, 0, u32(0, 0x736f756e), new Uint8Array(13));
  const large = sparseBox(type, bytes);
  const description: Piece[] = type === 'stsd' ? large : [OPUS];
  const stbl = sparseBox('stbl', ...description, ...tables);
  const before: Piece[] =
    type === 'hdlr' ? [mdhd, ...large] : type === 'elng' ? [mdhd, ...large, hdlr] : [mdhd, hdlr];
  const mdia = sparseBox('mdia', ...before, ...sparseBox('minf', ...stbl));
  const movie = sparseBox('moov', mvhd(1000), ...sparseBox('trak', tkhd, ...mdia));
  return [FTYP, ...sparseBox('mdat', new Uint8Array(500).fill(OPUS_SILENCE)), ...movie];
}

/** A movie without samples in its tables, and a fragment with one run of samples for each of `counts`. */
export function fragmentsOf(counts: readonly number[]): Piece[] {
  const movie = moov(
    8000,
    [{ ...audioSpec(1, 0), tables: NO_SAMPLES }],
    box('mvex', fullBox('trex', 0, 0, u32(1, 1, 16, 1, 0))),
  );
  const moofs = counts.map((count) =>
    box('moof', box('traf', fullBox('tfhd', 0, 0x20000, u32(1)), fullBox('trun', 0, 1, u32(count, 0)))),
  );
  return [
    FTYP,
    movie,
    ...moofs,
    ...sparseBox(
      'mdat',
      counts.reduce((sum, count) => sum + count, 0),
    ),
  ];
}
