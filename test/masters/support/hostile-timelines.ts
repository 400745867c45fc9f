/** Small movies whose samples lie years away from one another, by each table that can say so. */
import {
  box,
  concat,
  ctts,
  type EditSpec,
  fullBox,
  i32,
  moov,
  NO_SAMPLES,
  sameSize,
  soundStsd,
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
/** Where the data of `MDAT` begins, which follows `FTYP`. */
const DATA = FTYP.length + 8;

/** 40 samples of 100 bytes that last two ticks each, but for the first, so that uncompressed ones are not joined. */
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
const pictures = (spec: TrackSpec): TrackSpec => ({ trackId: 1, handler: 'vide', timescale: 1, ...spec });
const sound = (spec: TrackSpec): TrackSpec => ({
  ...{ trackId: 2, handler: 'soun', timescale: 1, stsd: soundStsd('ulaw', 1) },
  ...spec,
});

/** Sound that any decoder takes, of a sample every two seconds, the first of which is composed `offset` seconds later. */
export const soundWithCompositionOffset = (offset: number): Uint8Array =>
  movie([sound({ tables: tables([[1, offset]]) })]);

/** The same with pictures. */
export const picturesWithCompositionOffset = (offset: number): Uint8Array =>
  movie([
    pictures({
      tables: tables([
        [1, offset],
        [SAMPLES - 1, 0],
      ]),
    }),
  ]);

/** Sound that begins `earlier` seconds before 0, and pictures that begin `later` seconds after it. */
export const tracksApart = (earlier: number, later: number): Uint8Array =>
  movie([
    pictures({ tables: tables([[SAMPLES, later]]) }),
    sound({
      tables: tables([
        [1, -earlier],
        [SAMPLES - 1, 0],
      ]),
    }),
  ]);

export const withEdits = (edits: readonly EditSpec[]): Uint8Array =>
  movie([pictures({ tables: tables(), edits, version: 1 }), sound({ tables: tables() })]);

/** Sound in two fragments that begin at these decode times; the first sample of each is composed `offset` later. */
export function fragmentsAt(times: readonly number[], offset = 0): Uint8Array {
  const header = moov(1, [sound({ tables: NO_SAMPLES })], box('mvex', trex()));
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
/** Two samples with their composition offsets. */
const trun = (offset: number) => fullBox('trun', 1, 0x801, u32(2), i32(0), i32(offset, 0));

/** An IVF file of VP8 keyframes at these times in seconds. */
export function ivfAt(times: readonly bigint[]): Buffer {
  const head = Buffer.alloc(32);
  head.write('DKIF');
  head.writeUInt16LE(640, 12);
  head.writeUInt16LE(360, 14);
  head.writeUInt32LE(1, 16);
  head.writeUInt32LE(1, 20);
  const frames = times.map((time) => {
    const frame = Buffer.alloc(22, 0x10);
    frame.writeUInt32LE(10, 0);
    frame.writeBigInt64LE(time, 4);
    return frame;
  });
  return Buffer.concat([head, ...frames]);
}
