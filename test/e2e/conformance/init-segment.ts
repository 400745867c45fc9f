/** Reads what an init segment declares about its track. */
import { asBox, type Box } from './boxes.js';

export interface InitSegment {
  readonly brands: readonly string[];
  readonly handler: string;
  /** From `mdhd`: ticks per second, and the ISO 639-2 language code. */
  readonly timescale: number;
  readonly language: string;
  /** The codecs string (RFC 6381), derived from the sample entry. */
  readonly codecs: string;
  /** Start of the presentation on the media timeline, in ticks; undefined without an edit list. */
  readonly editMediaTime: number | undefined;
  /** From `tkhd`; the 16.16 and 2.30 fixed-point values as numbers. */
  readonly matrix: readonly number[];
  readonly trackSize: readonly [width: number, height: number];
  readonly video?: VideoEntry;
  readonly audio?: { readonly channels: number; readonly sampleRate: number };
  readonly defaults: SampleDefaults;
}

export interface VideoEntry {
  readonly size: readonly [width: number, height: number];
  /** From `pasp`; undefined without it. */
  readonly pixelAspect: readonly [horizontal: number, vertical: number] | undefined;
  /** From `colr`: type, primaries, transfer, matrix, full range. */
  readonly colour: readonly [type: string, ...codePoints: number[]] | undefined;
}

/** Defaults from `trex`. */
export interface SampleDefaults {
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

/** Bytes from the body of a sample entry to its child boxes (ISO/IEC 14496-12 12.1.3, 12.2.3). */
const VISUAL_FIELDS = 78;
const AUDIO_FIELDS = 28;

export function readInitSegment(file: Buffer): InitSegment {
  const top = asBox(file);
  const trak = top.only('moov', 'trak');
  const mdia = trak.only('mdia');
  const mdhd = mdia.only('mdhd');
  const afterTimes = mdhd.version === 1 ? 20 : 12;
  const handler = mdia.only('hdlr').body.toString('latin1', 8, 12);
  const [entry] = mdia.only('minf', 'stbl', 'stsd').children(8);
  if (!entry) throw new Error('no sample entry');
  return {
    brands: brandsOf(top.only('ftyp')),
    handler,
    timescale: mdhd.body.readUInt32BE(afterTimes),
    language: languageOf(mdhd.body.readUInt16BE(afterTimes + (mdhd.version === 1 ? 12 : 8))),
    editMediaTime: editMediaTimeOf(trak),
    ...trackHeaderOf(trak.only('tkhd')),
    ...(handler === 'vide' ? videoOf(entry) : audioOf(entry)),
    defaults: defaultsOf(top.only('moov', 'mvex', 'trex')),
  };
}

function brandsOf({ body }: Box): string[] {
  const rest = body.subarray(8).toString('latin1').match(/.{4}/gs) ?? [];
  return [body.toString('latin1', 0, 4), ...rest];
}

function languageOf(packed: number): string {
  return [10, 5, 0].map((shift) => String.fromCharCode(((packed >> shift) & 31) + 0x60)).join('');
}

/** The media time of an edit list with a single edit (ISO/IEC 14496-12 8.6.6). */
function editMediaTimeOf(trak: Box): number | undefined {
  const elst = trak.maybe('edts')?.only('elst');
  if (!elst) return undefined;
  if (elst.body.readUInt32BE(4) !== 1) throw new Error('more than one edit');
  return elst.version === 1 ? Number(elst.body.readBigInt64BE(16)) : elst.body.readInt32BE(12);
}

function trackHeaderOf(tkhd: Box): Pick<InitSegment, 'matrix' | 'trackSize'> {
  const matrixStart = tkhd.version === 1 ? 52 : 40;
  const fixed = (index: number) => tkhd.body.readInt32BE(matrixStart + 4 * index);
  return {
    matrix: Array.from({ length: 9 }, (_, index) => fixed(index) / (index % 3 === 2 ? 2 ** 30 : 65_536)),
    trackSize: [fixed(9) / 65_536, fixed(10) / 65_536],
  };
}

function videoOf(entry: Box): Pick<InitSegment, 'codecs' | 'video'> {
  const avcC = entry.maybe('avcC', VISUAL_FIELDS)?.body;
  if (!avcC) throw new Error('no avcC box');
  const pasp = entry.maybe('pasp', VISUAL_FIELDS)?.body;
  const colr = entry.maybe('colr', VISUAL_FIELDS)?.body;
  return {
    codecs: `${entry.type}.${avcC.toString('hex', 1, 4)}`,
    video: {
      size: [entry.body.readUInt16BE(24), entry.body.readUInt16BE(26)],
      pixelAspect: pasp && [pasp.readUInt32BE(0), pasp.readUInt32BE(4)],
      colour: colr && [
        colr.toString('latin1', 0, 4),
        ...[4, 6, 8].map((index) => colr.readUInt16BE(index)),
        colr.readUInt8(10) >> 7,
      ],
    },
  };
}

function audioOf(entry: Box): Pick<InitSegment, 'codecs' | 'audio'> {
  const esds = entry.maybe('esds', AUDIO_FIELDS);
  if (!esds) throw new Error('no esds box');
  const { objectType, audioObjectType } = decoderConfigOf(esds.body.subarray(4));
  return {
    codecs: `${entry.type}.${objectType.toString(16)}.${audioObjectType}`,
    audio: { channels: entry.body.readUInt16BE(16), sampleRate: entry.body.readUInt32BE(24) / 65_536 },
  };
}

/** ISO/IEC 14496-1 7.2.6: ES_Descriptor, in it DecoderConfigDescriptor, in it DecoderSpecificInfo. */
function decoderConfigOf(descriptors: Buffer): { objectType: number; audioObjectType: number } {
  const stream = descriptor(descriptors, 3);
  const config = descriptor(stream.subarray(3), 4);
  const specific = descriptor(config.subarray(13), 5);
  return { objectType: config.readUInt8(0), audioObjectType: specific.readUInt8(0) >> 3 };
}

/** The content of the first descriptor, which must have this tag. */
function descriptor(bytes: Buffer, tag: number): Buffer {
  if (bytes[0] !== tag) throw new Error(`descriptor ${bytes[0]}, not ${tag}`);
  let position = 1;
  let length = 0;
  for (let more = true; more; position++) {
    const byte = bytes.readUInt8(position);
    length = length * 128 + (byte & 127);
    more = byte >= 128;
  }
  return bytes.subarray(position, position + length);
}

function defaultsOf({ body }: Box): SampleDefaults {
  return {
    duration: body.readUInt32BE(12),
    size: body.readUInt32BE(16),
    flags: body.readUInt32BE(20),
  };
}
