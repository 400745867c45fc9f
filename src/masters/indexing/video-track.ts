/** Combines what the container says about a video track with what the decoder found. */

import type { VisualDescription } from '../../isobmff/index.js';
import { greatestCommonDivisor } from '../../shared/fraction.js';
import { damaged } from '../refusals.js';
import type { Colour, Orientation, VideoTrack } from '../track.js';
import type { VideoFacts } from './media-tools.js';
import { requireSaneSize } from './track-checks.js';

const MAX_FRAMES_PER_SECOND = 500;
const UNSPECIFIED = 2;

type Base = Pick<
  VideoTrack,
  'id' | 'file' | 'timescale' | 'start' | 'end' | 'samples' | 'sampleDescription' | 'quickTime' | 'frames'
>;
type Described = Partial<Pick<VisualDescription, 'pixelAspectRatio' | 'colour' | 'interlaced'>>;

/**
 * As players do, prefers the container's pixel aspect ratio to the decoder's, and the decoder's colour description to the
 * container's.
 * @throws OnplayError `master_dimensions_unsupported`, or `master_damaged` for an impossible frame rate.
 */
export function videoTrackOf(
  base: Base,
  described: Described,
  facts: VideoFacts,
  orientation: Orientation,
): VideoTrack {
  requireSaneSize(facts);
  requireSaneFrameRate(base);
  const { codec, width, height, pixelFormat } = facts;
  return {
    kind: 'video',
    ...base,
    ...{ codec, width, height, pixelFormat },
    pixelAspectRatio: reduced(
      described.pixelAspectRatio ?? facts.pixelAspectRatio ?? { horizontal: 1, vertical: 1 },
    ),
    colour: mergeColour(facts.colour, described.colour),
    bitDepth: bitDepthOf(pixelFormat),
    interlaced: facts.interlaced || described.interlaced === true,
    orientation,
    orderUnknown: facts.bidirectional && REORDERING_CODECS.has(codec) && !isReordered(base),
    longestFrame: longestFrame(base),
  };
}

/** Codecs that store a B-frame after a frame that is presented later. */
const REORDERING_CODECS = new Set(['h264', 'mpeg2video', 'mpeg4', 'vc1']);

function isReordered({ samples: { times } }: Base): boolean {
  return times.some((time, i) => i > 0 && time < times[i - 1]!);
}

/** 10 for `yuv420p10le`; 8 for formats that name no depth. */
function bitDepthOf(pixelFormat: string): number {
  return Number(/(?:p|gray|bgr|rgb|x2rgb)(9|1[0246])(?:le|be)?$/.exec(pixelFormat)?.[1] ?? 8);
}

function mergeColour(decoded: Colour, described: Colour | undefined): Colour {
  if (!described) return decoded;
  const pick = (part: 'primaries' | 'transfer' | 'matrix') =>
    decoded[part] === UNSPECIFIED ? described[part] : decoded[part];
  return {
    primaries: pick('primaries'),
    transfer: pick('transfer'),
    matrix: pick('matrix'),
    fullRange: decoded.fullRange || described.fullRange,
  };
}

function reduced({ horizontal, vertical }: VideoTrack['pixelAspectRatio']): VideoTrack['pixelAspectRatio'] {
  const divisor = greatestCommonDivisor(horizontal, vertical);
  return { horizontal: horizontal / divisor, vertical: vertical / divisor };
}

function requireSaneFrameRate({ frames, start, end, timescale }: Base): void {
  const perSecond = (frames.length * timescale) / (end - start);
  if (frames.length > 100 && perSecond > MAX_FRAMES_PER_SECOND) throw damaged('its frame rate is impossible');
}

/** The longest time from one frame to the next, in ticks; 0 for a single frame. */
export function longestFrame({ frames, samples }: Pick<Base, 'frames' | 'samples'>): number {
  let longest = 0;
  for (let i = 1; i < frames.length; i++) {
    longest = Math.max(longest, samples.times[frames[i]!]! - samples.times[frames[i - 1]!]!);
  }
  return longest;
}
