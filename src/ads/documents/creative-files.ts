/** The files of a linear creative (VAST 4.3, `MediaFiles`), in the order in which they are worth being played. Pure. */
import type { CreativeFile } from './advert.js';
import { childOf, childrenOf, type Element } from './element.js';
import { MAX_FILES } from './limits.js';
import { readCount, readUrl } from './values.js';

/** Containers that masters may be in. What a file really holds, its bytes say. */
const TYPES: readonly string[] = [
  'video/mp4',
  'video/quicktime',
  'video/x-m4v',
  'video/webm',
  'video/x-matroska',
];
/** Of its shorter side, in pixels. Larger files are fetched for little: a break is of the ladder of its programme. */
const MAX_HEIGHT = 1080;

/** Those that can be fetched whole and are played without a program of their own (VPAID, SIMID): the best first. */
export function creativeFiles(linear: Element): readonly CreativeFile[] {
  const list = childOf(linear, 'MediaFiles');
  const files = childrenOf(list, 'MediaFile', MAX_FILES).filter(isProgressive);
  const mezzanines = childrenOf(list, 'Mezzanine', MAX_FILES);
  return [
    ...files.flatMap((file) => fileOf(file, false)),
    ...mezzanines.flatMap((file) => fileOf(file, true)),
  ].sort(byWorth);
}

function isProgressive({ attributes }: Element): boolean {
  return (attributes.get('delivery') ?? 'progressive') === 'progressive' && !attributes.get('apiFramework');
}

function fileOf({ attributes, text }: Element, isMezzanine: boolean): readonly CreativeFile[] {
  const url = readUrl(text);
  const type = (attributes.get('type') ?? '').split(';')[0]!.trim().toLowerCase();
  if (url === undefined || !TYPES.includes(type)) return [];
  const width = readCount(attributes.get('width'));
  const height = readCount(attributes.get('height'));
  const bitrate = readCount(attributes.get('bitrate')) ?? readCount(attributes.get('maxBitrate'));
  return [
    {
      ...{ url, type, isMezzanine },
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
      ...(bitrate !== undefined && { bitrate }),
    },
  ];
}

/**
 * A file that was made to be played before the mezzanine, which has hundreds of megabytes; MP4 before what may have to be
 * remuxed; then the larger picture up to `MAX_HEIGHT`, and the higher bitrate.
 */
function byWorth(a: CreativeFile, b: CreativeFile): number {
  return (
    Number(a.isMezzanine) - Number(b.isMezzanine) ||
    Number(!isMp4(a)) - Number(!isMp4(b)) ||
    sizeOf(b) - sizeOf(a) ||
    (b.bitrate ?? 0) - (a.bitrate ?? 0)
  );
}

function isMp4({ type }: CreativeFile): boolean {
  return type === 'video/mp4' || type === 'video/x-m4v' || type === 'video/quicktime';
}

/** Negative for those that are too large, of which the smaller is better. */
function sizeOf({ width = 0, height = 0 }: CreativeFile): number {
  const size = Math.min(width, height);
  return size > MAX_HEIGHT ? -size : size;
}
