import type { MasterElement } from '../ebml/read-element.js';
import { element, textElement } from '../ebml/write-element.js';
import type { ContentEncoding } from './content-encodings.js';
import { ID } from './ids.js';
import { type StatedCodec, withOwnId } from './video-for-windows.js';

/** What a decoder is configured from. Orientation, crop and the shape of pixels are none of it. */
const VIDEO = [
  ID.pixelWidth,
  ID.pixelHeight,
  ID.flagInterlaced,
  ID.fieldOrder,
  ID.uncompressedFourCc,
  ID.colour,
] as const;
const AUDIO = [ID.samplingFrequency, ID.outputSamplingFrequency, ID.channels, ID.bitDepth] as const;

/**
 * The contents of a TrackEntry (RFC 9559 5.1.4.1) with what a decoder needs to know of `track`, without a number, and without
 * what changes times.
 * @param codec `codecPrivate` with what header stripping took from it.
 * @param encoding header stripping is undone, compression stays.
 */
export function decoderEntry(
  track: MasterElement,
  codec: StatedCodec,
  encoding: ContentEncoding | undefined,
): Uint8Array {
  const isCompressed = encoding?.kind === 'compressed';
  const { codecId, codecPrivate } = isCompressed ? codec : withOwnId(codec);
  const described = (id: number, ids: readonly number[]) => {
    const master = track.master(id);
    return master ? [element(id, ...copies(master, ids))] : [];
  };
  return Buffer.concat([
    ...copies(track, [ID.trackType]),
    textElement(ID.codecId, codecId),
    ...(codecPrivate.byteLength > 0 ? [element(ID.codecPrivate, codecPrivate)] : []),
    ...described(ID.video, VIDEO),
    ...described(ID.audio, AUDIO),
    ...(isCompressed ? copies(track, [ID.contentEncodings]) : []),
  ]);
}

function copies(master: MasterElement, ids: readonly number[]): readonly Uint8Array[] {
  return ids.flatMap((id) => {
    const content = master.binary(id);
    return content ? [element(id, content)] : [];
  });
}
