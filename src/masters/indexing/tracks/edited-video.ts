/** The frames of an edited track after those were left out that cannot be decoded. */
import { type FrameRuns, frameTime, type SampleTable, type VideoTrack } from '../../../tracks/index.js';

interface Edited {
  readonly samples: Pick<SampleTable, 'offsets' | 'times'>;
  readonly frames: Uint32Array;
  readonly runs: FrameRuns;
}

/** Each presented sample once, by time. */
export function inOrder(frames: Uint32Array, times: Float64Array): Uint32Array {
  return Uint32Array.from(new Set(frames)).sort((a, b) => times[a]! - times[b]!);
}

/**
 * The frames of `claimed` whose samples are among `decodable.frames`, in as many of its runs as still have some.
 * @param decodable of the same media; its samples may be fewer. Not empty.
 */
export function editedVideo(
  claimed: Edited,
  decodable: Pick<VideoTrack, 'samples' | 'frames'>,
): Pick<VideoTrack, 'frames' | 'start'> & { readonly runs: FrameRuns } {
  const { offsets } = decodable.samples;
  const byOffset = new Map(Array.from(decodable.frames, (sample) => [offsets[sample]!, sample]));
  const frames: number[] = [];
  const kept: number[] = [];
  const firsts: number[] = [];
  claimed.runs.firsts.forEach((first, run) => {
    const end = claimed.runs.firsts[run + 1] ?? claimed.frames.length;
    const samples = Array.from(claimed.frames.subarray(first, end), (sample) =>
      byOffset.get(claimed.samples.offsets[sample]!),
    ).filter((sample) => sample !== undefined);
    if (samples.length === 0) return;
    kept.push(run);
    firsts.push(frames.length);
    for (const sample of samples) frames.push(sample);
  });
  const runs = {
    firsts: Uint32Array.from(firsts),
    rates: Float64Array.from(kept, (run) => claimed.runs.rates[run]!),
    shifts: Float64Array.from(kept, (run) => claimed.runs.shifts[run]!),
  };
  const track = { samples: decodable.samples, frames: Uint32Array.from(frames), runs };
  return { frames: track.frames, runs, start: frameTime(track, 0) };
}
