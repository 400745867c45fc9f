import type { VideoTrack } from '../../../tracks/index.js';

const known = new WeakMap<VideoTrack['samples'], WeakMap<VideoTrack['frames'], Uint32Array>>();

/** The frames of a track that are decoded by themselves, ascending: those of its sync samples. */
export function syncFrames({ samples, frames }: Pick<VideoTrack, 'samples' | 'frames'>): Uint32Array {
  const ofSamples = known.get(samples) ?? new WeakMap<VideoTrack['frames'], Uint32Array>();
  known.set(samples, ofSamples);
  const found = ofSamples.get(frames) ?? find(samples.sync, frames);
  ofSamples.set(frames, found);
  return found;
}

function find(sync: Uint8Array, frames: Uint32Array): Uint32Array {
  const found: number[] = [];
  for (let frame = 0; frame < frames.length; frame++) if (sync[frames[frame]!] === 1) found.push(frame);
  return Uint32Array.from(found);
}
