/** Small movies whose samples are years apart, by each of the tables that can cause it. */
import {
  audioStsd,
  box,
  concat,
  ctts,
  type EditSpec,
  fullBox,
  i32,
  moov,
  NO_SAMPLES,
  sameSize,
  stco,
  stsc,
  stss,
  stts,
  type TrackSpec,
  u32,
  u64,
} from './movie-boxes.js';

const FTYP = box('ftyp', u32(0x69736f6d, 0));
const SAMPLES = 40;
const MDAT = box('mdat', new Uint8Array(SAMPLES * 100));
/** Offset of the content of `MDAT`, which follows `FTYP`. */
const DATA = FTYP.length + 8;

/** 40 samples of 100 bytes and two ticks; the first has one tick, so that uncompressed audio is not grouped in blocks. */
function tables(offsets: readonly (readonly [count: number, offset: number])[] = []): Uint8Array[] {
  return [
    stts([1, 1], [SAMPLES - 1, 2]),
    stss(...Array.from({ length: SAMPLES }, (_, i) => i + 1)),
    ...(offsets.length > 0 ? [ctts(...offsets)] : []),
    stsc([1, SAMPLES, 1]),
    stco(DATA),
    sameSize(100, SAMPLES),
  ];
}

const movie = (tracks: readonly TrackSpec[]) => concat([FTYP, MDAT, moov(1, tracks)]);
const videoSpec = (spec: TrackSpec): TrackSpec => ({ trackId: 1, handler: 'vide', timescale: 1, ...spec });
const audioSpec = (spec: TrackSpec): TrackSpec => ({
  ...{ trackId: 2, handler: 'soun', timescale: 1, stsd: audioStsd('ulaw', 1) },
  ...spec,
});

/** Decodable audio with a sample every two seconds; the first has a composition offset of `offset` seconds. */
export const audioWithCompositionOffset = (offset: number): Uint8Array =>
  movie([audioSpec({ tables: tables([[1, offset]]) })]);

/** The same for video. */
export const videoWithCompositionOffset = (offset: number): Uint8Array =>
  movie([
    videoSpec({
      tables: tables([
        [1, offset],
        [SAMPLES - 1, 0],
      ]),
    }),
  ]);

/** Audio that begins `earlier` seconds before 0, and video that begins `later` seconds after 0. */
export const tracksApart = (earlier: number, later: number): Uint8Array =>
  movie([
    videoSpec({ tables: tables([[SAMPLES, later]]) }),
    audioSpec({
      tables: tables([
        [1, -earlier],
        [SAMPLES - 1, 0],
      ]),
    }),
  ]);

export const withEdits = (edits: readonly EditSpec[]): Uint8Array =>
  movie([videoSpec({ tables: tables(), edits, version: 1 }), audioSpec({ tables: tables() })]);

/** Audio in a fragment at each of the decode times; the first sample of each has the composition offset `offset`. */
export function fragmentsAt(times: readonly number[], offset = 0): Uint8Array {
  const header = moov(1, [audioSpec({ tables: NO_SAMPLES })], box('mvex', trex()));
  const fragments = times.map((time) =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(1)),
      box('traf', fullBox('tfhd', 0, 0x1, u32(2), u64(DATA)), fullBox('tfdt', 1, 0, u64(time)), trun(offset)),
    ),
  );
  return concat([FTYP, MDAT, header, ...fragments]);
}

const trex = () => fullBox('trex', 0, 0, u32(2, 1, 1, 100, 0));
/** Two samples, the first with a composition offset. */
const trun = (offset: number) => fullBox('trun', 1, 0x801, u32(2), i32(0), i32(offset, 0));
