/** Which frame is worth showing as a poster. Pure, and whole numbers decide, so that it is the same on all machines. */
import type { ClipFrames } from '../../../shared/clip.js';
import { frameTime, type VideoTrack } from '../../../tracks/index.js';
import { syncFrames } from './sync-frames.js';

const MAX_CANDIDATES = 24;
/** Of the video: titles and credits are at the ends, and what the middle shows may say too much. */
const EARLIEST = 0.05;
const LATEST = 0.6;

/** Frames to choose among, evenly spread; none where there are no sync samples. @param clip default all frames. */
export function posterCandidates(track: VideoTrack, clip: ClipFrames = allOf(track)): number[] {
  const all = [...syncFrames(track)].filter((frame) => frame >= clip.first && frame < clip.end);
  const timeOf = (frame: number) => (frame < track.frames.length ? frameTime(track, frame) : track.end);
  const [start, end] = [clip.first === 0 ? 0 : timeOf(clip.first), timeOf(clip.end)];
  const within = all.filter((frame) => {
    const part = (timeOf(frame) - start) / (end - start);
    return part >= EARLIEST && part <= LATEST;
  });
  const frames = within.length > 0 ? within : all;
  const count = Math.min(MAX_CANDIDATES, frames.length);
  return Array.from({ length: count }, (_, i) => frames[Math.floor((i * frames.length) / count)]!);
}

function allOf({ frames }: VideoTrack): ClipFrames {
  return { first: 0, end: frames.length };
}

/** Luma below and above which a picture shows little, of 255. */
const DARK = 45;
const BRIGHT = 215;
/** From here on more contrast, and more detail, make a picture no better. */
const ENOUGH_CONTRAST = 60;
const ENOUGH_DETAIL = 12;

/**
 * How much a picture shows, from 0: little if it is dark, bright or of one colour, little if it is blurred.
 * @param luma full range, row by row.
 */
export function pictureWorth(luma: Uint8Array, width: number): number {
  const { mean, deviation } = contrastOf(luma);
  const contrast = Math.min(1, deviation / ENOUGH_CONTRAST);
  const detail = Math.min(1, detailOf(luma, width) / ENOUGH_DETAIL);
  const exposure = Math.min(1, mean / DARK, (255 - mean) / (255 - BRIGHT));
  return Math.round(1000 * exposure * contrast * detail);
}

function contrastOf(luma: Uint8Array): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  for (const value of luma) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / luma.length;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / luma.length - mean * mean)) };
}

/** How far pixels are from the mean of their neighbours (the discrete Laplace operator), on average: little where edges are soft. */
function detailOf(luma: Uint8Array, width: number): number {
  let sum = 0;
  const end = luma.length - width - 1;
  for (let at = width + 1; at < end; at++) {
    const neighbours = luma[at - 1]! + luma[at + 1]! + luma[at - width]! + luma[at + width]!;
    sum += Math.abs(4 * luma[at]! - neighbours);
  }
  return sum / Math.max(1, end - width - 1);
}
