/** What the segments of sessions with a hidden mark are encoded from: each variant, and each with the marks of a session where one stands. */
import type { ClipFrames } from '../../shared/clip.js';
import { writeMarks } from '../../shared/marks/granted-marks.js';
import type { Mark } from '../../shared/marks/mark.js';
import type { TraceVariant } from '../../shared/trace/codeword.js';
import type { AssetTraceKeys } from '../../shared/trace/trace-key.js';
import type { Asset, AssetMarks } from '../asset.js';
import { encodedAsset } from '../burned-asset.js';
import { markedAsset } from '../marks/marked-asset.js';
import { secondVariants } from './second-variants.js';

/** What determines the video of a session with a hidden mark, but for its code. */
export interface TracedVideo {
  /** Of the asset. */
  readonly keys: AssetTraceKeys;
  /** Those that are seen; default none. */
  readonly marks?: readonly Mark[] | undefined;
}

export interface TracedViews {
  /** The asset as all viewers have it, with its video encoded. The other views have renditions in the same places. */
  readonly others: Asset;
  /** Present where marks are seen. */
  readonly marked?: AssetMarks;
  /** Where a segment is found, or frames that are cut out of one. */
  at(place: number | ClipFrames): TracedPlace;
}

export interface TracedPlace {
  /** The marks that are seen in it, as names of segments depend on them; absent where none is. */
  readonly marks?: string;
  in(variant: TraceVariant): Asset;
}

/** @param asset known as a whole. @throws OnplayError `marks_impossible`. */
export function tracedViews(asset: Asset, { keys, marks }: TracedVideo): TracedViews {
  const others = encodedAsset(asset);
  const unmarked: TracedPlace = {
    in: (variant) => (variant === 'a' ? others : secondVariants(asset, keys.patterns)),
  };
  if (!marks) return { others, at: () => unmarked };
  // The very view that sessions without a hidden mark have.
  const marked = markedAsset(asset, marks).marked!;
  const seen: TracedPlace = {
    marks: writeMarks(marks)!,
    in: (variant) => markedAsset(variant === 'a' ? asset : secondVariants(asset, keys.patterns), marks),
  };
  const isSeen = (place: number | ClipFrames) =>
    typeof place === 'number' ? marked.segments.has(place) : marked.isShownIn(place);
  return { others, marked, at: (place) => (isSeen(place) ? seen : unmarked) };
}
