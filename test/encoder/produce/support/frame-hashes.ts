/** Hashes of decoded frames. */
import { runToolOrFail } from '../../../support/ffmpeg.js';

export interface HashedFrame {
  /** In seconds. */
  readonly time: number;
  readonly hash: string;
}

export interface Decode {
  /** Arguments before the input. */
  readonly input?: readonly string[];
  readonly filters?: string;
  /** The video's bytes; then the source is `pipe:0`. */
  readonly bytes?: Uint8Array;
}

/** Every frame of the first video stream in presentation order, as decoded. */
export async function hashFrames(
  source: string,
  { input = [], filters, bytes }: Decode = {},
): Promise<HashedFrame[]> {
  const report = await runToolOrFail(
    'ffmpeg',
    [
      ...['-v', 'error', '-noautorotate', '-copyts', ...input, '-i', source, '-map', '0:V:0'],
      ...(filters ? ['-vf', filters] : []),
      ...['-fps_mode', 'passthrough', '-enc_time_base', '1:1000000', '-f', 'framemd5', 'pipe:1'],
    ],
    bytes ? { input: bytes } : {},
  );
  return report
    .toString()
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .map(([, , time, , , hash]) => ({ time: Number(time) / 1e6, hash: hash ?? '' }));
}
