/** The ffmpeg command that encodes the same frames from the local file with the ladder's settings, as a user would type it. */
import { spawnSync } from 'node:child_process';
import { FFMPEG } from './machine.js';

/** Rate caps and buffer sizes of the ladder's rungs (src/encoder/ladder/rate-control.ts), in bit/s and bits. */
const RATE_CONTROL: Readonly<Record<number, { maxrate: number; bufsize: number }>> = {
  240: { maxrate: 70_000, bufsize: 35_000 },
  360: { maxrate: 365_000, bufsize: 365_000 },
  480: { maxrate: 1_100_000, bufsize: 1_100_000 },
  720: { maxrate: 3_000_000, bufsize: 3_000_000 },
  1080: { maxrate: 6_000_000, bufsize: 6_000_000 },
};

export interface Stretch {
  readonly file: string;
  readonly height: number;
  /** In seconds. */
  readonly start: number;
  readonly seconds: number;
}

/** x264's default number of threads, which the command line uses too. */
export const USUAL_THREADS = 'auto';

/**
 * The encoder settings of a rung.
 * @param crf constant rate factor; the ladder's own unless given.
 */
export function encoderSettings(height: number, threads = USUAL_THREADS, crf = 23): string[] {
  const control = RATE_CONTROL[height];
  if (!control) throw new Error(`there is no ${height}p rung`);
  return [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-threads', threads],
    ...['-crf', String(crf), '-maxrate', String(control.maxrate), '-bufsize', String(control.bufsize)],
    ...['-refs', '3', '-bf', '3', '-x264-params', 'b-pyramid=none:open-gop=0:keyint=250:cpu-independent=1'],
    ...['-force_key_frames', 'expr:gte(t,n_forced*2)'],
  ];
}

/** Arguments that encode the stretch and discard it. */
export function plainArguments({ file, height, start, seconds }: Stretch, threads = USUAL_THREADS): string[] {
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'],
    ...[
      '-ss',
      String(start),
      '-t',
      String(seconds),
      '-i',
      file,
      '-map',
      '0:v:0',
      '-vf',
      `scale=-2:${height}`,
    ],
    ...encoderSettings(height, threads),
    ...['-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov', '/dev/null'],
  ];
}

/** Runs the command and blocks until it ends. */
export function encodePlainly(stretch: Stretch, threads = USUAL_THREADS): void {
  const { status } = spawnSync(FFMPEG, plainArguments(stretch, threads), { stdio: 'ignore' });
  if (status !== 0) throw new Error('the plain command failed');
}
