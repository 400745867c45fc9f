/** Which samples a decoder can start at without anything of what came before having a say in what it gives out. */

import { nalUnits } from '../nal-units.js';
import type { ByteSource } from '../stores/store.js';
import type { VideoTrack } from '../track.js';
import { codecConfiguration } from './codec-configuration.js';

/** Codecs in which every picture stands alone. */
const INTRA_CODECS: ReadonlySet<string> = new Set(['prores', 'mjpeg', 'dnxhd']);
/** Enough for what comes before the first slice: delimiter, parameter sets, supplemental information. */
const HEAD_BYTES = 4096;

/**
 * Whether everything from this sample on decodes the same whatever was decoded before: the picture stands alone by its
 * codec, or its first slice says so, as an IDR picture's does (ITU-T H.264 7.4.1.2.4, H.265 7.4.2.2). What the sample
 * table says of it is not asked. False also where that cannot be told.
 * @throws OnplayError `master_unreadable`, `master_changed`.
 */
export async function isRandomAccessPoint(
  track: Pick<VideoTrack, 'codec' | 'samples' | 'sampleDescription'>,
  sample: number,
  source: ByteSource,
): Promise<boolean> {
  if (INTRA_CODECS.has(track.codec)) return true;
  const format = nalFormat(track);
  if (!format) return false;
  const { offsets, sizes } = track.samples;
  const head = await source.read(offsets[sample]!, Math.min(sizes[sample]!, HEAD_BYTES));
  return format.standsAlone(firstSliceType(head, format));
}

interface NalFormat {
  /** Bytes of the length in front of each NAL unit. */
  readonly lengthSize: number;
  /** `nal_unit_type` from the first byte of a unit. */
  typeOf(byte: number): number;
  isSlice(type: number): boolean;
  standsAlone(type: number | undefined): boolean;
}

function nalFormat({
  codec,
  sampleDescription,
}: Pick<VideoTrack, 'codec' | 'sampleDescription'>): NalFormat | undefined {
  if (codec === 'h264') {
    const configuration = codecConfiguration(sampleDescription, 'avcC');
    return (
      configuration && {
        lengthSize: ((configuration[4] ?? 0) & 3) + 1,
        typeOf: (byte) => byte & 0x1f,
        isSlice: (type) => type >= 1 && type <= 5,
        standsAlone: (type) => type === 5,
      }
    );
  }
  if (codec === 'hevc') {
    const configuration = codecConfiguration(sampleDescription, 'hvcC');
    return (
      configuration && {
        lengthSize: ((configuration[21] ?? 0) & 3) + 1,
        typeOf: (byte) => (byte >> 1) & 0x3f,
        isSlice: (type) => type < 32,
        // BLA and IDR pictures; a CRA picture's leading pictures refer to what came before.
        standsAlone: (type) => type !== undefined && type >= 16 && type <= 20,
      }
    );
  }
  return undefined;
}

/** Of the first coded slice; undefined where none begins within the bytes. */
function firstSliceType(bytes: Uint8Array, { lengthSize, typeOf, isSlice }: NalFormat): number | undefined {
  for (const { start } of nalUnits(bytes, lengthSize)) {
    const type = typeOf(bytes[start]!);
    if (isSlice(type)) return type;
  }
  return undefined;
}

/** Each is read; recordings with keyframes everywhere are not worth it. */
const MOST_SYNC_SAMPLES = 20_000;
const READS_AT_ONCE = 16;

/**
 * The sync samples of an H.264 track that `decodesAlone` holds for, ascending: where its samples may be cut. Undefined
 * for other codecs, and where there are too many to look at.
 * @throws OnplayError `master_unreadable`, `master_changed`.
 */
export async function independentSamples(
  track: Pick<VideoTrack, 'codec' | 'samples' | 'sampleDescription'>,
  source: ByteSource,
): Promise<Uint32Array | undefined> {
  if (track.codec !== 'h264') return undefined;
  const syncs = syncSamples(track.samples.sync);
  if (!syncs) return undefined;
  const found: number[] = [];
  for (let first = 0; first < syncs.length; first += READS_AT_ONCE) {
    const some = syncs.slice(first, first + READS_AT_ONCE);
    const standAlone = await Promise.all(some.map((sample) => isRandomAccessPoint(track, sample, source)));
    found.push(...some.filter((_, i) => standAlone[i]));
  }
  return Uint32Array.from(found);
}

/** Undefined where there are more than `MOST_SYNC_SAMPLES`. */
function syncSamples(sync: Uint8Array): number[] | undefined {
  const found: number[] = [];
  for (let sample = sync.indexOf(1); sample >= 0; sample = sync.indexOf(1, sample + 1)) {
    if (found.length === MOST_SYNC_SAMPLES) return undefined;
    found.push(sample);
  }
  return found;
}
