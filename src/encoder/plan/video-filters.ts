/** The filters between a decoded frame and the encoder. */
import type { Orientation, VideoTrack } from '../../masters/index.js';
import { FEED_START_SECONDS, PARKING_SECONDS, PART_SLOT_SECONDS } from '../feed/feed-plan.js';
import type { VideoRendition } from '../rendition.js';
import { isHdr, matrixName, primariesName, transferName } from './colour-names.js';

/** Frames on either side that deinterlacing looks at. */
export function neighbourFrames(track: Pick<VideoTrack, 'interlaced'>): number {
  return track.interlaced ? 2 : 0;
}

/** A filter graph with an output `[partN]` for each part: its frames, upright, in the rendition's size and colour. */
export function videoFilters(track: VideoTrack, rendition: VideoRendition, parts: number): string {
  const shared = [
    ...(track.interlaced ? ['bwdif=mode=send_frame:parity=auto:deint=all'] : []),
    ...(parts > 1 ? [`split=${parts}`] : []),
  ];
  const chains = Array.from({ length: parts }, (_, part) => {
    const filters = chunkFilters(track, rendition, part, part === parts - 1);
    return filters.join(',');
  });
  if (parts === 1) return `[0:v:0]${[...shared, ...chains].join(',')}[part0]`;
  const branches = chains.map((_, part) => `[all${part}]`);
  return [
    `[0:v:0]${shared.join(',')}${branches.join('')}`,
    ...chains.map((chain, part) => `${branches[part]}${chain}[part${part}]`),
  ].join(';');
}

/** From all decoded frames to those of one part; its first is at FEED_START_SECONDS, whichever part it is. */
function chunkFilters(track: VideoTrack, rendition: VideoRendition, part: number, isLast: boolean): string[] {
  const start = FEED_START_SECONDS + part * PART_SLOT_SECONDS;
  // After the last there is nothing until what is parked.
  const end = isLast ? FEED_START_SECONDS + PARKING_SECONDS : start + PART_SLOT_SECONDS;
  return [
    `trim=start=${start}:end=${end}`,
    ...(part > 0 ? [`setpts=PTS-${part * PART_SLOT_SECONDS}/TB`] : []),
    // Decoders fill in for frames that are damaged, at times that are taken; other times to go by there may not be.
    ...(track.orderUnknown ? [] : ['select=isnan(prev_selected_t)+gt(t\\,prev_selected_t)']),
    ...(rendition.keepEvery > 1 ? [`select=not(mod(n\\,${rendition.keepEvery}))`] : []),
    ...orientationFilters(track.orientation),
    ...(isHdr(track.colour) ? toneMapping(track, rendition) : scaling(track, rendition)),
    ...outputFilters(rendition),
  ];
}

/** What the encoder sees is said here once, whatever the decoder and the filters before said. */
export function outputFilters({ colour }: VideoRendition): string[] {
  const names = [
    'range=tv',
    `color_primaries=${primariesName(colour.primaries)}`,
    `color_trc=${transferName(colour.transfer)}`,
    `colorspace=${matrixName(colour.matrix)}`,
  ];
  return ['format=yuv420p', 'setsar=1', `setparams=field_mode=prog:${names.join(':')}`];
}

function orientationFilters({ mirrored, rotation }: Orientation): string[] {
  const turns = { 0: [], 90: ['transpose=clock'], 180: ['hflip', 'vflip'], 270: ['transpose=cclock'] };
  return [...(mirrored ? ['hflip'] : []), ...turns[rotation]];
}

/** Rounding that does not depend on the processor keeps segments the same on every machine. */
function scaling({ colour }: VideoTrack, { width, height, colour: output }: VideoRendition): string[] {
  const outputMatrix = scaleMatrix(output.matrix);
  const options = [
    `w=${width}`,
    `h=${height}`,
    'flags=bicubic+accurate_rnd+bitexact',
    `in_range=${colour.fullRange ? 'full' : 'limited'}`,
    'out_range=limited',
    `in_color_matrix=${scaleMatrix(colour.matrix) ?? outputMatrix ?? 'bt709'}`,
    `out_color_matrix=${outputMatrix ?? 'bt709'}`,
  ];
  return [`scale=${options.join(':')}`];
}

/** Matrix coefficients (ISO/IEC 23091-2 8.3) by the names of the scale filter; undefined for those it does not know. */
function scaleMatrix(matrix: number): string | undefined {
  return { 1: 'bt709', 4: 'fcc', 5: 'bt470', 6: 'smpte170m', 7: 'smpte240m', 9: 'bt2020' }[matrix];
}

/** From PQ or HLG to BT.709: scaled in linear light, highlights rolled off. 100 cd/m² is reference white. */
function toneMapping({ colour }: VideoTrack, { width, height }: VideoRendition): string[] {
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
