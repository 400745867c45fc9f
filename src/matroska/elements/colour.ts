import type { MasterElement } from '../ebml/read-element.js';
import { ID } from './ids.js';

/** Colour description with the code points of ISO/IEC 23091-2; 2 means unspecified. */
export interface ColourDescription {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly fullRange: boolean;
  /** Bits of each decoded channel; absent where it is not stated. */
  readonly bitsPerChannel?: number;
  /** Of HDR10: maximum content and frame-average light level, in cd/m². */
  readonly contentLight?: { readonly maximum: number; readonly frameAverage: number };
  readonly mastering?: MasteringDisplay;
}

/** The display on which HDR was graded (SMPTE ST 2086). */
interface MasteringDisplay {
  /** Chromaticities x and y (CIE 1931), of red, green, blue, and white. */
  readonly chromaticities: readonly (readonly [x: number, y: number])[];
  /** In cd/m². */
  readonly luminance: { readonly minimum: number; readonly maximum: number };
}

const UNSPECIFIED = 2;
const FULL_RANGE = 2;

const CHROMATICITIES = [
  [ID.primaryRChromaticityX, ID.primaryRChromaticityY],
  [ID.primaryGChromaticityX, ID.primaryGChromaticityY],
  [ID.primaryBChromaticityX, ID.primaryBChromaticityY],
  [ID.whitePointChromaticityX, ID.whitePointChromaticityY],
] as const;

/**
 * RFC 9559 5.1.4.1.28.16 Colour
 *
 *     MatrixCoefficients       unsigned  2: unspecified
 *     BitsPerChannel           unsigned  0: unspecified
 *     Range                    unsigned  0: unspecified; 1: broadcast; 2: full; 3: by matrix and transfer
 *     TransferCharacteristics  unsigned  2: unspecified
 *     Primaries                unsigned  2: unspecified
 *     MaxCLL, MaxFALL          unsigned  optional
 *     MasteringMetadata        master    optional
 */
export function readColour(colour: MasterElement): ColourDescription {
  const bitsPerChannel = colour.unsigned(ID.bitsPerChannel, 0);
  const [maximum, frameAverage] = [colour.unsigned(ID.maxCll), colour.unsigned(ID.maxFall)];
  const metadata = colour.master(ID.masteringMetadata);
  const mastering = metadata && readMasteringDisplay(metadata);
  return {
    primaries: colour.unsigned(ID.primaries, UNSPECIFIED),
    transfer: colour.unsigned(ID.transferCharacteristics, UNSPECIFIED),
    matrix: colour.unsigned(ID.matrixCoefficients, UNSPECIFIED),
    fullRange: colour.unsigned(ID.range, 0) === FULL_RANGE,
    ...(bitsPerChannel > 0 && { bitsPerChannel }),
    ...(maximum !== undefined && frameAverage !== undefined && { contentLight: { maximum, frameAverage } }),
    ...(mastering && { mastering }),
  };
}

/** 5.1.4.1.28.31 MasteringMetadata: ten floats. Undefined if one of them is missing. */
function readMasteringDisplay(metadata: MasterElement): MasteringDisplay | undefined {
  const chromaticities = CHROMATICITIES.map(([x, y]) => [metadata.float(x), metadata.float(y)] as const);
  const [minimum, maximum] = [metadata.float(ID.luminanceMin), metadata.float(ID.luminanceMax)];
  const known = chromaticities.flatMap(([x, y]) =>
    x === undefined || y === undefined ? [] : [[x, y] as const],
  );
  if (known.length < chromaticities.length || minimum === undefined || maximum === undefined)
    return undefined;
  return { chromaticities: known, luminance: { minimum, maximum } };
}
