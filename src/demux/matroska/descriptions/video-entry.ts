import { colr, pasp, visualSampleEntry } from '../../../isobmff/index.js';
import type { TrackEntry, VideoDescription } from '../../../matroska/index.js';
import { greatestCommonDivisor } from '../../../shared/fraction.js';
import { dimensionsUnsupported } from '../../../tracks/index.js';

const MAX_SIDE = 0xffff;
const MAX_RATIO = 0xffffffff;
const MAX_CODE_POINT = 0xffff;

/**
 * A visual sample entry with what the track says of its size, colour and pixels.
 * @param configuration the codec's box.
 * @throws OnplayError `master_dimensions_unsupported` for sides that the entry cannot have.
 */
export function videoEntry({ video }: TrackEntry, type: string, ...configuration: Uint8Array[]): Uint8Array {
  const { width = 0, height = 0 } = video ?? {};
  if (!(width <= MAX_SIDE && height <= MAX_SIDE)) throw dimensionsUnsupported();
  const boxes = video ? [...colourBoxes(video), ...ratioBoxes(video)] : [];
  return visualSampleEntry(type, { width, height }, ...configuration, ...boxes);
}

function colourBoxes({ colour }: VideoDescription): readonly Uint8Array[] {
  if (!colour) return [];
  const { primaries, transfer, matrix, fullRange } = colour;
  const isPossible = Math.max(primaries, transfer, matrix) <= MAX_CODE_POINT;
  return isPossible ? [colr({ primaries, transfer, matrix, fullRange })] : [];
}

function ratioBoxes({ pixelAspectRatio }: VideoDescription): readonly Uint8Array[] {
  if (!pixelAspectRatio) return [];
  const divisor = greatestCommonDivisor(pixelAspectRatio.horizontal, pixelAspectRatio.vertical);
  const [horizontal, vertical] = [pixelAspectRatio.horizontal / divisor, pixelAspectRatio.vertical / divisor];
  return Math.max(horizontal, vertical) <= MAX_RATIO ? [pasp({ horizontal, vertical })] : [];
}
