/** Audio whose channels or sample rate change in the middle is heard throughout, at its times. */
import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { AAC_FRAME_SAMPLES, audioFrameBoundaries } from '../../../src/masters/segment-map/segment-map.js';
import { cachedMaster } from '../../support/cached-master.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { partOf } from '../../support/part-of.js';
import { probe } from '../../support/probe.js';
import { type DecodedAudio, decodeAudio, signalToNoise } from './support/decoded-audio.js';
import { joinAudio } from './support/encode.js';
import { withMaster } from './support/master-under-test.js';

interface AudioPart {
  readonly channels: 1 | 2 | 6;
  readonly rate: number;
  /** In seconds. */
  readonly seconds: number;
}

interface Kind {
  readonly name: string;
  readonly encode: readonly string[];
  readonly container: 'ts' | 'mkv' | 'mp4';
  readonly parts: readonly AudioPart[];
}

/** Without noise that depends on everything decoded before. */
const AAC = ['-c:a', 'aac', '-b:a', '256k', '-aac_pns', '0'];
const AC3 = ['-c:a', 'ac3', '-b:a', '384k'];
const EAC3 = ['-c:a', 'eac3', '-b:a', '384k'];
const MP2 = ['-c:a', 'mp2', '-b:a', '192k'];
const MP3 = ['-c:a', 'libmp3lame', '-b:a', '192k'];

const stereo: AudioPart = { channels: 2, rate: 48_000, seconds: 3.5 };
const surround: AudioPart = { ...stereo, channels: 6 };
const mono: AudioPart = { ...stereo, channels: 1 };
const slow: AudioPart = { ...stereo, rate: 32_000 };
/** Within a segment. */
const announcement: AudioPart = { ...mono, seconds: 0.9 };

const KINDS: readonly Kind[] = [
  { name: 'ac3-surround', encode: AC3, container: 'ts', parts: [stereo, surround] },
  { name: 'ac3-back-and-forth', encode: AC3, container: 'mkv', parts: [surround, stereo, surround] },
  { name: 'eac3-surround', encode: EAC3, container: 'mp4', parts: [stereo, surround] },
  { name: 'mp2-mono', encode: MP2, container: 'mkv', parts: [stereo, mono] },
  { name: 'mp2-rate', encode: MP2, container: 'mp4', parts: [stereo, slow] },
  { name: 'aac-surround', encode: AAC, container: 'ts', parts: [stereo, surround] },
  { name: 'aac-announcement', encode: AAC, container: 'ts', parts: [surround, announcement, stereo] },
  { name: 'aac-rate', encode: AAC, container: 'ts', parts: [slow, stereo, slow] },
  { name: 'mp2-announcement', encode: MP2, container: 'ts', parts: [stereo, announcement, stereo] },
  { name: 'eac3-announcement', encode: EAC3, container: 'ts', parts: [stereo, announcement, surround] },
  { name: 'ac3-announcement', encode: AC3, container: 'ts', parts: [announcement, surround, announcement] },
  { name: 'mp3-rate', encode: MP3, container: 'mkv', parts: [slow, stereo] },
  { name: 'ac3-rate', encode: AC3, container: 'mkv', parts: [stereo, slow] },
];

/** A slow sweep in each channel; in another channel, another pitch. */
function partArguments({ parts, encode }: Kind, part: number): string[] {
  const { channels, rate, seconds } = parts[part]!;
  const before = parts.slice(0, part).reduce((sum, { seconds: length }) => sum + length, 0);
  const tone = (i: number) => `0.1*sin(2*PI*t*(${200 + 90 * i + 400 * part}+40*t))`;
  const layout = { 1: 'mono', 2: 'stereo', 6: '5.1' }[channels];
  const source = `aevalsrc='${Array.from({ length: channels }, (_, i) => tone(i)).join('|')}':c=${layout}:s=${rate}:d=${seconds}`;
  const repeatable = ['-fflags', '+bitexact', '-flags', '+bitexact', '-muxdelay', '0', '-muxpreload', '0'];
  const input = ['-v', 'error', '-y', '-f', 'lavfi', '-i', source];
  return [...input, ...encode, ...repeatable, '-output_ts_offset', String(10 + before), '-f', 'mpegts'];
}

const partFile = (kind: Kind, part: number): Promise<string> => {
  const args = partArguments(kind, part);
  const write = (partial: string) => runToolOrFail('ffmpeg', [...args, partial]);
  return cachedMaster({ name: `audio-part-${kind.name}`, extension: 'ts', recipe: args, write });
};

/** In seconds of the joined file's clock: an encoder's priming comes before the part. */
async function startOf(kind: Kind, part: number): Promise<number> {
  return Number((await probe(await partFile(kind, part))).format.start_time);
}

async function masterOf(kind: Kind): Promise<string> {
  return cachedMaster({
    name: `changing-${kind.name}`,
    extension: kind.container,
    recipe: [kind.container, ...kind.parts.flatMap((_, part) => partArguments(kind, part))],
    write: async (partial) => {
      const files = await Promise.all(kind.parts.map((_, part) => partFile(kind, part)));
      const joined = Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
      if (kind.container === 'ts') return writeFile(partial, joined);
      const format = kind.container === 'mkv' ? 'matroska' : 'mp4';
      const args = ['-v', 'error', '-y', '-f', 'mpegts', '-i', 'pipe:0', '-c', 'copy', '-f', format, partial];
      return runToolOrFail('ffmpeg', args, { input: joined });
    },
  });
}

/** Samples in a window. */
const WINDOW = 4800;
/** As much as timestamps are rounded, and half a millisecond. */
const MOST_SHIFT = 72;

/** The highest ratio for any small shift: what the codecs lose, not where rounding put it. */
function bestRatio(audio: DecodedAudio, reference: DecodedAudio, at: number, from: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let shift = -MOST_SHIFT; shift <= MOST_SHIFT; shift++) {
    const moved = audio.subarray(2 * (at + from + shift));
    best = Math.max(best, signalToNoise(moved, reference.subarray(2 * from), 0, WINDOW));
  }
  return best;
}

test.each(partOf(KINDS))('$name', async (kind) => {
  const path = await masterOf(kind);
  await withMaster(path, async (master) => {
    const rendition = master.ladder.audio.at(-1)!;
    const rate = rendition.sampleRate;
    const bytes = await joinAudio(master, rendition);
    const audio = await decodeAudio('pipe:0', { rate, channels: 2, bytes });
    const frames = audioFrameBoundaries(master.map, rate).at(-1)!;
    expect(audio.length / 2).toBe(frames * AAC_FRAME_SAMPLES);
    const first = await startOf(kind, 0);
    for (const [part, { channels, seconds }] of kind.parts.entries()) {
      const at = Math.round(((await startOf(kind, part)) - first) * rate);
      const reference = await decodeAudio(await partFile(kind, part), { rate, channels });
      for (const from of [0.1, seconds / 2, seconds - 0.3]) {
        const ratio = bestRatio(audio, reference, at, Math.round(from * rate));
        expect(ratio, `part ${part}, ${from} s`).toBeGreaterThan(12);
      }
    }
  });
});
