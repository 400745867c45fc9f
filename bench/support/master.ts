import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Two minutes of made 1080p30 with a keyframe every two seconds, kept for the next run. */
export async function benchMaster(): Promise<string> {
  const folder = join(tmpdir(), 'onplay-bench');
  const file = join(folder, 'master-1080p30.mp4');
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  process.stdout.write('making a master, a minute or so\n');
  const unfinished = `${file}.${process.pid}.tmp`;
  const { status } = spawnSync(process.env['FFMPEG_PATH'] ?? 'ffmpeg', [
    ...['-hide_banner', '-loglevel', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=s=1920x1080:r=30:d=120'],
    ...[
      '-f',
      'lavfi',
      '-i',
      'sine=f=330:r=48000:d=120',
      '-c:v',
      'libx264',
      '-preset',
      'superfast',
      '-g',
      '60',
    ],
    ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-ac', '2', '-f', 'mp4', unfinished],
  ]);
  if (status !== 0) throw new Error('the master could not be made');
  renameSync(unfinished, file);
  return file;
}
