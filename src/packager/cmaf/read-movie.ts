import {
  AUDIO_FIELDS_BYTES,
  type Box,
  readAudioSpecificConfig,
  readHdlr,
  readMdhd,
  readTrex,
  type SampleDefaults,
  sampleEntries,
  VISUAL_FIELDS_BYTES,
} from '../../isobmff/index.js';
import { encoderOutputMalformed } from './encoder-output.js';

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

/** Bytes of fields before the boxes of a sample entry, by the handler type of its track. */
const ENTRY_FIELDS_BYTES: Readonly<Record<string, number>> = {
  vide: VISUAL_FIELDS_BYTES,
  soun: AUDIO_FIELDS_BYTES,
};

/**
 * Reads the `moov` box of a fragmented movie with exactly one track, of video or audio.
 * @throws OnplayError `encoder_output_malformed` for any other.
 */
export function readMovie(moov: Box): MovieHeader {
  const { trackId, ...defaults } = readTrex(moov.only('mvex').only('trex'));
  const mdia = moov.only('trak').only('mdia');
  const { timescale } = readMdhd(mdia.only('mdhd'));
  if (timescale === 0) throw encoderOutputMalformed('the timescale is 0');
  return { trackId, timescale, sampleEntry: readSampleEntry(mdia), defaults };
}

function readSampleEntry(mdia: Box): SampleEntry {
  const handler = readHdlr(mdia.only('hdlr')).type;
  const fieldsBytes = ENTRY_FIELDS_BYTES[handler];
  if (fieldsBytes === undefined) throw encoderOutputMalformed(`unexpected handler ${handler}`);
  const entry = onlySampleEntry(mdia.only('minf').only('stbl').only('stsd'));
  const boxes = Array.from(entry.children(fieldsBytes));
  const avcC = boxes.find(({ type }) => type === 'avcC')?.content;
  const esds = boxes.find(({ type }) => type === 'esds');
  return {
    type: entry.type,
    ...(avcC && { avcC }),
    ...(esds && { audioSpecificConfig: requireAudioSpecificConfig(esds) }),
  };
}

function requireAudioSpecificConfig(esds: Box): Uint8Array {
  const config = readAudioSpecificConfig(esds);
  if (config === undefined) throw encoderOutputMalformed('an esds box without an AudioSpecificConfig');
  return config;
}

function onlySampleEntry(stsd: Box): Box {
  const [entry, second] = sampleEntries(stsd);
  if (entry === undefined || second !== undefined)
    throw encoderOutputMalformed('expected one sample description');
  return entry;
}
