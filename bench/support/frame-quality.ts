/** The similarity of an encoded file to its master, and the size of its video. */
import { spawnSync } from 'node:child_process';
import { runToolOrFail } from '../../test/support/ffmpeg.js';
import { FFMPEG } from './machine.js';

export interface EncodedQuality {
  /** Size of all video samples, without the container. */
  readonly bytes: number;
  readonly frames: number;
  /** Structural similarity of all planes and frames, −10 log10(1 − SSIM). */
  readonly ssimDecibels: number;
  /** Peak signal-to-noise ratio over all planes and frames. */
  readonly psnrDecibels: number;
}

export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** The server's own scaling filter, so that the encoders are compared and not the scalers. */
export function scaling({ width, height }: FrameSize): string {
  return `scale=${width}:${height}:flags=bicubic+accurate_rnd+bitexact,format=yuv420p,setsar=1`;
}

/** Compares frames by number, ignoring their times. */
const BY_NUMBER = 'settb=1/25,setpts=N';

/** @throws Error if the file and the master differ in their number of frames. */
export async function qualityOf(file: string, master: string, size: FrameSize): Promise<EncodedQuality> {
  const sizes = await sampleSizes(file);
  const expected = (await sampleSizes(master)).length;
  if (sizes.length !== expected) throw new Error(`${sizes.length} frames of ${expected}`);
  return {
    bytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
    frames: sizes.length,
    ...compared(file, master, size),
  };
}

async function sampleSizes(file: string): Promise<number[]> {
  const questions = ['-select_streams', 'v:0', '-show_entries', 'packet=size', '-of', 'csv=p=0'];
  const answer = await runToolOrFail('ffprobe', ['-v', 'error', ...questions, file]);
  return answer.toString().trim().split(/\s+/).map(Number);
}

function compared(file: string, master: string, size: FrameSize) {
  const graph = [
    `[0:v:0]${BY_NUMBER},split[a][b]`,
    `[1:v:0]${scaling(size)},${BY_NUMBER},split[c][d]`,
    '[a][c]ssim[s]',
    '[b][d]psnr[p]',
  ].join(';');
  const inputs = ['-i', file, '-i', master];
  const outputs = ['-map', '[s]', '-f', 'null', '-', '-map', '[p]', '-f', 'null', '-'];
  const args = ['-hide_banner', '-nostdin', '-nostats', ...inputs, '-filter_complex', graph, ...outputs];
  const { stderr } = spawnSync(FFMPEG, args, { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  const ssim = Number(/SSIM .*All:([\d.]+)/.exec(stderr)?.[1]);
  const psnrDecibels = Number(/PSNR .*average:([\d.]+)/.exec(stderr)?.[1]);
  if (!(ssim < 1 && psnrDecibels > 0)) throw new Error(`no comparison: ${stderr.slice(-1000)}`);
  return { ssimDecibels: -10 * Math.log10(1 - ssim), psnrDecibels };
}
