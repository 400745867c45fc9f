/** What the stored sample description of a track says: its whole `stsd` box (ISO 14496-12 8.5.2). */
import {
  AUDIO_FIELDS_BYTES,
  type AudioDescription,
  type Box,
  firstSampleEntry,
  leadingEntries,
  readAudioSampleEntry,
  readAudioSpecificConfig,
  readDecoderConfig,
  readVisualSampleEntry,
  sampleEntries,
  stsd,
  VISUAL_FIELDS_BYTES,
  type VisualDescription,
} from '../isobmff/index.js';
import { codecUnsupported, encrypted } from '../tracks/index.js';
import { masterBox, masterBoxes } from './master-boxes.js';

/** Reserved, and the index of the data reference: what all entries begin with. */
const ENTRY_FIELDS_BYTES = 8;

export interface SampleEntry {
  /** The four-character code of the coding, such as `avc1`. */
  readonly type: string;
  readonly video?: VisualDescription;
  readonly audio?: AudioDescription;
}

/** Returns the coding of every entry. @throws OnplayError `master_damaged`. */
export function codingsOf(stsd: Uint8Array): string[] {
  return Array.from(entriesIn(stsd), ({ type }) => type);
}

/**
 * Reads the first entry.
 * @throws OnplayError `master_encrypted`, `master_codec_unsupported` when it has no entry, `master_damaged`.
 */
export function readSampleEntry(stsd: Uint8Array, handler: string): SampleEntry {
  const [entry] = entriesIn(stsd);
  if (!entry) throw codecUnsupported('none named');
  const { type } = entry;
  if (/^(enc[va]|drm[si])$/.test(type)) throw encrypted();
  if (handler === 'vide') return { type, video: readVisualSampleEntry(entry) };
  if (handler === 'soun') return { type, audio: readAudioSampleEntry(entry) };
  return { type };
}

/** The `stsd` box with only one of its entries, counted from 1; as it is if there is none such, or no other. */
export function onlyEntry(sampleDescription: Uint8Array, description: number): Uint8Array {
  const [box] = masterBoxes(sampleDescription).leadingChildren();
  const entries = box ? Array.from(leadingEntries(box)) : [];
  const entry = entries[description - 1];
  if (!entry || entries.length === 1) return sampleDescription;
  return stsd(sampleDescription.subarray(entry.start, entry.end));
}

/**
 * The `stsd` box without the pixel aspect ratios (ISO/IEC 14496-12 12.1.4) of its video: a decoder then says what the stream
 * itself has.
 */
export function withoutAspect(sampleDescription: Uint8Array): Uint8Array {
  const copy = sampleDescription.slice();
  const [box] = masterBoxes(copy).leadingChildren();
  for (const entry of box ? leadingEntries(box) : []) {
    for (const { type, start } of entry.leadingChildren(VISUAL_FIELDS_BYTES))
      if (type === 'pasp') copy.set(Buffer.from('free', 'latin1'), start + 4);
  }
  return copy;
}

/** Contents of a configuration box of the first entry, as a view of `stsd`; undefined if not found. */
export function codecConfiguration(stsd: Uint8Array, type: 'avcC' | 'hvcC'): Uint8Array | undefined {
  return visualBox(stsd, type)?.content;
}

/**
 * The codec that the `esds` box of the first entry names (`objectTypeIndication`, ISO/IEC 14496-1 table 5), and its
 * DecoderSpecificInfo; undefined if not found.
 */
export function visualDecoderConfig(stsd: Uint8Array): ReturnType<typeof readDecoderConfig> {
  const esds = visualBox(stsd, 'esds');
  return esds && readDecoderConfig(esds);
}

/** The `objectTypeIndication` (ISO/IEC 14496-1 table 5) of a first entry that has nothing before its `esds` box. */
export function systemsObjectType(stsd: Uint8Array | undefined): number | undefined {
  const entry = stsd && readableEntry(stsd);
  const esds = entry?.leadingChildren(ENTRY_FIELDS_BYTES).find(({ type }) => type === 'esds');
  return esds && readDecoderConfig(esds)?.objectType;
}

function visualBox(stsd: Uint8Array, type: string): Box | undefined {
  return readableEntry(stsd)
    ?.leadingChildren(VISUAL_FIELDS_BYTES)
    .find((box) => box.type === type);
}

/**
 * Returns the AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1) of the first entry, as a view of `stsd`. Undefined when that
 * entry is not a well-formed `mp4a` with `esds`.
 */
export function audioConfiguration(stsd: Uint8Array): Uint8Array | undefined {
  const entry = readableEntry(stsd);
  if (entry?.type !== 'mp4a') return undefined;
  const esds = entry.leadingChildren(AUDIO_FIELDS_BYTES).find(({ type }) => type === 'esds');
  return esds && readAudioSpecificConfig(esds);
}

function* entriesIn(stsd: Uint8Array): Generator<Box, void> {
  const box = masterBox(stsd);
  if (box) yield* sampleEntries(box);
}

/** The first entry; undefined where `entriesIn` would throw or yield none. */
function readableEntry(stsd: Uint8Array): Box | undefined {
  const [box] = masterBoxes(stsd).leadingChildren();
  return box && firstSampleEntry(box);
}
