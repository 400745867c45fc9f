import type { MasterElement } from '../ebml/read-element.js';
import { ID } from './ids.js';

/** Where a player that seeks finds a block. */
export interface Cue {
  /** In ticks of the segment. */
  readonly time: number;
  /** Of the cluster, in bytes from the beginning of the segment's contents. */
  readonly clusterPosition: number;
  /** Of the block, in bytes from the beginning of the cluster's contents, where it is stated. */
  readonly blockPosition: number | undefined;
}

/**
 * RFC 9559 5.1.5 Cues
 *
 *     CuePoint             master, repeated
 *       CueTime              unsigned  in ticks
 *       CueTrackPositions    master, repeated
 *         CueTrack             unsigned  number of the track
 *         CueClusterPosition   unsigned  in bytes from the beginning of the segment's contents
 *         CueRelativePosition  unsigned  in bytes from the beginning of the cluster's contents; optional
 *
 * Returns the cues of one track in the order of the file. Writers leave wrong ones: check what is there.
 */
export function readCues(cues: MasterElement, track: number): Cue[] {
  const found: Cue[] = [];
  for (const point of cues.masters(ID.cuePoint)) {
    const time = point.unsigned(ID.cueTime);
    const place = point.masters(ID.cueTrackPositions).find((each) => each.unsigned(ID.cueTrack) === track);
    const clusterPosition = place?.unsigned(ID.cueClusterPosition);
    if (!place || time === undefined || clusterPosition === undefined) continue;
    found.push({ time, clusterPosition, blockPosition: place.unsigned(ID.cueRelativePosition) });
  }
  return found;
}
