/** Identifies a build of ffmpeg. */
import { createHash } from 'node:crypto';
import { readOutput } from '../confinement/executable.js';

const ONE_SMALL_FRAME = ['-f', 'lavfi', '-i', 'color=size=16x16', '-frames:v', '1'];

/**
 * Twelve hexadecimal digits that depend on everything that may change an encoded byte: ffmpeg, its libraries, their
 * configuration, and x264, a separate library that `-version` does not list.
 */
export async function readBuildId(ffmpegPath: string, versionOutput: string): Promise<string> {
  const x264 = (await readX264Build(ffmpegPath)) ?? 'no libx264';
  return createHash('sha256').update(`${versionOutput}\n${x264}`).digest('hex').slice(0, 12);
}

/** Returns `x264 - core 164 r3095 baee400`, which x264 writes only to the SEI of its streams: encodes a frame to read it. */
async function readX264Build(ffmpegPath: string): Promise<string | undefined> {
  const encode = [
    '-hide_banner',
    '-loglevel',
    'error',
    ...ONE_SMALL_FRAME,
    '-c:v',
    'libx264',
    '-f',
    'h264',
    'pipe:1',
  ];
  const stream = await readOutput(ffmpegPath, encode);
  return stream && /x264 - core [^-]*[^\s-]/.exec(stream.toString('latin1'))?.[0];
}
