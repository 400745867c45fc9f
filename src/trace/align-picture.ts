/** Finds how a copy was cropped or framed, by comparing frames with those of the master. Pure. */
import type { LumaFrame } from './luma-frame.js';
import { fitLuma, type PicturePlace, positionsOf, sampled, WHOLE } from './picture-place.js';

/** A frame of the copy, and the one of the master that it was made of. */
export interface FramePair {
  readonly copy: LumaFrame;
  readonly master: LumaFrame;
}

/** From coarse to fine, in parts of the frame: as far as an edge is moved at once. */
const STEPS = [0.04, 0.02, 0.01, 0.005, 0.0025];
/** How often all edges are tried with one step. */
const MAX_ROUNDS = 8;
/** Sizes that the search begins from: cropped by so much around, or framed. */
const SIZES = [1, 0.92, 0.84, 0.76, 0.68, 1.12, 1.33];

const EDGES = ['left', 'top', 'right', 'bottom'] as const;

export interface PictureAlignment {
  readonly place: PicturePlace;
  /** From -1 to 1: how well the two agree. */
  readonly agreement: number;
}

/** @param pairs some, from all over the copy. @param from where the search begins; default several places. */
export function alignPicture(pairs: readonly FramePair[], from?: PicturePlace): PictureAlignment {
  const starts = from ? [from] : SIZES.flatMap((width) => SIZES.map((height) => centred(width, height)));
  const [best] = starts
    .map((place) => ({ place, agreement: agreementOf(pairs, place) }))
    .sort((a, b) => b.agreement - a.agreement);
  return STEPS.reduce((found, step) => refined(pairs, found, step), best!);
}

function centred(width: number, height: number): PicturePlace {
  const [left, top] = [(1 - width) / 2, (1 - height) / 2];
  return { left, top, right: 1 - left, bottom: 1 - top };
}

function refined(pairs: readonly FramePair[], from: PictureAlignment, step: number): PictureAlignment {
  let best = from;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = best;
    for (const place of neighbours(best.place, step)) {
      const agreement = agreementOf(pairs, place);
      if (agreement > best.agreement) best = { place, agreement };
    }
    if (best === before) break;
  }
  return best;
}

/** Each edge moved, and all of them together in either direction. */
function neighbours(place: PicturePlace, step: number): readonly PicturePlace[] {
  const moved = [-step, step].flatMap((by) => [
    ...EDGES.map((edge) => ({ ...place, [edge]: place[edge] + by })),
    { ...place, left: place.left + by, right: place.right + by },
    { ...place, top: place.top + by, bottom: place.bottom + by },
    { left: place.left + by, top: place.top + by, right: place.right - by, bottom: place.bottom - by },
  ]);
  return moved.filter(({ left, top, right, bottom }) => right - left > 0.4 && bottom - top > 0.4);
}

/** The mean correlation of the pairs at a place. */
export function agreementOf(pairs: readonly FramePair[], place: PicturePlace = WHOLE): number {
  const positions = positionsOf(place);
  const sum = pairs.reduce(
    (total, { copy, master }) => total + fitLuma(copy.luma, sampled(master.luma, positions)).correlation,
    0,
  );
  return pairs.length === 0 ? 0 : sum / pairs.length;
}
