/** Recordings of television that change within: parts on one clock, one after the other. Generated as `generateMaster` does. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { cachedMaster } from './cached-master.js';
import { runToolOrFail } from './ffmpeg.js';

interface Broadcast {
  /** Stored size in pixels. */
  readonly size: string;
  /** Pixel aspect ratio, as 16/15. */
  readonly aspect: string;
  readonly rate: number;
  readonly channels: 2 | 6;
}

const PART_SECONDS = 1.5;
export const TELEVISION_SECONDS = 3 * PART_SECONDS;

const SERIES: Broadcast = { size: '720x576', aspect: '16/15', rate: 25, channels: 2 };
const FILM: Broadcast = { ...SERIES, aspect: '64/45', channels: 6 };

const RECORDINGS = {
  'MPEG-2 whose aspect and channels change with the programme': {
    parts: [SERIES, FILM, SERIES],
    encode: ['-c:v', 'mpeg2video', '-q:v', '5', '-bf', '2', '-g', '12', '-c:a', 'ac3'],
  },
  'MPEG-2 whose size changes with the channel': {
    parts: [SERIES, { ...FILM, size: '544x576', aspect: '32/17' }, { ...SERIES, size: '352x288' }],
    encode: ['-c:v', 'mpeg2video', '-q:v', '5', '-bf', '2', '-g', '12', '-c:a', 'mp2', '-ac', '2'],
  },
  'H.264 whose size, frame rate and channels change': {
    parts: [
      { size: '1280x720', aspect: '1', rate: 50, channels: 2 },
      { size: '960x540', aspect: '1', rate: 25, channels: 6 },
      { size: '1280x720', aspect: '1', rate: 50, channels: 2 },
    ],
    encode: ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '25', '-c:a', 'aac'],
  },
} satisfies Record<string, { parts: readonly Broadcast[]; encode: readonly string[] }>;

export type TelevisionKind = keyof typeof RECORDINGS;
export const televisionKinds = Object.keys(RECORDINGS) as TelevisionKind[];

/** The path of the recording of this kind; treat it as read-only. */
export function televisionMaster(kind: TelevisionKind): Promise<string> {
  const { parts, encode } = RECORDINGS[kind];
  const recipes = parts.map((part, i) => [...partArguments(part, i), ...encode]);
  const write = async (partial: string) => {
    const written = recipes.map(async (recipe, i) => {
      const path = `${partial}.${i}`;
      await runToolOrFail('ffmpeg', [...recipe, '-f', 'mpegts', path]);
      return readFile(path).finally(() => rm(path, { force: true }));
    });
    await writeFile(partial, Buffer.concat(await Promise.all(written)));
  };
  const name = `television-${televisionKinds.indexOf(kind)}`;
  return cachedMaster({ name, extension: 'ts', recipe: recipes.flat(), write });
}

/** All but encoders and output; what comes last of two options is what counts. */
function partArguments({ size, aspect, rate, channels }: Broadcast, part: number): string[] {
  const picture = `testsrc2=s=${size}:r=${rate}:d=${PART_SECONDS},setsar=${aspect}`;
  return [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', picture],
    ...['-f', 'lavfi', '-i', `sine=f=${330 + 110 * part}:r=48000:d=${PART_SECONDS}`],
    ...['-ac', String(channels), '-threads', '1', '-fflags', '+bitexact', '-flags', '+bitexact'],
    ...['-muxdelay', '0', '-muxpreload', '0', '-output_ts_offset', String(10 + PART_SECONDS * part)],
  ];
}
