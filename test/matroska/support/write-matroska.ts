/** Writes Matroska (RFC 9559) of a few values, for tests alone. */
import { ID } from '../../../src/matroska/index.js';
import { element, float, integer, openElement, text, unsigned } from './write-ebml.js';

export interface TrackSpec {
  readonly number?: number;
  readonly type?: 'video' | 'audio' | 'text';
  readonly codecId?: string;
  readonly codecPrivate?: Uint8Array;
  /** Further elements of the track entry. */
  readonly more?: readonly Uint8Array[];
}

const TYPES = { video: 1, audio: 2, text: 17 } as const;

export function ebmlHeader(docType = 'matroska', ...more: readonly Uint8Array[]): Buffer {
  return element(ID.ebml, text(ID.docType, docType), unsigned(ID.docTypeReadVersion, 2), ...more);
}

export function info({ scale = 1_000_000, duration }: { scale?: number; duration?: number } = {}): Buffer {
  const stated = duration === undefined ? [] : [float(ID.duration, duration)];
  return element(ID.info, unsigned(ID.timestampScale, scale), ...stated);
}

export function trackEntry(track: TrackSpec = {}): Buffer {
  const { number = 1, type = 'video', codecId = 'V_MPEG4/ISO/AVC', codecPrivate, more = [] } = track;
  return element(
    ID.trackEntry,
    unsigned(ID.trackNumber, number),
    unsigned(ID.trackType, TYPES[type]),
    text(ID.codecId, codecId),
    ...(codecPrivate ? [element(ID.codecPrivate, codecPrivate)] : []),
    ...more,
  );
}

export const tracks = (...specs: readonly TrackSpec[]): Buffer =>
  element(ID.tracks, ...specs.map(trackEntry));

export const VIDEO: TrackSpec = { number: 1 };
export const AUDIO: TrackSpec = {
  ...{ number: 2, type: 'audio', codecId: 'A_AAC' },
  more: [element(ID.audio, float(ID.samplingFrequency, 48_000), unsigned(ID.channels, 2))],
};

export const KEYFRAME = 0x80;
export const INVISIBLE = 0x08;
export const LACING = { none: 0, xiph: 2, fixed: 4, ebml: 6 } as const;

/** The header of a block. @param time in ticks, relative to the cluster. */
export function blockHead(track: number, time: number, flags = 0): Buffer {
  const rest = Buffer.alloc(3);
  rest.writeInt16BE(time);
  rest.writeUInt8(flags, 2);
  return Buffer.concat([integer(track), rest]);
}

export function simpleBlock(track: number, time: number, flags: number, ...contents: Uint8Array[]): Buffer {
  return element(ID.simpleBlock, blockHead(track, time, flags), ...contents);
}

export interface GroupSpec {
  readonly track?: number;
  readonly time?: number;
  readonly flags?: number;
  readonly frame: Uint8Array;
  readonly duration?: number;
  /** Times of frames that it refers to; none for a keyframe. */
  readonly references?: readonly number[];
  readonly more?: readonly Uint8Array[];
}

export function blockGroup(group: GroupSpec): Buffer {
  const { track = 1, time = 0, flags = 0, frame, duration, references = [], more = [] } = group;
  return element(
    ID.blockGroup,
    element(ID.block, blockHead(track, time, flags), frame),
    ...(duration === undefined ? [] : [unsigned(ID.blockDuration, duration)]),
    ...references.map((reference) => element(ID.referenceBlock, Buffer.of(reference & 0xff))),
    ...more,
  );
}

export function cluster(timestamp: number, ...blocks: readonly Uint8Array[]): Buffer {
  return element(ID.cluster, unsigned(ID.timestamp, timestamp), ...blocks);
}

export function openCluster(timestamp: number, ...blocks: readonly Uint8Array[]): Buffer {
  return openElement(ID.cluster, unsigned(ID.timestamp, timestamp), ...blocks);
}

/** A whole file with one segment. */
export function matroska(...inSegment: readonly Uint8Array[]): Buffer {
  return Buffer.concat([ebmlHeader(), element(ID.segment, ...inSegment)]);
}

/** A whole file whose segment does not state its size. */
export function openMatroska(...inSegment: readonly Uint8Array[]): Buffer {
  return Buffer.concat([ebmlHeader('webm'), openElement(ID.segment, ...inSegment)]);
}

/** What follows the header of a block with the lacing of these frames (RFC 9559 10.3). */
export function lace(kind: 'xiph' | 'fixed' | 'ebml', frames: readonly Uint8Array[]): Buffer {
  const sizes = frames.slice(0, -1).map((frame) => frame.byteLength);
  return Buffer.concat([Buffer.of(frames.length - 1), ...LACE_SIZES[kind](sizes), ...frames]);
}

const LACE_SIZES = {
  fixed: () => [],
  xiph: (sizes: readonly number[]) =>
    sizes.map((size) => Buffer.concat([Buffer.alloc(Math.floor(size / 255), 255), Buffer.of(size % 255)])),
  ebml: (sizes: readonly number[]) =>
    sizes.map((size, i) => (i === 0 ? integer(size) : signedInteger(size - sizes[i - 1]!))),
};

function signedInteger(value: number): Uint8Array {
  let length = 1;
  while (Math.abs(value) >= 2 ** (7 * length - 1)) length++;
  return integer(value + 2 ** (7 * length - 1) - 1, length);
}
