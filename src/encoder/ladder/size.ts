/** The shape of pictures. */
import type { VideoTrack } from '../../masters/index.js';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What H.264 decoders in hardware reach up to: 2160 lines, and 4096 columns (level 5.2's DCI 4K). */
const LARGEST_SHORTER_SIDE = 2160;
const LARGEST_LONGER_SIDE = 4096;

/**
 * The size of the upright picture in square pixels: the lines are kept, the width follows the pixel aspect ratio, and
 * a quarter turn swaps them. A ratio that says nothing counts as 1:1.
 */
export function displaySize(
  track: Pick<VideoTrack, 'width' | 'height' | 'pixelAspectRatio' | 'orientation'>,
): Size {
  const { horizontal, vertical } = track.pixelAspectRatio;
  const aspect = horizontal > 0 && vertical > 0 ? horizontal / vertical : 1;
  const width = Math.max(1, Math.round(track.width * aspect));
  const { height } = track;
  const turned = track.orientation.rotation === 90 || track.orientation.rotation === 270;
  return turned ? { width: height, height: width } : { width, height };
}

/** The same shape, made smaller if it is beyond what players decode. */
export function fitLimits(size: Size): Size {
  const shorter = shorterSide(size);
  const longer = longerSide(size);
  if (shorter <= LARGEST_SHORTER_SIDE && longer <= LARGEST_LONGER_SIDE) return size;
  const factor = Math.min(LARGEST_SHORTER_SIDE / shorter, LARGEST_LONGER_SIDE / longer);
  return oriented(size, Math.max(1, Math.round(shorter * factor)), Math.round(longer * factor));
}

export function shorterSide({ width, height }: Size): number {
  return Math.min(width, height);
}

export function longerSide({ width, height }: Size): number {
  return Math.max(width, height);
}

/** Sides of the given lengths, lying as `like` lies. */
export function oriented(like: Size, shorter: number, longer: number): Size {
  return like.width >= like.height ? { width: longer, height: shorter } : { width: shorter, height: longer };
}

/** The largest even number that is not larger; 2 for what is smaller, since no picture of 4:2:0 is. */
export function evenBelow(pixels: number): number {
  return Math.max(2, 2 * Math.floor(pixels / 2));
}

/** The nearest even number, at least 2. */
export function evenNearest(pixels: number): number {
  return Math.max(2, 2 * Math.round(pixels / 2));
}
