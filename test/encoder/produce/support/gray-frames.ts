/** Small gray frames, to see whether one shows the same as another. */
import { runToolOrFail } from '../../../support/ffmpeg.js';
import { hashFrames } from './frame-hashes.js';

const [WIDTH, HEIGHT] = [64, 36];

export interface GrayFrame {
  /** In seconds. */
  readonly time: number;
  readonly pixels: Uint8Array;
}

/** Every frame of the first video stream, of a file or of `bytes`. */
export async function grayFrames(path: string, bytes?: Uint8Array): Promise<GrayFrame[]> {
  const filters = `scale=${WIDTH}:${HEIGHT}:flags=area,format=gray`;
  const args = ['-v', 'error', '-i', path, '-map', '0:V:0', '-vf', filters, '-fps_mode', 'passthrough'];
  const pixels = await runToolOrFail(
    'ffmpeg',
    [...args, '-f', 'rawvideo', 'pipe:1'],
    bytes ? { input: bytes } : {},
  );
  const times = await hashFrames(path, bytes ? { bytes } : {});
  const start = bytes ? 0 : (times[0]?.time ?? 0);
  return times.map(({ time }, i) => ({
    time: time - start,
    pixels: pixels.subarray(i * WIDTH * HEIGHT, (i + 1) * WIDTH * HEIGHT),
  }));
}

/** Peak signal-to-noise ratio in dB. */
export function likeness(one: GrayFrame, other: GrayFrame): number {
  let squares = 0;
  for (const [i, value] of one.pixels.entries()) squares += (value - (other.pixels[i] ?? 0)) ** 2;
  return 10 * Math.log10((255 * 255) / Math.max(1e-6, squares / one.pixels.length));
}
