/** What tells one build of ffmpeg from another. */
import { createHash } from 'node:crypto';
import { askProgram } from './executable.js';

const ONE_SMALL_FRAME = ['-f', 'lavfi', '-i', 'color=size=16x16', '-frames:v', '1'];

/**
 * Twelve hexadecimal digits that change with anything that may change an encoded byte: ffmpeg, its libraries, how they
 * were configured, and x264, which is a library of its own and is not in `-version`.
 */
export async function readBuildId(ffmpegPath: string, versionAnswer: string): Promise<string> {
  const x264 = (await readX264Build(ffmpegPath)) ?? 'no libx264';
  return createHash('sha256').update(`${versionAnswer}\n${x264}`).digest('hex').slice(0, 12);
}

/** `x264 - core 164 r3095 baee400`; x264 says so only in the SEI message of what it encodes. */
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
  const stream = await askProgram(ffmpegPath, encode);
  return stream && /x264 - core [^-]*[^\s-]/.exec(stream.toString('latin1'))?.[0];
}
