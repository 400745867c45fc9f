/** Audio whose channels or sample rate change within a segment: each part is decoded by itself, and laid out by time. */
import type { AudioTrack } from '../../../tracks/index.js';
import type { EncoderSettings } from '../../encoder.js';
import { audioFeedBytes } from '../../feed/audio-feed.js';
import { audioFeedPlan } from '../../feed/feed-plan.js';
import { decodeArguments, type SampleRange, UNCOMPRESSED_BYTES } from '../../plan/audio-plan.js';
import type { AudioRendition } from '../../rendition.js';
import { segmentInvalid } from '../../segment-invalid.js';
import { encodePiece } from '../encode/encode-chunk.js';
import type { SegmentContext } from '../producer.js';
import type { AudioFormat } from './audio-formats.js';

/** A stretch of a track of one format. */
interface AudioPart {
  /** The samples of this stretch alone. */
  readonly track: AudioTrack;
  /** Where it is presented, in samples at the output rate. */
  readonly range: SampleRange;
}

/** The parts of a range, one after the other; together they are the range. */
export function audioParts(
  track: AudioTrack,
  formats: readonly AudioFormat[],
  range: SampleRange,
  outputRate: number,
): readonly AudioPart[] {
  const { times, count } = track.samples;
  const clamp = (sample: number) => Math.min(Math.max(sample, range.startSample), range.endSample);
  const startOf = (format: AudioFormat) =>
    clamp(Math.round((times[format.firstSample]! * outputRate) / track.timescale));
  return formats.map((format, i) => {
    const next = formats[i + 1];
    const endSample = next ? startOf(next) : range.endSample;
    return {
      track: partTrack(track, format, next?.firstSample ?? count),
      range: { startSample: i === 0 ? range.startSample : startOf(format), endSample },
    };
  });
}

function partTrack(
  track: AudioTrack,
  { firstSample, channels, sampleRate }: AudioFormat,
  end: number,
): AudioTrack {
  const { times, offsets, sizes, sync, descriptions } = track.samples;
  const samples = {
    ...track.samples,
    count: end - firstSample,
    times: times.subarray(firstSample, end),
    offsets: offsets.subarray(firstSample, end),
    sizes: sizes.subarray(firstSample, end),
    sync: sync.subarray(firstSample, end),
    ...(descriptions && { descriptions: descriptions.subarray(firstSample, end) }),
  };
  return {
    ...track,
    ...{ channels, sampleRate, samples },
    start: Math.max(track.start, times[firstSample]!),
    end: end < track.samples.count ? Math.min(track.end, times[end]!) : track.end,
  };
}

/**
 * The parts as uncompressed audio in stereo at the output rate, exactly as many samples as their ranges have.
 * @throws OnplayError `segment_invalid`, `segment_unplayable`; the errors of reading the master and of running ffmpeg.
 */
export async function decodeParts(
  settings: EncoderSettings,
  parts: readonly AudioPart[],
  rendition: AudioRendition,
  { source, signal }: Pick<SegmentContext, 'source' | 'signal'>,
): Promise<Uint8Array> {
  const decoded: Uint8Array[] = [];
  for (const { track, range } of parts) {
    const bytes = UNCOMPRESSED_BYTES * (range.endSample - range.startSample);
    const plan = audioFeedPlan(track, range.startSample, range.endSample, rendition.sampleRate);
    if (!plan || bytes === 0) {
      decoded.push(new Uint8Array(bytes));
      continue;
    }
    const command = { args: decodeArguments(track, rendition, range) };
    const input = audioFeedBytes(track, plan, source);
    decoded.push(
      await encodePiece(settings, command, input, signal, ({ stdout }) => {
        if (stdout.byteLength < bytes) throw segmentInvalid('a part of the audio is too short');
        return stdout.subarray(0, bytes);
      }),
    );
  }
  return Buffer.concat(decoded);
}
