/** A few seconds of encoded video and audio, of whose frames films of any length are made. */
import { readFile } from 'node:fs/promises';
import { mp4Description } from '../../../src/demux/matroska/descriptions/mp4-description.js';
import { readMatroska, readMatroskaSamples } from '../../../src/demux/matroska/read-matroska.js';
import type { TrackSamples } from '../../../src/demux/movie/track-samples.js';
import type { TrackEntry } from '../../../src/matroska/index.js';
import { IndexBudget } from '../../../src/tracks/index-budget.js';
import { inMemory } from '../../masters/support/byte-source.js';
import { cachedMaster } from '../cached-master.js';
import { runToolOrFail } from '../ffmpeg.js';

/** Frames of video in a second. */
export const FRAME_RATE = 24;
/** Samples of audio in a second, and in a frame. */
export const SAMPLE_RATE = 48_000;
export const SAMPLES_PER_FRAME = 1024;
/** Frames of video from one keyframe to the next, which is an IDR picture. */
export const GROUP_FRAMES = 2 * FRAME_RATE;

export interface SourceFrame {
  readonly bytes: Uint8Array;
  readonly isSync: boolean;
  /** Place among the frames of the source in the order of presentation. */
  readonly shown: number;
}

export interface SourceTrack {
  readonly entry: TrackEntry;
  /** The `stsd` box. */
  readonly sampleDescription: Uint8Array;
  /** In decode order. */
  readonly frames: readonly SourceFrame[];
}

export interface SourceFilm {
  readonly video: SourceTrack;
  readonly audio: SourceTrack;
}

/** In which there is a whole number of frames of both. */
const SECONDS = 8;

const RECIPE = [
  ...['-f', 'lavfi', '-i', `testsrc2=s=1280x720:r=${FRAME_RATE}:d=${SECONDS}`],
  ...['-f', 'lavfi', '-i', `sine=f=330:r=${SAMPLE_RATE}:d=${SECONDS}`],
  ...['-c:v', 'libx264', '-preset', 'superfast', '-crf', '40', '-bf', '2', '-pix_fmt', 'yuv420p'],
  ...['-g', String(GROUP_FRAMES), '-sc_threshold', '0', '-x264-params', 'open-gop=0'],
  ...['-c:a', 'aac', '-b:a', '96k', '-ac', '2', '-fflags', '+bitexact', '-f', 'matroska'],
];

/** H.264 of 720p24 with B-frames and a keyframe every two seconds, and AAC, in Matroska. Made once. */
export function sourceFilmPath(): Promise<string> {
  const write = (partial: string) => runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...RECIPE, partial]);
  return cachedMaster({ name: 'source-film', extension: 'mkv', recipe: RECIPE, write });
}

/** Its frames. */
export async function sourceFilm(): Promise<SourceFilm> {
  const bytes = await readFile(await sourceFilmPath());
  const source = inMemory(bytes);
  const file = await readMatroska(source);
  const { tracks } = file.segment;
  const [video, audio] = (['video', 'audio'] as const).map(
    (wanted) => tracks.find(({ type }) => type === wanted)!,
  ) as [TrackEntry, TrackEntry];
  const { tracks: samples } = await readMatroskaSamples(source, file, [video, audio], new IndexBudget());
  const framesOf = (track: number) => {
    const result = samples[track]!;
    if (result.status === 'rejected') throw result.reason;
    return sourceFrames(bytes, result.value);
  };
  return {
    video: sourceTrack(video, framesOf(0).slice(0, SECONDS * FRAME_RATE)),
    audio: sourceTrack(audio, framesOf(1).slice(0, (SECONDS * SAMPLE_RATE) / SAMPLES_PER_FRAME)),
  };
}

function sourceTrack(entry: TrackEntry, frames: readonly SourceFrame[]): SourceTrack {
  const { sampleDescription } = mp4Description(entry, frames[0]!.bytes)!;
  return { entry, sampleDescription, frames };
}

function sourceFrames(file: Buffer, { table, frames }: TrackSamples): SourceFrame[] {
  const shown = new Map(Array.from(frames ?? [], (sample, place) => [sample, place]));
  return Array.from(table.offsets, (offset, i) => ({
    bytes: file.subarray(offset, offset + table.sizes[i]!),
    isSync: table.sync[i] === 1,
    shown: shown.get(i) ?? i,
  }));
}
