/** Joins MP4 files of one video track into one track with a sample description for each of them, which no tool writes. */
import { readFile } from 'node:fs/promises';
import {
  ascii,
  box,
  concat,
  ctts,
  moov,
  stco,
  stsc,
  stsd,
  stss,
  stsz,
  stts,
  u32,
} from '../masters/support/movie-boxes.js';
import { runToolOrFail } from './ffmpeg.js';

/** In ticks of the file's timescale, and bytes. */
interface Sample {
  readonly dts: number;
  readonly pts: number;
  readonly duration: number;
  readonly size: number;
  readonly pos: number;
  readonly sync: boolean;
}

/** @param files with one timescale. */
export async function joinWithDescriptions(files: readonly string[], timescale: number): Promise<Uint8Array> {
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const tracks = await Promise.all(files.map(samplesOf));
  const samples = tracks.flat();
  const bases = contents.map((_, i) => contents.slice(0, i).reduce((sum, { length }) => sum + length, 0));
  const ftyp = box('ftyp', ascii('isom'), u32(0), ascii('isom'));
  const firstByte = ftyp.byteLength + 8;
  const offsets = tracks.flatMap((track, file) => track.map(({ pos }) => firstByte + bases[file]! + pos));
  const firstSamples = tracks.map((_, i) => tracks.slice(0, i).flat().length);
  const tables = [
    stts(...samples.map(({ duration }) => [1, duration] as const)),
    ctts(...samples.map(({ pts, dts }) => [1, pts - dts] as const)),
    stss(...samples.flatMap(({ sync }, i) => (sync ? [i + 1] : []))),
    stsc(...tracks.map((_, i) => [firstSamples[i]! + 1, 1, i + 1] as const)),
    stsz(...samples.map(({ size }) => size)),
    stco(...offsets),
  ];
  const track = { timescale, stsd: stsd(...contents.map(sampleEntry)), tables };
  return concat([ftyp, box('mdat', ...contents), moov(1000, [track])]);
}

async function samplesOf(file: string): Promise<Sample[]> {
  const fields = 'packet=pts,dts,duration,size,pos,flags';
  const args = ['-v', 'error', '-of', 'json', '-select_streams', 'v:0', '-show_entries', fields, file];
  const { packets } = JSON.parse((await runToolOrFail('ffprobe', args)).toString()) as {
    packets: Record<'pts' | 'dts' | 'duration' | 'size' | 'pos' | 'flags', string>[];
  };
  return packets.map(({ pts, dts, duration, size, pos, flags }) => ({
    ...{ pts: Number(pts), dts: Number(dts), duration: Number(duration) },
    ...{ size: Number(size), pos: Number(pos), sync: flags.startsWith('K') },
  }));
}

/** The only entry of the only `stsd` box. */
function sampleEntry(file: Buffer): Uint8Array {
  const type = file.indexOf('stsd');
  return file.subarray(type + 12, type - 4 + file.readUInt32BE(type - 4));
}
