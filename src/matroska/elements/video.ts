import type { MasterElement } from '../ebml/read-element.js';
import { type ColourDescription, readColour } from './colour.js';
import { ID } from './ids.js';

export interface VideoDescription {
  /** Coded size in pixels, with what is cropped. */
  readonly width: number;
  readonly height: number;
  /** Pixels not to be shown on each side. */
  readonly crop: Crop;
  /** Width of a pixel relative to its height, in whole numbers that may have a common divisor; absent where unknown. */
  readonly pixelAspectRatio?: { readonly horizontal: number; readonly vertical: number };
  /** Two fields per frame; absent where it is not stated. */
  readonly interlaced?: boolean;
  /** 0: one view; else how two views are in a frame or in a track (5.1.4.1.28.3). */
  readonly stereoMode: number;
  readonly colour?: ColourDescription;
  /** Clockwise rotation that makes decoded frames upright. */
  readonly rotation: 0 | 90 | 180 | 270;
}

interface Crop {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

const INTERLACED = 1;
const PROGRESSIVE = 2;
/** In pixels; 1 and 2 are centimetres and inches, 3 is an aspect ratio, 4 is unknown. */
const UNIT_PIXELS = 0;
const UNIT_UNKNOWN = 4;

/**
 * RFC 9559 5.1.4.1.28 Video
 *
 *     FlagInterlaced               unsigned  0: undetermined; 1: interlaced; 2: progressive
 *     StereoMode                   unsigned  0
 *     PixelWidth, PixelHeight      unsigned
 *     PixelCropBottom, Top, Left, Right  unsigned  0
 *     DisplayWidth, DisplayHeight  unsigned  of what is not cropped; in pixels, by default as it is coded
 *     DisplayUnit                  unsigned  0
 *     Colour                       master    optional
 *     Projection                   master    optional; see `readRotation`
 */
export function readVideo(video: MasterElement): VideoDescription {
  const size = { width: video.unsigned(ID.pixelWidth, 0), height: video.unsigned(ID.pixelHeight, 0) };
  const crop = readCrop(video);
  const scan = video.unsigned(ID.flagInterlaced, 0);
  const colour = video.master(ID.colour);
  const pixelAspectRatio = readAspectRatio(video, {
    width: size.width - crop.left - crop.right,
    height: size.height - crop.top - crop.bottom,
  });
  return {
    ...size,
    crop,
    ...(pixelAspectRatio && { pixelAspectRatio }),
    ...((scan === INTERLACED || scan === PROGRESSIVE) && { interlaced: scan === INTERLACED }),
    stereoMode: video.unsigned(ID.stereoMode, 0),
    ...(colour && { colour: readColour(colour) }),
    rotation: readRotation(video.master(ID.projection)),
  };
}

function readCrop(video: MasterElement): Crop {
  return {
    top: video.unsigned(ID.pixelCropTop, 0),
    bottom: video.unsigned(ID.pixelCropBottom, 0),
    left: video.unsigned(ID.pixelCropLeft, 0),
    right: video.unsigned(ID.pixelCropRight, 0),
  };
}

/** @param shown size in pixels of what is not cropped. */
function readAspectRatio(
  video: MasterElement,
  shown: { readonly width: number; readonly height: number },
): VideoDescription['pixelAspectRatio'] {
  const unit = video.unsigned(ID.displayUnit, UNIT_PIXELS);
  // Only in pixels, a missing side is as it is coded (5.1.4.1.28.11 and 12).
  const isDefault = unit === UNIT_PIXELS;
  const width = video.unsigned(ID.displayWidth) || (isDefault ? shown.width : 0);
  const height = video.unsigned(ID.displayHeight) || (isDefault ? shown.height : 0);
  const ratio = { horizontal: width * shown.height, vertical: height * shown.width };
  const isPossible = isPositive(ratio.horizontal) && isPositive(ratio.vertical);
  return isPossible && unit < UNIT_UNKNOWN ? ratio : undefined;
}

const isPositive = (value: number) => value > 0 && Number.isSafeInteger(value);

/**
 * 5.1.4.1.28.41 Projection, of flat video that is only rolled
 *
 *     ProjectionType       unsigned  0: rectangular; others are spherical
 *     ProjectionPoseYaw    float     0
 *     ProjectionPosePitch  float     0
 *     ProjectionPoseRoll   float     0, counterclockwise, in degrees
 *
 * An angle that is not right, or not a number, is none.
 */
function readRotation(projection: MasterElement | undefined): VideoDescription['rotation'] {
  if (projection?.unsigned(ID.projectionType, 0) !== 0) return 0;
  const isTurned =
    projection.float(ID.projectionPoseYaw, 0) !== 0 || projection.float(ID.projectionPosePitch, 0) !== 0;
  const clockwise = ((-projection.float(ID.projectionPoseRoll, 0) % 360) + 360) % 360;
  const rotation = RIGHT_ANGLES.find((angle) => angle === clockwise);
  return isTurned || rotation === undefined ? 0 : rotation;
}

const RIGHT_ANGLES = [90, 180, 270] as const;
