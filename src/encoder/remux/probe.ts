/** Decodes the first samples of a track to learn its format. */

import type { AudioFacts, DecodableTrack, VideoFacts } from '../../masters/index.js';
import type { OnplayError } from '../../shared/errors.js';
import type { ByteSource } from '../../stores/index.js';
import { audioUnsupported, codecUnsupported, damaged } from '../../tracks/index.js';
import type { EncoderSettings } from '../encoder.js';
import { readAudioSamples } from '../feed/audio-feed.js';
import { feedBytes, feedFormat } from '../feed/feed.js';
import type { FeedPlan } from '../feed/feed-plan.js';
import { isSplittable, splitFrames } from '../feed/split-frames.js';
import { GLOBAL_ARGUMENTS, pipeInputArguments } from '../ffmpeg/arguments.js';
import { isOutOfProcessorTime, stderrOfFailure } from '../ffmpeg/outcome.js';
import { STEREO_FILTER } from '../plan/audio-plan.js';
import { matrixCode, primariesCode, transferCode } from '../plan/colour-names.js';
import { runOrFeed } from '../run-or-feed.js';

/** Enough for decoders that delay their output; most need one. */
const PROBE_SAMPLES = 24;
const PROBE_BYTES = 32 * 1024 * 1024;
const PROBED_FRAMES = 3;
/** Where times do not reveal reordering, more frames have to be checked for B-frames. */
const PROBED_FRAMES_WITHOUT_REORDERING = 12;
/** Tens of times what the slowest decoder takes; a viewer may be waiting for the refusal of a bad master. */
const PROBE_PROCESSOR_SECONDS = 20;
/** Beside other work; whether it was the master's fault only processor time can tell. */
const PROBE_TIMEOUT_MS = 60_000;
/** In Hz. Speech has eight times that; below it a packet may last for minutes, and every segment would decode it whole. */
const MIN_SAMPLE_RATE = 1000;
/** Enough to keep the description of the track, which ffmpeg prints before any decode errors. */
const MAX_STDERR_BYTES = 1024 * 1024;

/**
 * Returns codec, size, pixel format, colour and interlacing of a video track.
 * @throws OnplayError `master_codec_unsupported` or `master_damaged`; the errors of reading the master and running ffmpeg.
 */
export async function probeVideo(
  settings: EncoderSettings,
  track: DecodableTrack,
  source: ByteSource,
  signal: AbortSignal,
): Promise<VideoFacts> {
  const report = await decodeFirstSamples(settings, track, source, signal);
  const frame = /showinfo[^\n]*? fmt:(\w+) .*?sar:(\d+)\/(\d+) s:(\d+)x(\d+) i:([PTB?])/.exec(report);
  if (!frame) throw undecodable(report);
  const [, pixelFormat = '', horizontal, vertical, width, height, interlacing] = frame;
  const hasAspect = Number(horizontal) > 0 && Number(vertical) > 0;
  return {
    codec: codecOf(report),
    width: Number(width),
    height: Number(height),
    pixelFormat,
    ...(hasAspect
      ? { pixelAspectRatio: { horizontal: Number(horizontal), vertical: Number(vertical) } }
      : {}),
    colour: {
      primaries: primariesCode(wordAfter(report, 'color_primaries')),
      transfer: transferCode(wordAfter(report, 'color_trc')),
      matrix: matrixCode(wordAfter(report, 'color_space')),
      fullRange: wordAfter(report, 'color_range') === 'pc' || pixelFormat.startsWith('yuvj'),
    },
    interlaced: interlacing === 'T' || interlacing === 'B',
    bidirectional: /showinfo[^\n]* type:B/.test(report),
  };
}

/**
 * Returns codec, channels, sample rate in Hz and frame size of an audio track.
 * @throws OnplayError `master_codec_unsupported`, `master_audio_unsupported` or `master_damaged`; the errors of reading the
 *         master and running ffmpeg.
 */
export async function probeAudio(
  settings: EncoderSettings,
  track: DecodableTrack,
  source: ByteSource,
  signal: AbortSignal,
): Promise<AudioFacts> {
  const report = await decodeFirstSamples(settings, track, source, signal);
  const frame = /ashowinfo[^\n]*? fmt:\w+ [^\n]*/.exec(report)?.[0];
  const channels = Number(/ channels:(\d+)/.exec(frame ?? '')?.[1]);
  const sampleRate = Number(/ rate:(\d+)/.exec(frame ?? '')?.[1]);
  if (!(channels > 0) || !(sampleRate > 0)) throw unmixable(report) ?? undecodable(report);
  if (sampleRate < MIN_SAMPLE_RATE) throw audioUnsupported(`a sample rate of ${sampleRate} Hz`);
  const codec = codecOf(report);
  const sizes = new Set(
    [...report.matchAll(/ashowinfo[^\n]*? nb_samples:(\d+)/g)].slice(1, -1).map(([, size]) => Number(size)),
  );
  const [size = 0] = sizes;
  return {
    codec,
    channels,
    sampleRate,
    samplesPerFrame: sizes.size === 1 && !codec.startsWith('pcm_') ? size : 0,
    ...(isSplittable(codec) ? { framesPerSample: await usualFrameCount(track, codec, source) } : {}),
  };
}

/** The median number of codec frames in the first samples. */
async function usualFrameCount(track: DecodableTrack, codec: string, source: ByteSource): Promise<number> {
  const samples = await readAudioSamples(track.samples, firstSamples(track), source);
  const counts = samples.map((sample) => splitFrames(codec, sample).length).sort((a, b) => a - b);
  return counts[counts.length >> 1] ?? 1;
}

/** ffmpeg's standard error, also when it failed: the caller derives the reason from it. */
async function decodeFirstSamples(
  settings: EncoderSettings,
  track: DecodableTrack,
  source: ByteSource,
  signal: AbortSignal,
): Promise<string> {
  const { binary, registry, memoryBytes } = settings;
  const limits = {
    timeoutMs: PROBE_TIMEOUT_MS,
    processorSeconds: PROBE_PROCESSOR_SECONDS,
    memoryBytes,
    maxOutputBytes: 1024,
    maxStderrBytes: MAX_STDERR_BYTES,
  };
  const input = feedBytes(track, firstSamples(track), source);
  try {
    const args = probeArguments(track);
    return (await runOrFeed(settings, { binary, registry, args, limits }, { input, signal })).stderr;
  } catch (error) {
    if (isOutOfProcessorTime(error)) throw damaged('decoding its first samples takes too long', error);
    return stderrOfFailure(error, signal);
  }
}

function probeArguments(track: DecodableTrack): string[] {
  const { kind, samples } = track;
  const ordered = samples.times
    .subarray(0, PROBE_SAMPLES)
    .every((time, i, times) => i === 0 || time >= times[i - 1]!);
  const frames = ordered ? PROBED_FRAMES_WITHOUT_REORDERING : PROBED_FRAMES;
  // Downmixes audio as for a segment, to find out now if that is impossible.
  const [letter, filter] = kind === 'video' ? ['v', 'showinfo'] : ['a', `ashowinfo,${STEREO_FILTER}`];
  return [
    ...GLOBAL_ARGUMENTS,
    ...['-loglevel', 'info', '-nostats', '-analyzeduration', '0', '-noautorotate', '-threads', '1'],
    ...pipeInputArguments(feedFormat(track)),
    ...['-map', `0:${letter}:0`, `-frames:${letter}`, String(frames)],
    ...[`-filter:${letter}`, filter, '-f', 'null', '-'],
  ];
}

/** The first samples from the first sync sample on, at made-up times; all that are given if there is none. */
function firstSamples({ samples }: DecodableTrack): FeedPlan {
  const sync = samples.sync.indexOf(1);
  const first = Math.max(sync, 0);
  const last = sync < 0 ? samples.count : Math.min(samples.count, first + PROBE_SAMPLES);
  let end = first;
  for (let bytes = 0; end < last && bytes < PROBE_BYTES; end++) {
    bytes += samples.sizes[end]!;
  }
  const times = Float64Array.from({ length: end - first }, (_, i) => i);
  return { first, end, timescale: 25, times, decodeTimes: times };
}

/** `master_audio_unsupported` if the audio decodes but has too many channels, or channels of unknown position. */
function unmixable(report: string): OnplayError | undefined {
  if (!/Rematrix is needed|auto_aresample[^\n]*Failed to/.test(report)) return undefined;
  const channels = /^ +Stream #0:0[^\n]*?: Audio: [^\n]*? Hz, (\d+) channels/m.exec(report)?.[1];
  return audioUnsupported(channels === undefined ? 'an unknown channel layout' : `${channels} channels`);
}

function codecOf(report: string): string {
  return /^ +Stream #0:0[^\n]*?: (?:Video|Audio): (\w+)/m.exec(report)?.[1] ?? 'unknown';
}

function wordAfter(report: string, name: string): string {
  return new RegExp(`showinfo[^\\n]* ${name}:([\\w-]+)`).exec(report)?.[1] ?? 'unknown';
}

function undecodable(report: string): OnplayError {
  const missing = /[Dd]ecoder \(codec (\w+)\) not found|Unknown decoder|no decoder|codec none/.exec(report);
  const cause = new Error(report.slice(-2000));
  if (!missing && codecOf(report) !== 'none') return damaged('its first samples cannot be decoded', cause);
  const named = missing?.[1] ?? 'none';
  return codecUnsupported(named === 'none' ? (tagOf(report) ?? 'unknown') : named);
}

/** What the container calls a codec that ffmpeg has no name for. */
function tagOf(report: string): string | undefined {
  return /^ +Stream #0:0[^\n]*?: (?:Video|Audio): none \(([\w .-]{1,16}) \/ 0x/m.exec(report)?.[1];
}
