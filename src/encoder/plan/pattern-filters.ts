/** Adds a pattern to frames that have the rendition's size and colour. Pure. */
import type { VideoRendition } from '../rendition.js';

/** A further input, which has one frame: the pattern, which stays for as long as there are others. */
export function patternInputArguments(
  frame: string,
  { width, height }: Pick<VideoRendition, 'width' | 'height'>,
): string[] {
  const format = ['-f', 'rawvideo', '-pixel_format', 'yuv420p', '-video_size', `${width}x${height}`];
  return ['-protocol_whitelist', 'file', ...format, '-framerate', '1', '-i', frame];
}

/**
 * Continues a chain of frames in yuv420p, and leaves their times as they are: the pattern has the time base of the video, so that none
 * is rounded.
 * @param input the number of the input that has the pattern.
 */
export function patternFilters({ timescale }: Pick<VideoRendition, 'timescale'>, input: number): string {
  return `,settb=1/${timescale}[plain];[${input}:v:0]settb=1/${timescale},setsar=1[pattern];[plain][pattern]blend=all_mode=grainmerge`;
}
