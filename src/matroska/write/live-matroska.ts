/** Writes Matroska of one track that is read while it is written: nothing in it says how long it is. */

import {
  element,
  elementHeader,
  floatElement,
  openElementHeader,
  textElement,
  unsignedElement,
} from '../ebml/write-element.js';
import { ID } from '../elements/ids.js';

/** The number by which blocks refer to the only track. */
const TRACK = 1;
const KEYFRAME = 0x80;
/** Track number, timestamp and flags of a block (RFC 9559 10.1). */
const BLOCK_HEADER_BYTES = 4;

/**
 * The beginning of the file: the EBML header, a segment of unknown size, and its track. Times are in nanoseconds, so that those
 * of any rate are exact to within one.
 * @param trackEntry contents of a track entry, as of `decoderEntry`.
 * @param duration in nanoseconds: that of the file the frames are from, by which decoders of TTA know how long the last frame is.
 */
export function liveHeader(trackEntry: Uint8Array, duration: number | undefined): Uint8Array {
  return Buffer.concat([
    element(
      ID.ebml,
      textElement(ID.docType, 'matroska'),
      unsignedElement(ID.docTypeVersion, 4),
      unsignedElement(ID.docTypeReadVersion, 2),
    ),
    openElementHeader(ID.segment),
    element(
      ID.info,
      unsignedElement(ID.timestampScale, 1),
      ...(duration === undefined ? [] : [floatElement(ID.duration, duration)]),
    ),
    element(ID.tracks, element(ID.trackEntry, unsignedElement(ID.trackNumber, TRACK), trackEntry)),
  ]);
}

/**
 * What precedes a frame: a cluster of its own, since times in a cluster are relative and of 16 bits.
 * @param nanoseconds a whole number. @param size of the frame in bytes.
 */
export function liveFrameHeader(nanoseconds: number, size: number, isSync: boolean): Uint8Array {
  const timestamp = unsignedElement(ID.timestamp, nanoseconds);
  const block = elementHeader(ID.simpleBlock, BLOCK_HEADER_BYTES + size);
  const clusterSize = timestamp.byteLength + block.byteLength + BLOCK_HEADER_BYTES + size;
  const header = Uint8Array.of(0x80 | TRACK, 0, 0, isSync ? KEYFRAME : 0);
  return Buffer.concat([elementHeader(ID.cluster, clusterSize), timestamp, block, header]);
}
