import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.js';
import { GLOBAL_ARGUMENTS } from '../encoder/ffmpeg/arguments.js';
import { resolveFfmpeg } from '../encoder/ffmpeg/binary.js';
import { runFfmpeg } from '../encoder/ffmpeg/process.js';
import { ProcessRegistry } from '../encoder/ffmpeg/registry.js';

const SECONDS = 60;

/** Makes a test film with sound, once, and gives back the folder it is in. */
export async function makeDemoMasters(config: Config): Promise<string> {
  const folder = join(config.dataPath, 'demo-masters');
  const file = join(folder, 'test-pattern.mp4');
  await mkdir(folder, { recursive: true });
  if (await stat(file).catch(() => undefined)) return folder;
  process.stderr.write(
    'onplay: no videos given and none in ONPLAY_MASTERS; making a test film, some seconds\n',
  );
  const unfinished = `${file}.tmp`;
  const binary = await resolveFfmpeg({
    searchPath: config.searchPath,
    ...(config.ffmpegPath === undefined ? {} : { configuredPath: config.ffmpegPath }),
  });
  await runFfmpeg({
    binary,
    registry: new ProcessRegistry(),
    args: [
      ...GLOBAL_ARGUMENTS,
      ...['-f', 'lavfi', '-i', `testsrc2=s=1280x720:r=25:d=${SECONDS}`],
      ...['-f', 'lavfi', '-i', `aevalsrc=0.2*sin(2*PI*t*(220+110*floor(mod(t\\,4)))):s=48000:d=${SECONDS}`],
      ...[
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-g',
        '50',
        '-pix_fmt',
        'yuv420p',
        '-c:a',
        'aac',
        '-ac',
        '2',
      ],
      ...['-f', 'mp4', unfinished],
    ],
    limits: {
      timeoutMs: 300_000,
      memoryBytes: config.ffmpegMemoryLimitBytes,
      maxOutputBytes: 1024,
      maxStderrBytes: 4096,
      fileSizeBytes: 1024 ** 3,
    },
    input: undefined,
    signal: new AbortController().signal,
  });
  await rename(unfinished, file);
  return folder;
}
