/** Where frames of one shape lie in those of another. */
import type { VideoTrack } from '../../tracks/index.js';
import type { Placement } from '../plan/placement.js';
import { displayAspect, evenNearest, type Size } from './size.js';

/** Shapes that differ by less are one: analogue video was 702 or 720 pixels wide, and sizes are rounded to even ones. */
const TOLERANCE = 0.03;

/**
 * The largest place in the frame that has the shape of the video, in the middle and on even pixels; the whole frame if that
 * is their shape, and for a track that has no parts, by which the frame was made.
 */
export function placementOf(track: VideoTrack, { width, height }: Size): Placement {
  const whole = { left: 0, top: 0, width, height };
  if (!track.parts) return whole;
  const wider = (displayAspect(track) * height) / width;
  if (Math.abs(Math.log(wider)) < TOLERANCE) return whole;
  if (wider < 1) return withWidth(whole, Math.min(width, evenNearest(width * wider)));
  return withHeight(whole, Math.min(height, evenNearest(height / wider)));
}

function withWidth(whole: Placement, width: number): Placement {
  return { ...whole, width, left: evenHalf(whole.width - width) };
}

function withHeight(whole: Placement, height: number): Placement {
  return { ...whole, height, top: evenHalf(whole.height - height) };
}

/** Half of an even number, rounded down to an even one. */
function evenHalf(pixels: number): number {
  return 2 * Math.floor(pixels / 4);
}
