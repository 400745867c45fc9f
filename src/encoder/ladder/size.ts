/** Frame sizes. */
import type { VideoTrack } from '../../tracks/index.js';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What hardware H.264 decoders support: 2160 lines, and 4096 columns (DCI 4K at level 5.2). */
const MAX_SHORTER_SIDE = 2160;
const MAX_LONGER_SIDE = 4096;

/**
 * The size after rotation in square pixels: the height stays, the width is scaled by the pixel aspect ratio, and a quarter
 * turn swaps the two. An aspect ratio that is not positive counts as 1:1.
 */
export function displaySize(
  track: Pick<VideoTrack, 'width' | 'height' | 'pixelAspectRatio' | 'orientation'>,
): Size {
  const width = Math.max(1, Math.round(track.width * pixelAspect(track)));
  const { height } = track;
  return isTurned(track) ? { width: height, height: width } : { width, height };
}

/** Width divided by height of `displaySize`, before it is rounded to whole pixels. */
export function displayAspect(
  track: Pick<VideoTrack, 'width' | 'height' | 'pixelAspectRatio' | 'orientation'>,
): number {
  const aspect = (track.width * pixelAspect(track)) / track.height;
  return isTurned(track) ? 1 / aspect : aspect;
}

function pixelAspect({
  pixelAspectRatio: { horizontal, vertical },
}: Pick<VideoTrack, 'pixelAspectRatio'>): number {
  return horizontal > 0 && vertical > 0 ? horizontal / vertical : 1;
}

function isTurned({ orientation: { rotation } }: Pick<VideoTrack, 'orientation'>): boolean {
  return rotation === 90 || rotation === 270;
}

/** Scaled down, with the same aspect ratio, if it is larger than players decode. */
export function fitLimits(size: Size): Size {
  const shorter = shorterSide(size);
  const longer = longerSide(size);
  if (shorter <= MAX_SHORTER_SIDE && longer <= MAX_LONGER_SIDE) return size;
  const factor = Math.min(MAX_SHORTER_SIDE / shorter, MAX_LONGER_SIDE / longer);
  return oriented(size, Math.max(1, Math.round(shorter * factor)), Math.round(longer * factor));
}

export function shorterSide({ width, height }: Size): number {
  return Math.min(width, height);
}

export function longerSide({ width, height }: Size): number {
  return Math.max(width, height);
}

/** Sides of the given lengths, in landscape or portrait as `like`. */
export function oriented(like: Size, shorter: number, longer: number): Size {
  return like.width >= like.height ? { width: longer, height: shorter } : { width: shorter, height: longer };
}

/** The largest even number that is not larger, but at least 2, the smallest size of a 4:2:0 frame. */
export function evenBelow(pixels: number): number {
  return Math.max(2, 2 * Math.floor(pixels / 2));
}

/** The nearest even number, at least 2. */
export function evenNearest(pixels: number): number {
  return Math.max(2, 2 * Math.round(pixels / 2));
}
