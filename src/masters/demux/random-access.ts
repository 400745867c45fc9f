/** Finds random access points: samples from which the decoder's output does not depend on anything before them. */

import { avcLengthSize, hevcLengthSize } from '../../isobmff/index.js';
import { nalUnits } from '../nal-units.js';
import { restoredSample, storedSize } from '../stored-samples.js';
import type { ByteSource } from '../stores/store.js';
import type { VideoTrack } from '../track.js';
import { codecConfiguration } from './sample-description.js';

/** Codecs in which every frame is a random access point. */
const INTRA_CODECS: ReadonlySet<string> = new Set(['prores', 'mjpeg', 'dnxhd']);
/** Enough for what precedes the first slice: access unit delimiter, parameter sets, SEI messages. */
const HEAD_BYTES = 4096;

/**
 * Whether everything from this sample on decodes the same whatever was decoded before: because the codec is intra-only,
 * or by the type of the first slice, such as an IDR picture's (ITU-T H.264 7.4.1.2.4, H.265 7.4.2.2). Ignores the sync
 * flag in the sample table. False when it cannot be determined.
 * @throws OnplayError `master_unreadable`, `master_changed`.
 */
export async function isRandomAccessPoint(
  track: Pick<VideoTrack, 'codec' | 'samples' | 'sampleDescription'>,
  sample: number,
  source: ByteSource,
): Promise<boolean> {
  if (INTRA_CODECS.has(track.codec)) return true;
  const format = nalFormat(track);
  return format !== undefined && isPoint(format, track, sample, source);
}

async function isPoint(
  format: NalFormat,
  { samples }: Pick<VideoTrack, 'samples'>,
  sample: number,
  source: ByteSource,
): Promise<boolean> {
  const head = await source.read(samples.offsets[sample]!, Math.min(storedSize(samples, sample), HEAD_BYTES));
  return format.isRandomAccessPoint(firstSliceType(restoredSample(samples, head), format));
}

interface NalFormat {
  /** Bytes of the length field before each NAL unit. */
  readonly lengthSize: number;
  /** `nal_unit_type`, from the first byte of a NAL unit. */
  typeOf(byte: number): number;
  isSlice(type: number): boolean;
  isRandomAccessPoint(type: number | undefined): boolean;
}

function nalFormat({
  codec,
  sampleDescription,
}: Pick<VideoTrack, 'codec' | 'sampleDescription'>): NalFormat | undefined {
  if (codec === 'h264') {
    const configuration = codecConfiguration(sampleDescription, 'avcC');
    return (
      configuration && {
        lengthSize: avcLengthSize(configuration),
        typeOf: (byte) => byte & 0x1f,
        isSlice: (type) => type >= 1 && type <= 5,
        isRandomAccessPoint: (type) => type === 5,
      }
    );
  }
  if (codec === 'hevc') {
    const configuration = codecConfiguration(sampleDescription, 'hvcC');
    return (
      configuration && {
        lengthSize: hevcLengthSize(configuration),
        typeOf: (byte) => (byte >> 1) & 0x3f,
        isSlice: (type) => type < 32,
        // BLA and IDR pictures. Not CRA: its leading pictures may refer to pictures before it.
        isRandomAccessPoint: (type) => type !== undefined && type >= 16 && type <= 20,
      }
    );
  }
  return undefined;
}

/** `nal_unit_type` of the first coded slice; undefined if none begins within the bytes. */
function firstSliceType(bytes: Uint8Array, { lengthSize, typeOf, isSlice }: NalFormat): number | undefined {
  for (const { start } of nalUnits(bytes, lengthSize)) {
    const type = typeOf(bytes[start]!);
    if (isSlice(type)) return type;
  }
  return undefined;
}

/** The beginning of each is read, which is not worth it for intra-only recordings. */
const MAX_SYNC_SAMPLES = 20_000;
const CONCURRENT_READS = 16;

/**
 * Returns the sync samples of an H.264 track for which `isRandomAccessPoint` holds, ascending: where passthrough may cut.
 * Undefined for other codecs, and for more than 20,000 sync samples.
 * @throws OnplayError `master_unreadable`, `master_changed`.
 */
export async function randomAccessPoints(
  track: Pick<VideoTrack, 'codec' | 'samples' | 'sampleDescription'>,
  source: ByteSource,
): Promise<Uint32Array | undefined> {
  if (track.codec !== 'h264') return undefined;
  const syncs = syncSamples(track.samples.sync);
  if (!syncs) return undefined;
  const format = nalFormat(track);
  if (!format) return new Uint32Array();
  const found: number[] = [];
  for (let first = 0; first < syncs.length; first += CONCURRENT_READS) {
    const batch = syncs.slice(first, first + CONCURRENT_READS);
    const arePoints = await Promise.all(batch.map((sample) => isPoint(format, track, sample, source)));
    found.push(...batch.filter((_, i) => arePoints[i]));
  }
  return Uint32Array.from(found);
}

/** Undefined for more than `MAX_SYNC_SAMPLES`. */
function syncSamples(sync: Uint8Array): number[] | undefined {
  const found: number[] = [];
  for (let sample = sync.indexOf(1); sample >= 0; sample = sync.indexOf(1, sample + 1)) {
    if (found.length === MAX_SYNC_SAMPLES) return undefined;
    found.push(sample);
  }
  return found;
}
