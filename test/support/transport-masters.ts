/** Transport streams of many codecs, generated and cached as `generateMaster` does. */
import { readFile, writeFile } from 'node:fs/promises';
import { cachedMaster } from './cached-master.js';
import { runToolOrFail } from './ffmpeg.js';

/** A slow sweep and a quiet click every half second in each channel. */
function sweep(rate: number, seconds = 4): readonly string[] {
  const channel = (pitch: number) =>
    `0.2*sin(2*PI*t*(${pitch}+40*t))+if(lt(mod(t+${pitch / 9000},0.5),0.0005),0.3,0)`;
  const expression = `aevalsrc='${channel(200)}|${channel(310)}':c=stereo:s=${rate}:d=${seconds}`;
  return ['-f', 'lavfi', '-i', expression];
}

function picture(size: string, rate: string, seconds = 4, filters = ''): readonly string[] {
  return ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${seconds}${filters}`];
}

const EXPERIMENTAL = ['-strict', '-2'];
const BLURAY = ['-mpegts_m2ts_mode', '1'];
const AAC = ['-c:a', 'aac', '-aac_pns', '0'];

/** Without noise that depends on everything decoded before. */
const AUDIO = {
  aac: [...sweep(48_000), ...AAC],
  'aac-44': [...sweep(44_100), ...AAC],
  latm: [...sweep(48_000), ...AAC, '-mpegts_flags', 'latm'],
  'latm-44': [...sweep(44_100), ...AAC, '-mpegts_flags', 'latm'],
  mp3: [...sweep(44_100), '-c:a', 'libmp3lame'],
  lpcm: [...sweep(48_000), '-c:a', 'pcm_bluray', ...BLURAY],
  'lpcm-96': [...sweep(96_000), '-c:a', 'pcm_bluray', ...BLURAY],
  s302m: [...sweep(48_000), '-c:a', 's302m', ...EXPERIMENTAL],
  dts: [...sweep(48_000), '-c:a', 'dca', ...EXPERIMENTAL],
  'dts-bluray': [...sweep(48_000), '-c:a', 'dca', ...EXPERIMENTAL, ...BLURAY],
  truehd: [...sweep(48_000), '-c:a', 'truehd', ...EXPERIMENTAL, ...BLURAY],
  opus: [...sweep(48_000), '-c:a', 'libopus'],
} satisfies Record<string, readonly string[]>;

const FILM = picture('320x180', '24000/1001');
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '30'];

const VIDEO = {
  h264: [...FILM, ...H264],
  'h264-open-gop': [...FILM, '-c:v', 'libx264', '-g', '20', '-bf', '3', '-x264-params', 'open-gop=1'],
  'h264-interlaced': [
    ...picture('320x192', '50', 4, ',tinterlace=interleave_top,setfield=tff'),
    ...[...H264, '-x264-params', 'interlaced=1:tff=1'],
  ],
  'h264-variable': [
    ...picture('320x180', '30', 4, ",select='not(mod(n,7))+not(mod(n,3))'"),
    ...['-fps_mode', 'vfr', ...H264],
  ],
  hevc: [...FILM, '-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error:keyint=30'],
  mpeg1: [...picture('320x180', '25'), '-c:v', 'mpeg1video', '-bf', '2'],
  mpeg2: [...picture('320x180', '25'), '-c:v', 'mpeg2video', '-bf', '2', '-g', '15'],
  'mpeg2-interlaced': [
    ...picture('320x192', '50', 4, ',tinterlace=interleave_top,setfield=tff'),
    ...['-c:v', 'mpeg2video', '-bf', '2', '-flags', '+ildct+ilme'],
  ],
  mpeg4: [...FILM, '-c:v', 'mpeg4', '-bf', '2', '-g', '20'],
} satisfies Record<string, readonly string[]>;

const BOTH = ['-shortest', ...H264, ...AAC];
const PROGRAMMES = [
  ...['-map', '0', '-map', '1', '-map', '2'],
  ...['-program', 'program_num=3:st=2', '-program', 'program_num=8:st=0:st=1'],
];

const WHOLE = {
  'video and audio': [...FILM, ...sweep(48_000), ...BOTH],
  'video and audio, 192 bytes': [...FILM, ...sweep(48_000), ...BOTH, ...BLURAY],
  'a clock that wraps': [...FILM, ...sweep(48_000), ...BOTH, '-output_ts_offset', '95441.6'],
  'two programmes': [...FILM, ...sweep(48_000), ...sweep(48_000), ...PROGRAMMES, ...BOTH],
  'AAC and MPEG-2': [...picture('320x180', '25'), ...sweep(48_000), '-c:v', 'mpeg2video', ...AAC],
  'AC-3 and MPEG-2': [...picture('320x180', '25'), ...sweep(48_000), '-c:v', 'mpeg2video', '-c:a', 'ac3'],
} satisfies Record<string, readonly string[]>;

const RECIPES = { ...AUDIO, ...VIDEO, ...WHOLE };

export type TransportAudioKind = keyof typeof AUDIO;
export type TransportVideoKind = keyof typeof VIDEO;
export type TransportKind = keyof typeof RECIPES;

export const transportAudioKinds = Object.keys(AUDIO) as TransportAudioKind[];
export const transportVideoKinds = Object.keys(VIDEO) as TransportVideoKind[];

/** The path of the master of this kind; treat it as read-only. */
export function transportMaster(kind: TransportKind): Promise<string> {
  const recipe = [...RECIPES[kind], '-fflags', '+bitexact', '-flags', '+bitexact', '-threads', '2'];
  const write = (partial: string) =>
    runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...recipe, '-f', 'mpegts', partial]);
  return cachedMaster({ name: kind.replaceAll(/\W+/g, '-'), extension: 'ts', recipe, write });
}

/** The path of a master that is made of the bytes of another. @param name says how, and what `change` depends on. */
export async function changedTransportMaster(
  kind: TransportKind,
  name: string,
  change: (bytes: Buffer) => Uint8Array,
): Promise<string> {
  const bytes = await readFile(await transportMaster(kind));
  const changed = change(bytes);
  const write = (partial: string) => writeFile(partial, changed);
  return cachedMaster({
    name: name.replaceAll(/\W+/g, '-'),
    extension: 'ts',
    recipe: [name, changed],
    write,
  });
}

const PACKET_BYTES = 188;

/** The packets of a stream of 188 bytes each. */
export function packetsOf(bytes: Buffer): Buffer[] {
  const count = Math.floor(bytes.byteLength / PACKET_BYTES);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * PACKET_BYTES, (i + 1) * PACKET_BYTES));
}
