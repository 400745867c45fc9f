/** Decoding a video to the numbers that are burnt into its frames. */
import { runToolOrFail } from './ffmpeg.js';
import { readFrameNumbers } from './frame-number.js';

const WIDTH = 426;
const HEIGHT = 240;

export interface DecodeOptions {
  /** Filters that turn the coded picture upright, as `transpose=clock`; the file's own orientation is ignored. */
  readonly upright?: string;
  /** The video itself, for which `source` is then `pipe:0`. */
  readonly input?: Uint8Array;
}

/**
 * The number of every frame of the first video stream, in presentation order, read at 240 lines; undefined for a
 * frame without a readable number.
 */
export async function decodeFrameNumbers(
  source: string,
  { upright, input }: DecodeOptions = {},
): Promise<(number | undefined)[]> {
  const filters = [...(upright ? [upright] : []), `scale=${WIDTH}:${HEIGHT}`, 'format=gray'].join(',');
  const planes = await runToolOrFail(
    'ffmpeg',
    [
      ...['-v', 'error', '-noautorotate', '-i', source, '-map', '0:v:0', '-vf', filters],
      ...['-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1'],
    ],
    input ? { input } : {},
  );
  return readFrameNumbers(planes, WIDTH, HEIGHT);
}
