/** Cuts a master by its outline, if it has one that fits. */
import { fittedMap, type MasterIndex, outlinedSegments, type SegmentMap } from '../masters/index.js';
import { type Cut, type CutOptions, cutMaster } from './cut-master.js';

interface CutIndex extends Cut {
  /** What the presentation follows from. */
  readonly presented: MasterIndex;
  /** Present if that is the outline. */
  readonly outlined?: OutlinedCut;
}

/** The first segments of a film that is cut by its outline: all they are made of is in the outline. */
interface OutlinedCut {
  /** By the frames of the outline. */
  readonly map: SegmentMap;
  /** How many segments, from the first on. */
  readonly headSegments: number;
}

/**
 * The cut of a film by its outline is the same before and after its index is complete. Should the film have no frame where its outline
 * has a boundary, it is cut by its frames, and its renditions have other keys.
 * @throws OnplayError as `cutMaster`.
 */
export function cutIndex(index: MasterIndex, options: CutOptions): CutIndex {
  return (
    (index.outline && cutByOutline(index, options)) ?? { ...cutMaster(index, options), presented: index }
  );
}

function cutByOutline(index: MasterIndex, options: CutOptions): CutIndex | undefined {
  const { video, outline } = index;
  const presented = { ...index, ...outline };
  const { map, ...renditions } = cutMaster(presented, options);
  const fitted = video && fittedMap(map, video);
  if (!fitted || !outline) return undefined;
  const headSegments = outlinedSegments(outline, map);
  return { map: fitted, ...renditions, presented, outlined: { map, headSegments } };
}
