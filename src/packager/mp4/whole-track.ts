/** A track whose samples are all described in `moov`. */
import type { TrackOfMany, WholeTrack } from '../../isobmff/index.js';
import type { SampleList } from './sample-list.js';

/**
 * An edit takes off the composition delay and what is skipped; one before it lasts until the first sample is presented.
 * @param movie its timescale, and where the first byte of the samples of all such tracks is in the file.
 */
export function wholeTrack(
  track: TrackOfMany,
  list: SampleList,
  { timescale, base }: { readonly timescale: number; readonly base: number },
): WholeTrack {
  const { start, duration: mediaDuration } = list;
  const { compositionDelay = 0, skipped = 0 } = track;
  // Rounded up, so that no player drops the end of the last sample.
  const inMovie = (ticks: number) => Math.ceil((ticks * timescale) / track.timescale);
  const late = start > 0 ? [{ duration: inMovie(start), mediaTime: -1 }] : [];
  const played = { duration: inMovie(mediaDuration - skipped), mediaTime: compositionDelay + skipped };
  return {
    ...track,
    ...{ mediaDuration, duration: inMovie(start) + played.duration },
    edits: [...late, played],
    tables: list.tables(base),
  };
}
