/** Masters for the tests of joined segments only, generated and cached as `generateMaster` does. */

import { cachedMaster } from './cached-master.js';
import { runToolOrFail } from './ffmpeg.js';
import { masterArguments, type TestVideo } from './master-arguments.js';

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '30', '-bf', '2'];

/** Duration of every piece of music, in seconds. */
export const MUSIC_SECONDS = 18.3;

interface Kind {
  readonly extension: string;
  /** All of ffmpeg's arguments except the output. */
  readonly arguments: readonly string[];
}

const kinds = {
  /** Each segment of its highest rung takes a second or more to encode. */
  heavy: video({ width: 1920, height: 1080, rate: '30', frames: 480 }, '-g', '60', '-sc_threshold', '0'),
  /** Takes more memory to decode than some machines have: a frame of 8K has 50 MB, and each needs eight others. */
  enormous: video({ width: 7680, height: 4320, rate: '24', frames: 48 }, '-g', '24', '-refs', '8'),
  /** Has rungs at its source frame rate and at half of it, and segments with an odd number of frames. */
  'h264-5994-hd': video({ width: 1280, height: 720, rate: '60000/1001', frames: 361 }, '-g', '119'),
  'music-48000': music(48_000, [chords(0), chords(1)]),
  'music-44100': music(44_100, [chords(0), chords(1)]),
  'music-32000-mono': music(32_000, [chords(0)]),
  'music-aac': music(48_000, [chords(0), chords(1)], 'm4a', '-c:a', 'aac', '-b:a', '192k'),
  'music-mp3': music(48_000, [chords(0), chords(1)], 'mp3', '-c:a', 'libmp3lame', '-b:a', '192k'),
  'music-opus': music(48_000, [chords(0), chords(1)], 'webm', '-c:a', 'libopus', '-b:a', '160k'),
  'music-vorbis': music(48_000, [chords(0), chords(1)], 'webm', '-c:a', 'libvorbis', '-b:a', '192k'),
} satisfies Record<string, Kind>;

export type JoinedKind = keyof typeof kinds;

/** The path of the master of this kind; treat it as read-only. */
export function joinedMaster(kind: JoinedKind): Promise<string> {
  const { extension, arguments: args } = kinds[kind];
  const write = (partial: string) => runToolOrFail('ffmpeg', [...args, partial]);
  return cachedMaster({ name: kind, extension, recipe: args, write });
}

function video(source: TestVideo, ...more: string[]): Kind {
  const recipe = { container: 'mp4', video: source, encode: [...H264, ...more] };
  return { extension: 'mp4', arguments: masterArguments(recipe, '').slice(0, -1) };
}

function music(
  sampleRate: number,
  channels: readonly string[],
  extension = 'mov',
  ...codec: readonly string[]
): Kind {
  const source = `aevalsrc='${channels.join('|')}':s=${sampleRate}:d=${MUSIC_SECONDS}`;
  const encode = codec.length > 0 ? codec : ['-c:a', 'pcm_s16le'];
  const repeatable = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags', '+bitexact'];
  const input = ['-v', 'error', '-y', '-f', 'lavfi', '-i', source];
  return {
    extension,
    arguments: [...input, ...repeatable, ...encode, '-f', extension === 'm4a' ? 'mp4' : extension],
  };
}

/**
 * Something like a band: five plucked strings that change notes twice a second, and a drum four times a second. The
 * coding loss of a pure tone depends on where the encode starts; that of this mix does not.
 */
function chords(channel: 0 | 1): string {
  const pitches = [
    [131, 262, 330, 523, 1047],
    [165, 247, 392, 659, 1319],
  ][channel]!;
  const strings = pitches.map((pitch, string) => {
    const plucked = `exp(-3*mod(t+${0.13 * string},0.5))`;
    const note = `(1+0.122*mod(floor(2*t+${0.26 * string})*${3 + string},5))`;
    return `0.11*${plucked}*sin(2*PI*${pitch}*${note}*t)`;
  });
  const drum = `(0.12*exp(-9*mod(t,0.25))+0.02)*(random(${channel})-0.5)`;
  return [...strings, drum].join('+');
}
