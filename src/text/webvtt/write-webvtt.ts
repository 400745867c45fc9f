/** The blocks of a WebVTT file (WebVTT 4). */
import type { Cue, CueSettings, Region } from '../cue.js';
import { writeTimestamp } from './timestamp.js';
import { writePayload } from './write-payload.js';

/** What cues refer to. */
interface WritableHead {
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

/** What stands before the first cue, without the empty line between: the header, style sheets and regions. */
export function webVttHead({ styles = [], regions = [] }: WritableHead, map?: TimestampMap): string {
  const header = ['WEBVTT', ...(map ? [timestampMap(map)] : [])].join('\n');
  return printable([header, ...styles.map(styleBlock), ...regions.map(regionBlock)].join('\n\n'));
}

/** A cue without the end of its last line. */
export function cueBlock({ id, start, end, settings, payload }: Cue): string {
  const times = [`${writeTimestamp(start)} --> ${writeTimestamp(end)}`, ...(settings ? words(settings) : [])];
  return printable([...(id ? [oneLine(id)] : []), times.join(' '), writePayload(payload)].join('\n'));
}

/** A WebVTT file has no U+0000 (WebVTT 4.1). */
function printable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

export function timestampMap({ mpegts, local }: TimestampMap): string {
  return `X-TIMESTAMP-MAP=MPEGTS:${mpegts},LOCAL:${writeTimestamp(local)}`;
}

/** Neither an empty line nor an arrow may stand in a style sheet. */
function styleBlock(sheet: string): string {
  return `STYLE\n${withoutArrows(sheet.replace(/[\r\n]+/g, '\n'))}`;
}

function regionBlock({ id, settings }: Region): string {
  return ['REGION', `id:${id}`, ...settings].join('\n');
}

function oneLine(id: string): string {
  return withoutArrows(id.replace(/[\r\n]+/g, ' '));
}

/** Only the times of a cue have an arrow. With a space in its place, what stood around it makes no other. */
function withoutArrows(text: string): string {
  return text.replaceAll('-->', ' ');
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
