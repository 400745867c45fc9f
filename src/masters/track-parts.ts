/** The parts of a track whose format changes, each as a track of its own. */
import { onlyEntry } from '../demux/index.js';
import { frameTime, runsOfFrames, type VideoTrack } from '../tracks/index.js';

/** The frames [firstFrame, endFrame) of a track, all of one format. */
interface TrackPart {
  readonly firstFrame: number;
  readonly endFrame: number;
  /** A track of these frames alone: its first frame is `firstFrame`. The track itself if that has one format. */
  readonly track: VideoTrack;
}

const known = new WeakMap<VideoTrack, readonly TrackPart[]>();

/** The parts of a track in presentation order. Together they have all its frames. */
export function partsOf(track: VideoTrack): readonly TrackPart[] {
  const parts = known.get(track) ?? partsIn(track);
  known.set(track, parts);
  return parts;
}

/** The part that has this frame. */
export function partAt(track: VideoTrack, frame: number): TrackPart {
  const parts = partsOf(track);
  return parts.find(({ endFrame }) => frame < endFrame) ?? parts.at(-1)!;
}

function partsIn(track: VideoTrack): readonly TrackPart[] {
  const { parts, frames } = track;
  if (!parts) return [{ firstFrame: 0, endFrame: frames.length, track }];
  return parts.map(({ firstFrame }, i) => {
    const endFrame = parts[i + 1]?.firstFrame ?? frames.length;
    return { firstFrame, endFrame, track: partTrack(track, i, endFrame) };
  });
}

function partTrack(track: VideoTrack, part: number, endFrame: number): VideoTrack {
  const { firstFrame, description, format } = track.parts![part]!;
  // A decoder that is set up for one description cannot decode the samples of another; it gets no other.
  const { descriptions: _, ...samples } = track.samples;
  const { runs, ...whole } = track;
  return {
    ...whole,
    ...format,
    samples,
    sampleDescription: onlyEntry(track.sampleDescription, description),
    frames: track.frames.subarray(firstFrame, endFrame),
    ...(runs && { runs: runsOfFrames(runs, { first: firstFrame, end: endFrame }) }),
    start: frameTime(track, firstFrame),
    end: endFrame < track.frames.length ? frameTime(track, endFrame) : track.end,
  };
}
