/** What a master is expected to present: by how it was made, or as ffmpeg decodes it. */
import type { StereoSamples } from '../../../support/joined-audio.js';
import { decodeStreams } from '../decoded-streams.js';
import { decodePlacedAudio } from '../reference/placed-audio.js';
import type { MediaRange } from '../reference/presented-media.js';
import { editedRanges } from './edits.js';
import { type NumberedFrame, readNumberedFrames } from './numbered-frames.js';
import type { GeneratedMaster } from './recipes.js';
import { frameCountOf, sweepAt, timeOfFrame } from './test-signals.js';

/** Video and audio on one timeline, which may start at any time. */
export interface Expectation {
  /** Ascending in time; empty without video. */
  readonly frames: readonly NumberedFrame[];
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
    ...(audio && { audio: audioByRecipe(audio.delay, audio.delay + seconds, ranges) }),
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

function audioByRecipe(start: number, end: number, ranges: readonly MediaRange[]): ExpectedAudio {
  const placed = placedRanges(ranges);
  const last = placed.at(-1)!;
  const at = (time: number) => {
    const range = placed.findLast(({ from, shift }) => from + shift <= time) ?? last;
    return sweepAt(time - range.shift - start);
  };
  return { start, end: Math.min(end, last.to) + last.shift, at };
}

const REFERENCE_RATE = 48_000;
/** How much earlier than the video the audio may start, in seconds. */
const LEAD_SECONDS = 2;
/** Quieter samples are silence around the audio. */
const AUDIBLE = 0.02;

/** The pre-skip that libopus asks for, which ffmpeg takes off the times in Matroska a second time, in seconds. */
const OPUS_DELAY = 312 / 48_000;

/** As ffmpeg decodes the file. */
export async function expectationByFfmpeg(
  { video, audio, container }: GeneratedMaster,
  path: string,
): Promise<Expectation> {
  // A sample that is incomplete is not presented.
  const presented = { cutOff: true };
  const frames = video ? await readNumberedFrames(['-fflags', '+discardcorrupt', '-i', path]) : [];
  if (!audio) return { frames };
  const { streams } = await decodeStreams(path);
  const stream = streams.find(({ kind }) => kind === 'audio');
  if (!stream) return { frames };
  const start = (frames[0]?.time ?? stream.times[0]!) - LEAD_SECONDS;
  const source = { path, presented, stream: stream.index };
  const samples = await decodePlacedAudio(source, { start, sampleRate: REFERENCE_RATE });
  const isEarly = audio.codec.startsWith('opus') && ['mkv', 'webm', 'mka'].includes(container);
  return { frames, audio: audioOfSamples(samples, start + (isEarly ? OPUS_DELAY : 0)) };
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
