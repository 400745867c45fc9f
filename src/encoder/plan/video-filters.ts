/** The filters between a decoded frame and the encoder. */
import type { Orientation, VideoTrack } from '../../tracks/index.js';
import { CHUNK_SLOT_SECONDS, FEED_START_SECONDS, PARKING_SECONDS } from '../feed/feed-plan.js';
import type { VideoRendition } from '../rendition.js';
import { type BurnedText, burnFilters, type FramesTimes } from './burn-filters.js';
import { isHdr, matrixName, primariesName, transferName } from './colour-names.js';
import { type DrawnImage, imageFilters } from './mark-image-filters.js';
import { patternFilters } from './pattern-filters.js';
import { centring, fittedSize, type Placement, padding } from './placement.js';
import { scaleMatrix } from './scale-matrix.js';

/** How many frames on either side deinterlacing looks at. */
export function neighbourFrames(track: Pick<VideoTrack, 'interlaced'>): number {
  return track.interlaced ? 2 : 0;
}

/** Where the picture lies in the frame, by default all of it, and what is drawn on it. */
export interface Drawing {
  readonly place?: Placement;
  /** One after the other; of bitmaps no more than one, which are the second input. */
  readonly drawn?: readonly BurnedText[];
  /** Images, below all text, with the times of the frames; further inputs. */
  readonly images?: { readonly list: readonly DrawnImage[]; readonly times: FramesTimes };
  /** Absolute path of a frame that is added to each, as the input after all images. */
  readonly pattern?: string;
}

/**
 * A filter graph with an output `[chunkN]` for each chunk: its frames, rotated, in the rendition's size and colour.
 * @param drawing what is drawn into the frames of the only chunk, or added to them; default nothing.
 */
export function videoFilters(
  track: VideoTrack,
  rendition: VideoRendition,
  chunks: number,
  { place = wholeOf(rendition), drawn = [], images, pattern }: Drawing = {},
): string {
  const shared = [...deinterlacing(track), ...(chunks > 1 ? [`split=${chunks}`] : [])];
  const chains = Array.from({ length: chunks }, (_, chunk) => {
    const selected = chunkFilters(track, rendition, chunk, chunk === chunks - 1);
    return [...selected, ...frameFilters(track, rendition, place)].join(',');
  });
  if (chunks === 1) {
    const chain = [...shared, ...chains].join(',');
    const firstInput = drawn.some(({ canvas }) => canvas !== undefined) ? 2 : 1;
    const below = images ? imageFilters(images.list, { times: images.times, firstInput }, rendition) : '';
    const drawing = below + drawn.map((text) => burnFilters(text, place, rendition)).join('');
    const added =
      pattern === undefined ? '' : patternFilters(rendition, firstInput + (images?.list.length ?? 0));
    return `[0:v:0]${chain}${drawing}${added}[chunk0]`;
  }
  const branches = chains.map((_, chunk) => `[all${chunk}]`);
  return [
    `[0:v:0]${shared.join(',')}${branches.join('')}`,
    ...chains.map((chain, chunk) => `${branches[chunk]}${chain}[chunk${chunk}]`),
  ].join(';');
}

/** The filters that make whole frames of the fields of interlaced video. */
export function deinterlacing({ interlaced }: Pick<VideoTrack, 'interlaced'>): string[] {
  return interlaced ? ['bwdif=mode=send_frame:parity=auto:deint=all'] : [];
}

/** From all decoded frames to those of one chunk; the first frame of any chunk is moved to FEED_START_SECONDS. */
function chunkFilters(
  track: VideoTrack,
  rendition: VideoRendition,
  chunk: number,
  isLast: boolean,
): string[] {
  const start = FEED_START_SECONDS + chunk * CHUNK_SLOT_SECONDS;
  // After the last chunk there is nothing until the parked samples.
  const end = isLast ? FEED_START_SECONDS + PARKING_SECONDS : start + CHUNK_SLOT_SECONDS;
  return [
    `trim=start=${start}:end=${end}`,
    ...(chunk > 0 ? [`setpts=PTS-${chunk * CHUNK_SLOT_SECONDS}/TB`] : []),
    // Decoders conceal damaged frames with extra ones at times already taken. Without true times they cannot be told apart.
    ...(track.orderUnknown ? [] : ['select=isnan(prev_selected_t)+gt(t\\,prev_selected_t)']),
    ...(rendition.keepEvery > 1 ? [`select=not(mod(n\\,${rendition.keepEvery}))`] : []),
  ];
}

/** From a decoded frame to one that the encoder sees. */
function frameFilters(track: VideoTrack, rendition: VideoRendition, place: Placement): string[] {
  const upright = orientationFilters(track.orientation);
  if (track.varying) {
    const scaled = scaling(track, rendition, fittedSize(rendition));
    return [...upright, scaled, ...outputFilters(rendition, [centring(rendition)])];
  }
  const scaled = isHdr(track.colour)
    ? toneMapping(track, place)
    : [scaling(track, rendition, exactSize(place))];
  return [...upright, ...scaled, ...outputFilters(rendition, padding(place, rendition))];
}

/**
 * Whether the filters take frames of any size one after the other. Otherwise ffmpeg makes new filters for each size, which
 * count frames from 0 again; those that deinterlace, mirror and rotate need that.
 */
export function reconfiguresItself({ varying, interlaced, orientation }: VideoTrack): boolean {
  return varying === true && !interlaced && orientationFilters(orientation).length === 0;
}

/** The scale filter's options for a size. */
export function exactSize({ width, height }: Pick<Placement, 'width' | 'height'>): string[] {
  return [`w=${width}`, `h=${height}`];
}

function wholeOf({ width, height }: VideoRendition): Placement {
  return { left: 0, top: 0, width, height };
}

/**
 * Sets the properties the encoder sees, whatever the decoder and the filters before have set.
 * @param padding from the size of the picture to that of the frame.
 */
export function outputFilters({ colour }: VideoRendition, padding: readonly string[] = []): string[] {
  const names = [
    'range=tv',
    `color_primaries=${primariesName(colour.primaries)}`,
    `color_trc=${transferName(colour.transfer)}`,
    `colorspace=${matrixName(colour.matrix)}`,
  ];
  return ['format=yuv420p', ...padding, 'setsar=1', `setparams=field_mode=prog:${names.join(':')}`];
}

/** The filters that make a decoded picture upright. */
export function orientationFilters({ mirrored, rotation }: Orientation): string[] {
  const turns = { 0: [], 90: ['transpose=clock'], 180: ['hflip', 'vflip'], 270: ['transpose=cclock'] };
  return [...(mirrored ? ['hflip'] : []), ...turns[rotation]];
}

/** `accurate_rnd` and `bitexact` make the result independent of the processor, so that segments are the same everywhere. */
export function scaling(
  { colour }: Pick<VideoTrack, 'colour'>,
  { colour: output }: Pick<VideoRendition, 'colour'>,
  size: readonly string[],
): string {
  const outputMatrix = scaleMatrix(output.matrix);
  const options = [
    ...size,
    'flags=bicubic+accurate_rnd+bitexact',
    `in_range=${colour.fullRange ? 'full' : 'limited'}`,
    `out_range=${output.fullRange ? 'full' : 'limited'}`,
    `in_color_matrix=${scaleMatrix(colour.matrix) ?? outputMatrix ?? 'bt709'}`,
    `out_color_matrix=${outputMatrix ?? 'bt709'}`,
  ];
  return `scale=${options.join(':')}`;
}

/** From PQ or HLG to BT.709: scales in linear light, rolls off highlights. 100 cd/m² is reference white. */
export function toneMapping(
  { colour }: Pick<VideoTrack, 'colour'>,
  { width, height }: Pick<Placement, 'width' | 'height'>,
): string[] {
  const primaries = colour.primaries === 2 ? 9 : colour.primaries;
  const matrix = colour.matrix === 2 || colour.matrix === 0 ? 9 : colour.matrix;
  const input = [
    `primariesin=${primaries}`,
    `transferin=${colour.transfer}`,
    `matrixin=${matrix}`,
    `rangein=${colour.fullRange ? 1 : 0}`,
  ].join(':');
  return [
    `zscale=w=${width}:h=${height}:filter=bicubic:${input}:transfer=linear:npl=100`,
    'format=gbrpf32le',
    'zscale=primaries=bt709',
    'tonemap=tonemap=hable:desat=0',
    'zscale=transfer=bt709:matrix=bt709:range=limited',
  ];
}
