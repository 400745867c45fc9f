import {
  type BoxSpan,
  boxesOfType,
  encoderOutputMalformed,
  fieldsOf,
  onlyBox,
  readAudioSpecificConfig,
  readBoxes,
  readMdhdTimescale,
  readTrex,
  type SampleDefaults,
} from '../../isobmff/index.js';

/** The sample entry of a track, which states how its samples are coded. */
export interface SampleEntry {
  /** Four-character code: `avc1`, `mp4a`. */
  readonly type: string;
  /** AVCDecoderConfigurationRecord, the contents of the `avcC` box (ISO/IEC 14496-15 5.3.3.1). */
  readonly avcC?: Uint8Array;
  /** AudioSpecificConfig from the `esds` box (ISO/IEC 14496-3 1.6.2.1). */
  readonly audioSpecificConfig?: Uint8Array;
}

/** The values of the only track in a movie box. */
export interface MovieHeader {
  readonly trackId: number;
  /** Ticks per second. */
  readonly timescale: number;
  readonly sampleEntry: SampleEntry;
  readonly defaults: SampleDefaults;
}

/** Size of the fields of a sample entry before its child boxes, in bytes (ISO/IEC 14496-12 8.5.2, 12.1.3 and 12.2.3). */
const SAMPLE_ENTRY_FIELDS = { vide: 78, soun: 28 } as const;

/**
 * Reads the `moov` box of a fragmented movie with exactly one track, of video or audio.
 * @throws OnplayError `encoder_output_malformed` for any other.
 */
export function readMovie(bytes: Uint8Array, moov: BoxSpan): MovieHeader {
  const mvex = onlyBox(bytes, moov, 'mvex');
  const { trackId, ...defaults } = readTrex(bytes, onlyBox(bytes, mvex, 'trex'));
  const mdia = onlyBox(bytes, onlyBox(bytes, moov, 'trak'), 'mdia');
  return {
    trackId,
    timescale: readMdhdTimescale(bytes, onlyBox(bytes, mdia, 'mdhd')),
    sampleEntry: readSampleEntry(bytes, mdia),
    defaults,
  };
}

function readSampleEntry(bytes: Uint8Array, mdia: BoxSpan): SampleEntry {
  const handlerType = readHandlerType(bytes, onlyBox(bytes, mdia, 'hdlr'));
  const stbl = onlyBox(bytes, onlyBox(bytes, mdia, 'minf'), 'stbl');
  const entry = onlySampleEntry(bytes, onlyBox(bytes, stbl, 'stsd'));
  const children = { ...entry, contentStart: entry.contentStart + SAMPLE_ENTRY_FIELDS[handlerType] };
  const [avcC] = boxesOfType(bytes, children, 'avcC');
  const [esds] = boxesOfType(bytes, children, 'esds');
  return {
    type: entry.type,
    ...(avcC && { avcC: bytes.subarray(avcC.contentStart, avcC.end) }),
    ...(esds && { audioSpecificConfig: readAudioSpecificConfig(bytes, esds) }),
  };
}

function readHandlerType(bytes: Uint8Array, hdlr: BoxSpan): keyof typeof SAMPLE_ENTRY_FIELDS {
  const fields = fieldsOf(bytes, hdlr);
  fields.skip(8);
  const type = fields.ascii(4);
  if (type === 'vide' || type === 'soun') return type;
  throw encoderOutputMalformed(`unexpected handler ${type}`);
}

function onlySampleEntry(bytes: Uint8Array, stsd: BoxSpan): BoxSpan {
  const fields = fieldsOf(bytes, stsd);
  fields.skip(8);
  const [entry, second] = readBoxes(bytes, fields.position, stsd.end);
  if (entry === undefined || second !== undefined) {
    throw encoderOutputMalformed('expected one sample description');
  }
  return entry;
}
