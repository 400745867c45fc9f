/** The ffmpeg command that makes a whole ladder: one decode, every rendition, as somebody would who pays for it. */
import { spawnSync } from 'node:child_process';
import { FFMPEG } from './machine.js';
import { encoderSettings, USUAL_THREADS } from './plain-command.js';

export interface Ladder {
  readonly heights: readonly number[];
  /** Bit/s of each stereo AAC rendition. */
  readonly audioBitrates: readonly number[];
}

export interface LadderRun extends Ladder {
  readonly file: string;
  /** In seconds; all of the file unless given. */
  readonly start?: number;
  readonly seconds?: number;
  readonly threads?: string;
  /** Where the outputs go, by their place, the heights first; nowhere unless given. */
  readonly output?: (place: number) => string;
}

/** Waits for it. */
export function encodeLadder(run: LadderRun): void {
  const { status } = spawnSync(FFMPEG, ladderArguments(run), { stdio: 'ignore' });
  if (status !== 0) throw new Error('the command of the whole ladder failed');
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
