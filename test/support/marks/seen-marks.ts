/** Where a mark is seen in decoded video: what differs much from the same video without it. */
import { runToolOrFail } from '../ffmpeg.js';

export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** The luma of each frame, a byte for each pixel. */
export async function lumaFrames(media: Buffer, { width, height }: FrameSize): Promise<readonly Buffer[]> {
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'];
  const decoded = ['-v', 'error', '-i', 'pipe:0', '-fps_mode', 'passthrough', ...raw];
  const stdout = await runToolOrFail('ffmpeg', decoded, { input: media });
  const size = width * height;
  return Array.from({ length: stdout.length / size }, (_, i) => stdout.subarray(i * size, (i + 1) * size));
}

/** Parts of the frame, from 0 to 1. */
export interface SeenMark {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** No two encodes of a picture differ as much, and the outline of white text does from any picture. */
const MUCH = 60;
/** Of the frame: fewer pixels are noise. */
const LEAST_PART = 0.0005;

/** The box around all that differs much between two frames; undefined where hardly anything does. */
export function seenMark(one: Buffer, other: Buffer, { width, height }: FrameSize): SeenMark | undefined {
  let [count, left, right, top, bottom] = [0, width, 0, height, 0];
  for (let place = 0; place < width * height; place++) {
    if (Math.abs(one[place]! - other[place]!) < MUCH) continue;
    count += 1;
    left = Math.min(left, place % width);
    right = Math.max(right, (place % width) + 1);
    top = Math.min(top, Math.floor(place / width));
    bottom = Math.max(bottom, Math.floor(place / width) + 1);
  }
  if (count < LEAST_PART * width * height) return undefined;
  return { left: left / width, right: right / width, top: top / height, bottom: bottom / height };
}
