/** The ffmpeg command that encodes a whole ladder: one decode for all renditions, the cheapest way to do it. */
import { spawnSync } from 'node:child_process';
import { FFMPEG } from './machine.js';
import { encoderSettings, USUAL_THREADS } from './plain-command.js';

export interface Ladder {
  readonly heights: readonly number[];
  /** Bitrate of each stereo AAC rendition, in bit/s. */
  readonly audioBitrates: readonly number[];
}

export interface LadderRun extends Ladder {
  readonly file: string;
  /** In seconds; the whole file unless given. */
  readonly start?: number;
  readonly seconds?: number;
  readonly threads?: string;
  /** The path of each output by its index, the heights first; discarded unless given. */
  readonly output?: (place: number) => string;
}

/** Runs the command and blocks until it ends. */
export function encodeLadder(run: LadderRun): void {
  const { status } = spawnSync(FFMPEG, ladderArguments(run), { stdio: 'ignore' });
  if (status !== 0) throw new Error('the command for the whole ladder failed');
}

export function ladderArguments(run: LadderRun): string[] {
  const { file, start, seconds, heights, audioBitrates, threads = USUAL_THREADS } = run;
  const { output = () => '/dev/null' } = run;
  const names = heights.map((_, place) => `[v${place}]`);
  const scaled = heights.map((height, place) => `[v${place}]scale=-2:${height}[s${place}]`);
  const container = (place: number) => ['-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov', output(place)];
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'],
    ...(start === undefined ? [] : ['-ss', String(start)]),
    ...(seconds === undefined ? [] : ['-t', String(seconds)]),
    ...['-i', file, '-filter_complex'],
    [`[0:v:0]split=${heights.length}${names.join('')}`, ...scaled].join(';'),
    ...heights.flatMap((height, place) => [
      ...['-map', `[s${place}]`, ...encoderSettings(height, threads), ...container(place)],
    ]),
    ...audioBitrates.flatMap((bitrate, place) => [
      ...['-map', '0:a:0', '-c:a', 'aac', '-ac', '2', '-b:a', String(bitrate)],
      ...container(heights.length + place),
    ]),
  ];
}
