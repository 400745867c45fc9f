/** The inputs and the filters that images have in common, whatever is made of them. Pure. */
import type { VideoTrack } from '../../../tracks/index.js';
import { placementOf } from '../../ladder/placement.js';
import { textFilters } from '../../plan/burn-filters.js';
import { isHdr } from '../../plan/colour-names.js';
import { imageFilters, imageInputArguments } from '../../plan/mark-image-filters.js';
import { centring, fittedSize, padding } from '../../plan/placement.js';
import { inputArguments } from '../../plan/video-arguments.js';
import { exactSize, orientationFilters, scaling, toneMapping } from '../../plan/video-filters.js';
import type { ImageRendition } from '../../rendition.js';
import type { RawForm } from '../formats/image-encoding.js';
import type { PictureDrawing } from './picture-drawing.js';

export type Size = Pick<ImageRendition, 'width' | 'height'>;

/** What is drawn into images. */
export type Drawing = Pick<PictureDrawing, 'images' | 'text' | 'times'>;

/** The inputs of a feed, and behind it those of what is drawn. */
export function pictureInputs(track: VideoTrack, drawing: Drawing | undefined): string[] {
  return [...inputArguments(track), ...(drawing?.images ?? []).flatMap(imageInputArguments)];
}

/** Continues a chain of frames. */
export function drawingFilters(
  { timescale }: VideoTrack,
  { colour, pixelFormat }: RawForm,
  drawing: Drawing | undefined,
): string {
  if (!drawing) return '';
  const { images, text, times } = drawing;
  const isRgb = pixelFormat.startsWith('rgb');
  const below = imageFilters(images, { times, firstInput: 1 }, { timescale, colour, isRgb });
  return below + (text ? textFilters({ ...text, ...times }) : '');
}

/** Decoders conceal what they miss with frames at times that were there already. */
export const ONCE_EACH = 'select=isnan(prev_selected_t)+gt(t\\,prev_selected_t)';

/** From a decoded frame to a picture of a size and form: upright, HDR as SDR. */
export function pictureFilters(track: VideoTrack, whole: Size, { colour, pixelFormat }: RawForm): string[] {
  const place = placementOf(track, whole);
  const size = track.varying ? fittedSize(whole) : exactSize(place);
  const scaled = isHdr(track.colour)
    ? [...toneMapping(track, place), scaling(MAPPED, { colour }, exactSize(place))]
    : [scaling(track, { colour }, size)];
  const padded = track.varying ? [centring(whole)] : padding(place, whole);
  return [
    ...orientationFilters(track.orientation),
    ...scaled,
    `format=${pixelFormat}`,
    ...padded,
    'setsar=1',
  ];
}

/** What tone mapping gives. */
const MAPPED = { colour: { primaries: 1, transfer: 1, matrix: 1, fullRange: false } };
