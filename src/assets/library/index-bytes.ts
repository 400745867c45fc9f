import { type MasterIndex, withoutColumns } from '../../masters/index.js';
import type { SampleTable, TextTrack, VideoTrack } from '../../tracks/index.js';

/** An estimate for everything beside the tables. */
const OVERHEAD_BYTES = 4096;
/** An estimate for an object of a list and what it has beside its texts. */
const ENTRY_BYTES = 200;

/** The memory that an index takes, in bytes: its tables exactly, and its lists by their texts, the rest as a flat overhead. */
export function indexBytes(index: MasterIndex): number {
  const { video, audio, text, growth, outline } = index;
  const tracks = [...(video ? [video] : []), ...audio];
  const tables = [...tracks.map((track) => tableBytes(track.samples)), ...text.map(textBytes)];
  const others = [growth?.resume, outline].flatMap((part) => withoutColumns(part ?? {}).columns);
  const otherBytes = others.map(({ byteLength }) => byteLength);
  return OVERHEAD_BYTES + listBytes(index) + sum([...tables, ...otherBytes, video ? frameBytes(video) : 0]);
}

/** Chapters and attachments, whose strings have at most two bytes for each character. */
function listBytes({ chapters, attachments }: MasterIndex): number {
  const characters = [
    ...chapters.map(({ title, language }) => title.length + language.length),
    ...attachments.map(({ name, mediaType }) => name.length + mediaType.length),
  ];
  return ENTRY_BYTES * characters.length + 2 * sum(characters);
}

function textBytes({ name, configuration, samples }: TextTrack): number {
  const { offsets, sizes, starts, ends, prefix } = samples;
  const columns = [offsets, sizes, starts, ends, configuration, ...(prefix ? [prefix] : [])];
  return ENTRY_BYTES + 2 * name.length + sum(columns.map(({ byteLength }) => byteLength));
}

function frameBytes({ frames, runs }: VideoTrack): number {
  const columns = [frames, ...(runs ? [runs.firsts, runs.rates, runs.shifts] : [])];
  return sum(columns.map(({ byteLength }) => byteLength));
}

function tableBytes({ offsets, sizes, times, sync, descriptions }: SampleTable): number {
  const columns = [offsets, sizes, times, sync, ...(descriptions ? [descriptions] : [])];
  return sum(columns.map(({ byteLength }) => byteLength));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
