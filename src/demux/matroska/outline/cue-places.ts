/** Where cues say that the keyframes of a track are. */
import { ID, readCues } from '../../../matroska/index.js';
import type { ByteSource } from '../../../stores/index.js';
import { elementAt, FileWindow } from '../file-window.js';
import { MAX_CUES, MAX_HEADER_ELEMENT_BYTES } from '../limits.js';
import { masterElement } from '../rules.js';
import type { Segment } from '../segment.js';

export interface CuePlace {
  /** In ticks of the segment. */
  readonly time: number;
  /** Offset of the cluster. */
  readonly cluster: number;
  /** Bytes from the beginning of the cluster's contents to the block, where they are stated. */
  readonly block: number | undefined;
}

/**
 * Returns the cues of a track, in ascending order of time and place; undefined where there are none, or they are in another order, or
 * not in the segment. @throws OnplayError `master_damaged`, `master_too_complex`; what `read` throws.
 */
export async function readCuePlaces(
  source: ByteSource,
  segment: Segment,
  track: number,
): Promise<readonly CuePlace[] | undefined> {
  const { cues, contentStart, firstCluster, end } = segment;
  if (cues === undefined || cues >= end) return undefined;
  const element = await elementAt(new FileWindow(source), cues, end);
  if (typeof element === 'string' || element.id !== ID.cues) return undefined;
  const { size = 0 } = element;
  if (size > MAX_HEADER_ELEMENT_BYTES || element.contentStart + size > end) return undefined;
  const bytes = await source.read(element.contentStart, size);
  const places = readCues(masterElement(bytes, MAX_CUES), track).map(
    ({ time, clusterPosition, blockPosition }): CuePlace => ({
      ...{ time, cluster: contentStart + clusterPosition, block: blockPosition },
    }),
  );
  const areWithin = places.every(({ cluster }) => cluster >= firstCluster && cluster < end);
  return areWithin && places.every((place, i) => i === 0 || isAfter(place, places[i - 1]!))
    ? places
    : undefined;
}

function isAfter(place: CuePlace, before: CuePlace): boolean {
  if (place.time <= before.time || place.cluster < before.cluster) return false;
  return place.cluster > before.cluster || (place.block ?? 0) > (before.block ?? 0);
}
