import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findFfmpeg } from '../../composition/encoding/index.js';
import type { Config } from '../../config/index.js';
import { GLOBAL_ARGUMENTS, ProcessRegistry, runFfmpeg } from '../../encoder/index.js';
import { isFile } from '../masters/named-files.js';

const SECONDS = 60;
const VIDEO_INPUT = ['-f', 'lavfi', '-i', `testsrc2=s=1280x720:r=25:d=${SECONDS}`];
const AUDIO_INPUT = [
  ...['-f', 'lavfi', '-i'],
  `aevalsrc=0.2*sin(2*PI*t*(220+110*floor(mod(t\\,4)))):s=48000:d=${SECONDS}`,
];
const CODECS = [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50', '-pix_fmt', 'yuv420p'],
  ...['-c:a', 'aac', '-ac', '2'],
];
const LIMITS = {
  timeoutMs: 300_000,
  maxOutputBytes: 1024,
  maxStderrBytes: 4096,
  fileSizeBytes: 1024 ** 3,
};

/** Creates a one-minute test video with audio, unless it exists, and returns its directory. */
export async function makeDemoMasters(config: Config): Promise<string> {
  const folder = join(config.dataPath, 'demo-masters');
  const file = join(folder, 'test-pattern.mp4');
  if (await isFile(file)) return folder;
  process.stderr.write(
    'onplay: no files given and none in ONPLAY_MASTERS; encoding a test video, which takes a few seconds\n',
  );
  await mkdir(folder, { recursive: true });
  const partial = `${file}.${process.pid}.tmp`;
  try {
    await encodeTestVideo(config, folder, partial);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
  return folder;
}

async function encodeTestVideo(config: Config, folder: string, file: string): Promise<void> {
  await runFfmpeg({
    binary: await findFfmpeg(config),
    registry: new ProcessRegistry(),
    args: [...GLOBAL_ARGUMENTS, ...VIDEO_INPUT, ...AUDIO_INPUT, ...CODECS, '-f', 'mp4', file],
    limits: { ...LIMITS, memoryBytes: config.ffmpegMemoryLimitBytes },
    access: { write: folder },
    input: undefined,
    signal: new AbortController().signal,
  });
}
