/** WebVTT 4: a file, or a segment of one, which RFC 8216 3.5 has begin as any file does. */
import type { Cue, CueSettings, Region } from '../cue.js';
import { SEGMENT_LIMITS, type SegmentLimits } from '../limits.js';
import { writeTimestamp } from './timestamp.js';
import { writePayload } from './write-payload.js';

/** What is written: the cues in order, and what they refer to. */
export interface WritableText {
  readonly cues: readonly Cue[];
  readonly styles?: readonly string[];
  readonly regions?: readonly Region[];
}

/** RFC 8216 3.5: the time `local` of the cues is that of the clock of transport streams. */
export interface TimestampMap {
  /** In units of 1/90,000 s, modulo 2^33. */
  readonly mpegts: number;
  /** Milliseconds. */
  readonly local: number;
}

/** @returns a text that is the same for equal values. */
export function writeWebVtt({ cues, ...rest }: WritableText, map?: TimestampMap): string {
  return join(cues.map(cueBlock), rest, map);
}

/** The same for a segment, of which the first cues are kept. @returns also whether cues were left out. */
export function writeWebVttSegment(
  { cues, ...rest }: WritableText,
  map: TimestampMap,
  limits: SegmentLimits = SEGMENT_LIMITS,
): { readonly text: string; readonly isCut: boolean } {
  const blocks = firstBlocks(cues, limits);
  return { text: join(blocks, rest, map), isCut: blocks.length < cues.length };
}

function firstBlocks(cues: readonly Cue[], { maxCues, maxBytes }: SegmentLimits): readonly string[] {
  const blocks: string[] = [];
  let bytes = 0;
  for (const cue of cues.slice(0, maxCues)) {
    const block = cueBlock(cue);
    bytes += Buffer.byteLength(block);
    if (bytes > maxBytes) break;
    blocks.push(block);
  }
  return blocks;
}

function join(
  cues: readonly string[],
  { styles = [], regions = [] }: Omit<WritableText, 'cues'>,
  map?: TimestampMap,
): string {
  const header = ['WEBVTT', ...(map ? [timestampMap(map)] : [])].join('\n');
  const blocks = [header, ...styles.map(styleBlock), ...regions.map(regionBlock), ...cues];
  return `${blocks.join('\n\n')}\n`.replaceAll('\0', '\uFFFD');
}

function timestampMap({ mpegts, local }: TimestampMap): string {
  return `X-TIMESTAMP-MAP=MPEGTS:${mpegts},LOCAL:${writeTimestamp(local)}`;
}

/** Neither an empty line nor an arrow may stand in a style sheet. */
function styleBlock(sheet: string): string {
  return `STYLE\n${sheet.replaceAll('-->', '').replace(/[\r\n]+/g, '\n')}`;
}

function regionBlock({ id, settings }: Region): string {
  return ['REGION', `id:${id}`, ...settings].join('\n');
}

function cueBlock({ id, start, end, settings, payload }: Cue): string {
  const times = [`${writeTimestamp(start)} --> ${writeTimestamp(end)}`, ...(settings ? words(settings) : [])];
  return [...(id ? [oneLine(id)] : []), times.join(' '), writePayload(payload)].join('\n');
}

function oneLine(id: string): string {
  return id.replace(/[\r\n]+/g, ' ').replaceAll('-->', '');
}

function words({ vertical, line, position, size, align, region }: CueSettings): readonly string[] {
  const unit = line?.unit === 'percent' ? '%' : '';
  return [
    ...(vertical ? [`vertical:${vertical}`] : []),
    ...(line ? [`line:${line.value}${unit}${aligned(line.align)}`] : []),
    ...(position ? [`position:${position.percent}%${aligned(position.align)}`] : []),
    ...(size === undefined ? [] : [`size:${size}%`]),
    ...(align ? [`align:${align}`] : []),
    ...(region ? [`region:${region}`] : []),
  ];
}

function aligned(align: string | undefined): string {
  return align ? `,${align}` : '';
}
