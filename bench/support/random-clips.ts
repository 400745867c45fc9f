import { seededRandom } from './seeded-random.js';

/** Frames from `start` to before `end`. */
export interface ClipOfFrames {
  readonly start: number;
  readonly end: number;
}

const SEED = 15;

/** Clips of at least one frame each within so many frames; always the same ones. */
export function randomClips(frames: number, count: number): ClipOfFrames[] {
  const { uniform } = seededRandom(SEED);
  return Array.from({ length: count }, () => {
    const start = Math.floor(uniform() * frames);
    return { start, end: start + 1 + Math.floor(uniform() * (frames - start)) };
  });
}
