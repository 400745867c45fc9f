/** Writes a whole Matroska file of one track of subtitles, with times in milliseconds. */
import { element, elementHeader, textElement, unsignedElement } from '../ebml/write-element.js';
import { ID } from '../elements/ids.js';

export interface WrittenSubtitle {
  /** In whole milliseconds. */
  readonly start: number;
  readonly duration: number;
  readonly bytes: Uint8Array;
}

export interface SubtitleTrack {
  readonly codecId: string;
  readonly codecPrivate: Uint8Array;
}

const TRACK = 1;
/** `TrackType` of subtitles. */
const SUBTITLES = 17;
const NANOSECONDS_PER_MILLISECOND = 1_000_000;

/** @param subtitles in the order of their starts; each becomes a cluster of its own, since times in clusters have 16 bits. */
export function subtitleFile(
  { codecId, codecPrivate }: SubtitleTrack,
  subtitles: readonly WrittenSubtitle[],
): Uint8Array {
  const trackEntry = element(
    ID.trackEntry,
    unsignedElement(ID.trackNumber, TRACK),
    unsignedElement(ID.trackUid, TRACK),
    unsignedElement(ID.trackType, SUBTITLES),
    textElement(ID.codecId, codecId),
    ...(codecPrivate.byteLength > 0 ? [element(ID.codecPrivate, codecPrivate)] : []),
  );
  const content = Buffer.concat([
    element(ID.info, unsignedElement(ID.timestampScale, NANOSECONDS_PER_MILLISECOND)),
    element(ID.tracks, trackEntry),
    ...subtitles.map(cluster),
  ]);
  const header = element(
    ID.ebml,
    textElement(ID.docType, 'matroska'),
    unsignedElement(ID.docTypeVersion, 4),
    unsignedElement(ID.docTypeReadVersion, 2),
  );
  return Buffer.concat([header, elementHeader(ID.segment, content.byteLength), content]);
}

function cluster({ start, duration, bytes }: WrittenSubtitle): Uint8Array {
  const block = element(ID.block, Uint8Array.of(0x80 | TRACK, 0, 0, 0), bytes);
  return element(
    ID.cluster,
    unsignedElement(ID.timestamp, start),
    element(ID.blockGroup, block, unsignedElement(ID.blockDuration, duration)),
  );
}
