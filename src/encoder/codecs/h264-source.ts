/** The samples of a master's H.264 track: NAL units, each preceded by its length, beside an `avcC` box (ISO/IEC 14496-15 5). */

import { nalUnits } from '../../bitstream/index.js';
import { codecConfiguration } from '../../demux/index.js';
import { parseAvcConfiguration } from '../../isobmff/index.js';
import type { VideoTrack } from '../../tracks/index.js';
import type { VideoRendition } from '../rendition.js';
import { segmentInvalid } from '../segment-invalid.js';

type AvcConfiguration = NonNullable<ReturnType<typeof parseAvcConfiguration>>;

/** Baseline, Main and High: 8 bits of 4:2:0, which every H.264 player decodes. */
const PLAYABLE_PROFILES: ReadonlySet<number> = new Set([66, 77, 100]);
/** Level 5.2: 2160p at 60 frames a second. */
const HIGHEST_PLAYABLE_LEVEL = 52;

/** `nal_unit_type` (ITU-T H.264 table 7-1). */
const NON_IDR_SLICE = 1;
const IDR_SLICE = 5;
const ACCESS_UNIT_DELIMITER = 9;

/** RFC 6381 3.3: profile, constraint flags and level, each of two hexadecimal digits. */
export function avcCodecsString({
  profile,
  constraints,
  level,
}: Pick<AvcConfiguration, 'profile' | 'constraints' | 'level'>): string {
  const digits = (value: number) => value.toString(16).padStart(2, '0');
  return `avc1.${[profile, constraints, level].map(digits).join('')}`;
}

/** Of a profile and level that every H.264 player decodes. See `VideoCodec`. */
export function playable(track: VideoTrack): Pick<VideoRendition, 'codecs' | 'level'> | undefined {
  const configuration = configurationOf(track);
  if (!configuration) return undefined;
  const { profile, level } = configuration;
  if (!PLAYABLE_PROFILES.has(profile) || level > HIGHEST_PLAYABLE_LEVEL) return undefined;
  return { codecs: avcCodecsString(configuration), level };
}

/** Tells non-reference pictures (`nal_ref_idc` 0, ITU-T H.264 7.4.1). See `VideoCodec`. */
export function nonReferenceTest(track: VideoTrack): ((sample: Uint8Array) => boolean) | undefined {
  const configuration = configurationOf(track);
  return configuration && ((sample) => isNonReference(sample, configuration.lengthSize));
}

/** Reads the first slice only: `nal_ref_idc` is 0 in all slices of a picture or in none. */
function isNonReference(sample: Uint8Array, lengthSize: number): boolean {
  for (const { start } of nalUnits(sample, lengthSize)) {
    const header = sample[start]!;
    const type = typeOf(header);
    if (type >= NON_IDR_SLICE && type <= IDR_SLICE) return type === NON_IDR_SLICE && (header & 0x60) === 0;
  }
  return false;
}

/** The content of the `avcC` box. See `VideoCodec`. */
export function sourceConfiguration({ sampleDescription }: VideoTrack): Uint8Array {
  const content = codecConfiguration(sampleDescription, 'avcC');
  if (!content) throw segmentInvalid('the master has no avcC');
  return content.slice();
}

/** With the parameter sets in front of the first sample. See `VideoCodec`. */
export function copied(track: VideoTrack, samples: readonly Uint8Array[]): readonly Uint8Array[] {
  const configuration = requireConfiguration(track);
  for (const sample of samples) assertNalUnits(sample, configuration.lengthSize);
  return samples.map((sample, i) => (i === 0 ? withParameterSets(sample, configuration) : sample));
}

/** See `VideoCodec`. */
export function copiedHeaderBytes(track: VideoTrack): number {
  const { parameterSets, lengthSize } = requireConfiguration(track);
  return parameterSets.reduce((sum, set) => sum + lengthSize + set.byteLength, 0);
}

function requireConfiguration(track: VideoTrack): AvcConfiguration {
  const configuration = parseAvcConfiguration(sourceConfiguration(track));
  if (!configuration) throw segmentInvalid("the master's avcC is malformed");
  return configuration;
}

function assertNalUnits(data: Uint8Array, lengthSize: number): void {
  let end = 0;
  for (const unit of nalUnits(data, lengthSize)) end = unit.end;
  if (end !== data.byteLength) throw segmentInvalid('a sample of the master does not consist of NAL units');
}

/** Lets a player decode the segment even if it appends it late, after another rendition's init segment. */
function withParameterSets(
  data: Uint8Array,
  { parameterSets, lengthSize }: Pick<AvcConfiguration, 'parameterSets' | 'lengthSize'>,
): Uint8Array {
  const [unit] = nalUnits(data, lengthSize);
  const hasDelimiter = unit && typeOf(data[unit.start]!) === ACCESS_UNIT_DELIMITER;
  const start = hasDelimiter ? unit.end : 0;
  const sets = parameterSets.flatMap((set) => [lengthField(set.byteLength, lengthSize), set]);
  return Buffer.concat([data.subarray(0, start), ...sets, data.subarray(start)]);
}

function lengthField(length: number, size: number): Uint8Array {
  if (length >= 256 ** size) throw segmentInvalid('a parameter set is too long for its length field');
  return Uint8Array.from({ length: size }, (_, i) => Math.floor(length / 256 ** (size - 1 - i)) % 256);
}

/** `nal_unit_type`, from the first byte of a NAL unit. */
function typeOf(header: number): number {
  return header & 0x1f;
}

function configurationOf({ sampleDescription }: VideoTrack): AvcConfiguration | undefined {
  const content = codecConfiguration(sampleDescription, 'avcC');
  return content && parseAvcConfiguration(content);
}
