/** Produces a video segment from the master's samples, without decoding or encoding. */
import { parseAvcConfiguration } from '../../isobmff/index.js';
import { type ByteSource, codecConfiguration, nalUnits, type VideoTrack } from '../../masters/index.js';
import type { CodedSample } from '../../packager/index.js';
import { readSamples } from '../feed/feed.js';
import { segmentSamples } from '../plan/segment-samples.js';
import { type FramesRequest, packageVideo } from './package-video.js';
import { segmentInvalid } from './segment-invalid.js';
import type { EncodedSegment } from './video-segment.js';

const ACCESS_UNIT_DELIMITER = 9;

/**
 * The content of the master's `avcC` box, for renditions with `passthrough`.
 * @throws OnplayError `segment_invalid` if it has none.
 */
export function sourceParameterSets(track: VideoTrack): Uint8Array {
  const content = codecConfiguration(track.sampleDescription, 'avcC');
  if (!content) throw segmentInvalid('the master has no avcC');
  return content.slice();
}

/**
 * Copies one segment of a rendition with `passthrough`.
 * @throws OnplayError `segment_invalid` where a sample does not consist of NAL units; the errors of reading the master.
 */
export async function copyVideoSegment(request: FramesRequest, source: ByteSource): Promise<EncodedSegment> {
  const startedAt = performance.now();
  const { track, map, segment } = request;
  const { first, end, frames } = segmentSamples(track, map, segment);
  const samples = await codedSamples(track, first, end, source);
  const readAt = performance.now();
  const ranks = new Uint32Array(end - first);
  frames.forEach((sample, rank) => {
    ranks[sample - first] = rank;
  });
  const times = Float64Array.from({ length: frames.length + 1 }, (_, i) =>
    i < frames.length ? track.samples.times[frames[i]!]! : map.boundaries[segment + 1]!,
  );
  const bytes = packageVideo(request, { samples, ranks, times });
  const timings = { feedMs: readAt - startedAt, encodeMs: 0, packageMs: performance.now() - readAt };
  return { bytes, timings };
}

async function codedSamples(
  track: VideoTrack,
  first: number,
  end: number,
  source: ByteSource,
): Promise<Pick<CodedSample, 'data' | 'sync'>[]> {
  const samples = await readSamples(track.samples, { first, end }, source);
  const configuration = parseAvcConfiguration(sourceParameterSets(track));
  if (!configuration) throw segmentInvalid("the master's avcC is malformed");
  return samples.map((data, i) => {
    assertNalUnits(data, configuration.lengthSize);
    const sync = track.samples.sync[first + i] === 1;
    return { data: i === 0 ? withParameterSets(data, configuration) : data, sync };
  });
}

function assertNalUnits(data: Uint8Array, lengthSize: number): void {
  let end = 0;
  for (const unit of nalUnits(data, lengthSize)) end = unit.end;
  if (end !== data.byteLength) throw segmentInvalid('a sample of the master does not consist of NAL units');
}

/** Lets a player decode the segment even if it appends it late, after another rendition's init segment. */
function withParameterSets(
  data: Uint8Array,
  {
    parameterSets,
    lengthSize,
  }: { readonly parameterSets: readonly Uint8Array[]; readonly lengthSize: number },
): Uint8Array {
  const [unit] = nalUnits(data, lengthSize);
  const hasDelimiter = unit && (data[unit.start]! & 0x1f) === ACCESS_UNIT_DELIMITER;
  const start = hasDelimiter ? unit.end : 0;
  const sets = parameterSets.flatMap((set) => [lengthField(set.byteLength, lengthSize), set]);
  return Buffer.concat([data.subarray(0, start), ...sets, data.subarray(start)]);
}

function lengthField(length: number, size: number): Uint8Array {
  if (length >= 256 ** size) throw segmentInvalid('a parameter set is too long for its length field');
  return Uint8Array.from({ length: size }, (_, i) => Math.floor(length / 256 ** (size - 1 - i)) % 256);
}
