/** Decodes video to luma planes of one size, to be compared. */
import { runToolOrFail } from '../../../support/ffmpeg.js';
import { type FrameShape, type ListedFrame, listFrames } from './listed-frames.js';
import { inputArguments, type MediaRange, type StreamOfFile } from './presented-media.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface LumaFrame {
  /** In seconds. */
  readonly time: number;
  /** Rows without padding. */
  readonly luma: Uint8Array;
}

/** Aspects that differ by less are the same, but for rounding to even sizes. */
const ASPECT_TOLERANCE = 0.03;

/** Every frame of one of a file's streams, ascending in time, each in its own shape within frames of that size. */
export async function decodeMasterFrames(
  { path, presented, stream }: StreamOfFile,
  size: Size,
): Promise<LumaFrame[]> {
  const input = inputArguments(path, presented);
  const listed = await listFrames(input, stream);
  const fits = listed.map(({ shape }) => fitting(shape, size));
  const frames: LumaFrame[] = [];
  for (const fit of new Set(fits)) {
    const planes = await decodePlanes([...input, '-map', `0:${stream}`, '-vf', fit], size);
    frames.push(...framesOf(listed, planes).filter((_, i) => fits[i] === fit));
  }
  frames.sort((a, b) => a.time - b.time);
  return presented.edits ? edited(frames, presented.edits.video) : frames;
}

/** Every frame of these bytes, which have one stream, ascending in time, in its size. */
export async function decodeJoinedFrames(joined: Uint8Array, size: Size): Promise<LumaFrame[]> {
  const input = ['-copyts', '-i', 'pipe:0'];
  const listed = await listFrames(input, 0, joined);
  const frames = framesOf(listed, await decodePlanes([...input, '-map', '0:0'], size, joined));
  return frames.sort((a, b) => a.time - b.time);
}

/** A filter that scales frames of this shape into frames of the size, with black bars where they are narrower or lower. */
function fitting({ width, height, pixelAspect }: FrameShape, into: Size): string {
  const relative = ((width / height) * pixelAspect) / (into.width / into.height);
  if (Math.abs(relative - 1) < ASPECT_TOLERANCE) return `scale=${into.width}:${into.height}`;
  const [across, down] = relative > 1 ? [1, 1 / relative] : [relative, 1];
  const even = (length: number) => 2 * Math.round(length / 2);
  const content = `scale=${even(into.width * across)}:${even(into.height * down)}`;
  return `${content},pad=${into.width}:${into.height}:(ow-iw)/2:(oh-ih)/2`;
}

async function decodePlanes(args: readonly string[], size: Size, input?: Uint8Array): Promise<Uint8Array[]> {
  const output = ['-fps_mode', 'passthrough', '-pix_fmt', 'gray', '-f', 'rawvideo', 'pipe:1'];
  const bytes = await runToolOrFail('ffmpeg', ['-v', 'quiet', ...args, ...output], input ? { input } : {});
  const length = size.width * size.height;
  return Array.from({ length: Math.floor(bytes.length / length) }, (_, i) =>
    bytes.subarray(i * length, (i + 1) * length),
  );
}

function framesOf(listed: readonly ListedFrame[], planes: readonly Uint8Array[]): LumaFrame[] {
  if (listed.length !== planes.length)
    throw new Error(`ffmpeg decodes ${listed.length} frames, then ${planes.length}`);
  return listed.map(({ time }, i) => ({ time, luma: planes[i]! }));
}

function edited(frames: readonly LumaFrame[], ranges: readonly MediaRange[]): LumaFrame[] {
  let start = 0;
  return ranges.flatMap(([from, to]) => {
    const shift = start - from;
    start += to - from;
    const inside = frames.filter(({ time }) => time >= from && time < to);
    return inside.map(({ time, luma }) => ({ time: time + shift, luma }));
  });
}
