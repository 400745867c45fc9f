/** Combines what the container says about a video track with what the decoder found. */

import { type FormatRun, onlyEntry, readSampleEntry, withoutAspect } from '../../../demux/index.js';
import type { VisualDescription } from '../../../isobmff/index.js';
import { OnplayError } from '../../../shared/errors.js';
import { greatestCommonDivisor } from '../../../shared/fraction.js';
import {
  type Colour,
  damaged,
  frameTime,
  type Orientation,
  runsWithin,
  type VideoFormat,
  type VideoTrack,
} from '../../../tracks/index.js';
import type { DecodableTrack, VideoFacts } from '../media-tools.js';
import { firstSamples } from './first-samples.js';
import { requireSaneSize } from './track-checks.js';

const MAX_FRAMES_PER_SECOND = 500;
const UNSPECIFIED = 2;

type Base = Pick<
  VideoTrack,
  | 'id'
  | 'file'
  | 'timescale'
  | 'start'
  | 'end'
  | 'samples'
  | 'sampleDescription'
  | 'quickTime'
  | 'frames'
  | 'independent'
  | 'refreshes'
  | 'runs'
>;
interface Described {
  readonly pixelAspectRatio?: VisualDescription['pixelAspectRatio'] | undefined;
  readonly colour?: Colour;
  readonly interlaced?: boolean;
}

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
  requireSaneFrameRate(base);
  return {
    kind: 'video',
    ...base,
    ...videoFormat(described, facts),
    orientation,
    orderUnknown: facts.bidirectional && REORDERING_CODECS.has(facts.codec) && !isReordered(base),
    longestFrame: longestFrame(base),
  };
}

/** As `videoTrackOf`, of the frames alone. @throws OnplayError `master_dimensions_unsupported`. */
function videoFormat(described: Described, facts: VideoFacts): VideoFormat {
  requireSaneSize(facts);
  const { codec, width, height, pixelFormat } = facts;
  return {
    ...{ codec, width, height, pixelFormat },
    pixelAspectRatio: reduced(
      described.pixelAspectRatio ?? facts.pixelAspectRatio ?? { horizontal: 1, vertical: 1 },
    ),
    colour: mergeColour(facts.colour, described.colour),
    bitDepth: bitDepthOf(pixelFormat),
    interlaced: facts.interlaced || described.interlaced === true,
  };
}

/**
 * Returns what decodes the format of a run of the track's samples: undefined where they are damaged. A container describes the
 * aspect of the first frames; where the stream says that it changes, the stream is right.
 * @param described the first sample description. @param decode throws OnplayError as `MediaTools.decodeVideo`.
 */
export function formatDecoder(
  track: VideoTrack,
  described: Described,
  decode: (track: DecodableTrack) => Promise<VideoFacts>,
): (run: FormatRun) => Promise<VideoFormat | undefined> {
  const ratios = new Map<number, number>();
  return async ({ firstSample, description }) => {
    const container = description === 1 ? described : describedBy(track, description);
    try {
      const facts = await decode(samplesOfRun(track, firstSample, description));
      const ratio = ratioOf(facts);
      const first = ratios.get(description) ?? ratio;
      ratios.set(description, first);
      return videoFormat(ratio === first ? container : { ...container, pixelAspectRatio: undefined }, facts);
    } catch (error) {
      const isDamaged = error instanceof OnplayError && error.code === 'master_damaged';
      if (isDamaged && ratios.has(description)) return undefined;
      throw error;
    }
  };
}

function describedBy({ sampleDescription }: VideoTrack, description: number): Described {
  return readSampleEntry(onlyEntry(sampleDescription, description), 'vide').video ?? {};
}

/** With the only description that they have, without its aspect: ffmpeg prefers that to the stream's. */
function samplesOfRun(track: VideoTrack, firstSample: number, description: number): DecodableTrack {
  const decodable = firstSamples(track, firstSample);
  const { descriptions: _, ...samples } = decodable.samples;
  return {
    ...decodable,
    samples,
    sampleDescription: withoutAspect(onlyEntry(track.sampleDescription, description)),
  };
}

function ratioOf({ pixelAspectRatio }: VideoFacts): number {
  return pixelAspectRatio ? pixelAspectRatio.horizontal / pixelAspectRatio.vertical : 1;
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

/** The longest time from one frame to the next of the same run, in ticks; 0 for a single frame. */
export function longestFrame(track: Pick<Base, 'frames' | 'samples' | 'runs'>): number {
  let longest = 0;
  for (const { first, end } of runsWithin(track, { first: 0, end: track.frames.length })) {
    for (let frame = first + 1; frame < end; frame++)
      longest = Math.max(longest, frameTime(track, frame) - frameTime(track, frame - 1));
  }
  return longest;
}
