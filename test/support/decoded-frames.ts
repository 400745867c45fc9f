/** Decodes a video and reads the numbers burnt into its frames. */
import { runToolOrFail } from './ffmpeg.js';
import { readFrameNumbers } from './frame-number.js';

const WIDTH = 426;
const HEIGHT = 240;

export interface DecodeOptions {
  /** Filters that rotate the coded frame upright, such as `transpose=clock`; the file's display matrix is ignored. */
  readonly upright?: string;
  /** The bytes of the video; `source` must then be `pipe:0`. */
  readonly input?: Uint8Array;
}

/**
 * The number burnt into every frame of the first video stream, in presentation order, read at 240 lines; undefined for
 * a frame without a readable number.
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
