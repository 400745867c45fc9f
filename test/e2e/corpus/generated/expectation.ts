/** What a master is expected to present: by how it was made, or as ffmpeg decodes it. */
import type { StereoSamples } from '../../../support/joined-audio.js';
import { decodeStreams } from '../decoded-streams.js';
import { decodePlacedAudio } from '../reference/placed-audio.js';
import type { MediaRange } from '../reference/presented-media.js';
import { type AudioEncoder, audioEncoders } from './audio-encoders.js';
import { containerOf } from './containers.js';
import { editedRanges } from './edits.js';
import { type DecodedFrame, type NumberedFrame, readNumberedFrames } from './numbered-frames.js';
import type { GeneratedAudio, GeneratedMaster } from './recipes.js';
import { frameCountOf, sweepAt, timeOfFrame } from './test-signals.js';

/** Video and audio on one timeline, which may start at any time. */
export interface Expectation {
  /** Ascending in time; empty without video. */
  readonly frames: readonly NumberedFrame[];
  /** Whether the frame that is decoded last may be missing. */
  readonly isLastUncertain?: boolean;
  /** Whether the master's codec has lost some of the numbers: then encoding again may lose more. */
  readonly isFaint?: boolean;
  readonly audio?: ExpectedAudio;
}

export interface ExpectedAudio {
  /** Start and end, in seconds. */
  readonly start: number;
  readonly end: number;
  /** The sample at a time, in seconds, at or after the start and before the end. */
  readonly at: (time: number) => number;
}

/** By how it was made; undefined if that does not tell, because it depends on where packets begin. */
export function expectationByRecipe(master: GeneratedMaster): Expectation | undefined {
  const { video, audio, seconds, edit } = master;
  if (edit === 'copied' || edit === 'cut-off' || edit === 'cut-start') return undefined;
  const ranges = editedRanges(edit, seconds) ?? [[0, Number.POSITIVE_INFINITY]];
  const frames = video
    ? Array.from({ length: frameCountOf(video, seconds) }, (_, number) => ({
        ...{ number, time: video.delay + timeOfFrame(video, number) },
      }))
    : [];
  return {
    frames: placedRanges(ranges).flatMap(({ from, to, shift }) =>
      frames
        .filter(({ time }) => time > from - HALF_TICK && time < to - HALF_TICK)
        .map(({ time, number }) => ({ number, time: time + shift })),
    ),
    ...(audio && { audio: audioByRecipe(audio, seconds, ranges) }),
  };
}

const HALF_TICK = 1e-6;

/** Each with what is added to a time in it. */
function placedRanges(ranges: readonly MediaRange[]) {
  let end = 0;
  return ranges.map(([from, to]) => {
    const start = end;
    end += to - from;
    return { from, to, shift: start - from };
  });
}

function audioByRecipe(audio: GeneratedAudio, seconds: number, ranges: readonly MediaRange[]): ExpectedAudio {
  const encoder: AudioEncoder = audioEncoders[audio.codec];
  const lag = (encoder.lag ?? 0) / audio.sampleRate;
  const [start, end] = [audio.delay, audio.delay + seconds];
  const placed = placedRanges(ranges);
  const last = placed.at(-1)!;
  const at = (time: number) => {
    const range = placed.findLast(({ from, shift }) => from + shift <= time) ?? last;
    return sweepAt(time - range.shift - start - lag);
  };
  return { start, end: Math.min(end, last.to) + last.shift, at };
}

const REFERENCE_RATE = 48_000;
/** How much earlier than its first packet the audio may start, in seconds. */
const LEAD_SECONDS = 2;
/** Quieter samples are silence around the audio. */
export const AUDIBLE = 0.02;

/** The pre-skip that libopus asks for, in seconds. */
const OPUS_DELAY = 312 / 48_000;

/**
 * By how much ffmpeg plays the audio too early: up to 5.1 it writes the other tracks of Matroska later by the pre-skip, and takes
 * that off the audio when it reads. Where a track begins late anyway, or the file is a copy from the middle, it says nothing of
 * that: then it is as RFC 9559 5.1.4.1.25 has it.
 */
function secondsTooEarly({ audio, video, container, edit }: GeneratedMaster): number {
  const isOpus = audio?.codec === 'opus' || audio?.codec === 'opus-60ms';
  if (!isOpus || !['mkv', 'webm', 'mka'].includes(container)) return 0;
  const isTold = edit !== 'copied' && edit !== 'late-clock' && !video?.delay && !audio.delay;
  return isTold ? OPUS_DELAY : 0;
}

/** As ffmpeg decodes the file. */
export async function expectationByFfmpeg(master: GeneratedMaster, path: string): Promise<Expectation> {
  const { video, audio } = master;
  // A sample that is incomplete is not presented.
  const presented = { cutOff: true };
  const decoded = video ? await readNumberedFrames(['-fflags', '+discardcorrupt', '-i', path]) : [];
  const frames = master.edit === 'cut-start' ? withTheirReferences(decoded) : decoded;
  const isFaint =
    master.edit !== 'cut-start' &&
    master.edit !== 'cut-off' &&
    frames.some(({ number }) => number === undefined);
  const expected = { frames, isFaint, isLastUncertain: isLastUncertain(master) };
  if (!audio) return expected;
  const { streams } = await decodeStreams(path);
  const stream = streams.find(({ kind }) => kind === 'audio');
  if (!stream) return expected;
  const start = Math.min(frames[0]?.time ?? Number.POSITIVE_INFINITY, stream.times[0]!) - LEAD_SECONDS;
  const source = { path, presented, stream: stream.index };
  const samples = await decodePlacedAudio(source, { start, sampleRate: REFERENCE_RATE });
  return { ...expected, audio: audioOfSamples(samples, start + secondsTooEarly(master)) };
}

/**
 * The same frames with the audio that was recorded with them: where a copy from the middle starts within a frame, ffmpeg moves the
 * video to the start of that frame, and not the audio. Undefined if no frame is recognized, or there is no audio.
 */
export function withRecordedAudio(
  { video, audio: recorded }: GeneratedMaster,
  decoded: Expectation,
): Expectation | undefined {
  const { frames, audio } = decoded;
  const place = frames.find(({ number }) => number !== undefined);
  if (!video || !recorded || !audio || place?.number === undefined) return undefined;
  const moved = timeOfFrame(video, place.number) - place.time;
  return { ...decoded, audio: { ...audio, at: (time) => sweepAt(time + moved) } };
}

/** Without what a decoder shows of frames before it has what they refer to. */
function withTheirReferences(frames: readonly DecodedFrame[]): readonly DecodedFrame[] {
  return frames.slice(
    Math.max(
      0,
      frames.findIndex(({ isKey }) => isKey),
    ),
  );
}

/**
 * A transport stream does not say how long a frame is before the next one begins: ffmpeg decodes as much of the last one as there
 * is, and conceals the rest. No part of a frame is served.
 */
function isLastUncertain({ container, edit }: GeneratedMaster): boolean {
  return edit === 'cut-off' && containerOf(container).format === 'mpegts';
}

function audioOfSamples(samples: StereoSamples, start: number): ExpectedAudio {
  const isAudible = (value: number) => Math.abs(value) > AUDIBLE;
  const first = Math.floor(samples.findIndex(isAudible) / 2);
  const last = Math.floor(samples.findLastIndex(isAudible) / 2);
  return {
    ...{ start: start + first / REFERENCE_RATE, end: start + last / REFERENCE_RATE },
    at: (time) => samples[2 * Math.round((time - start) * REFERENCE_RATE)] ?? 0,
  };
}
