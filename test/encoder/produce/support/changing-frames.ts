/** Frames of masters that change, and what they have to look like. */
import {
  type ChangingMaster,
  type PicturePart,
  partFile,
  ratioOf,
} from '../../../support/changing-masters.js';
import { runToolOrFail } from '../../../support/ffmpeg.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Luma of every frame in a file of this size. */
export async function framesOf(bytes: Uint8Array, size: Size): Promise<Uint8Array[]> {
  return lumaOf(['-i', 'pipe:0'], 'format=gray', size, bytes);
}

/** The frames of one part, decoded by itself, in the middle of a frame of another shape. */
export async function referenceFrames(
  master: ChangingMaster,
  part: number,
  frame: Size,
): Promise<Uint8Array[]> {
  const picture = master.parts[part]!;
  const { width, height } = fitted(picture, frame);
  const filters = [
    ...(picture.interlaced ? ['bwdif=mode=send_frame:deint=all'] : []),
    `scale=${width}:${height}:flags=bicubic`,
    'format=yuv420p',
    `pad=${frame.width}:${frame.height}:(ow-iw)/2:(oh-ih)/2`,
    'format=gray',
  ];
  return lumaOf(['-i', await partFile(master, part)], filters.join(','), frame);
}

/** The largest even size in the frame that has the shape of the picture. */
function fitted(picture: PicturePart, frame: Size): Size {
  const shape = (picture.width * ratioOf(picture)) / picture.height;
  const even = (pixels: number) => 2 * Math.round(pixels / 2);
  const isWide = shape > frame.width / frame.height;
  return isWide
    ? { width: frame.width, height: even(frame.width / shape) }
    : { width: even(frame.height * shape), height: frame.height };
}

async function lumaOf(
  input: readonly string[],
  filters: string,
  { width, height }: Size,
  bytes?: Uint8Array,
): Promise<Uint8Array[]> {
  const output = ['-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1'];
  const args = ['-v', 'error', ...input, '-map', '0:v:0', '-vf', filters, ...output];
  const planes = await runToolOrFail('ffmpeg', args, bytes ? { input: bytes } : {});
  const frames: Uint8Array[] = [];
  for (let at = 0; at < planes.byteLength; at += width * height)
    frames.push(planes.subarray(at, at + width * height));
  return frames;
}

/** The lowest peak signal-to-noise ratio of any frame, in decibels. */
export function leastPsnr(frames: readonly Uint8Array[], references: readonly Uint8Array[]): number {
  return Math.min(...frames.map((frame, i) => psnr(frame, references[i]!)));
}

function psnr(frame: Uint8Array, reference: Uint8Array): number {
  let squares = 0;
  for (let i = 0; i < reference.length; i++) squares += (frame[i]! - reference[i]!) ** 2;
  return 10 * Math.log10((255 ** 2 * reference.length) / Math.max(1, squares));
}

/** Width of the circle in the middle of a frame divided by its height. */
export function circleRatio(frame: Uint8Array, { width, height }: Size): number {
  const middle = { x: width >> 1, y: height >> 1 };
  const across = Array.from({ length: width }, (_, x) => frame[middle.y * width + x]!);
  const down = Array.from({ length: height }, (_, y) => frame[y * width + middle.x]!);
  return brightAround(across, middle.x) / brightAround(down, middle.y);
}

/** How many bright values there are in a row around one. */
function brightAround(values: readonly number[], middle: number): number {
  const isDark = (value: number) => value < 130;
  const after = values.slice(middle).findIndex(isDark);
  const before = values.slice(0, middle).reverse().findIndex(isDark);
  return after + before;
}
