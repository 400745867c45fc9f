/** Compares what is served with what is expected. */
import { alignFrames, fewTimes, TIME_TOLERANCE_SECONDS } from '../reference/frame-alignment.js';
import { type ComparedAudio, compareAudio, compareAudioAlone } from './compare-audio.js';
import type { Expectation } from './expectation.js';
import type { NumberedFrame } from './numbered-frames.js';
import type { Served } from './served.js';

/** What an encoder adds in front of the audio may be presented: at most two frames of AAC at 22.05 kHz. */
const PRIMING_SECONDS = 0.1;

/** All frames at their times, and the audio in sync with them. */
export function compare(expected: Expectation, served: Served): ComparedAudio {
  const { frames, audio } = expected;
  if (frames.length === 0 && served.frames.length === 0) return compareAudioAlone(audio, served.audio);
  const anchor = anchorOf(frames, served.frames);
  if (anchor === undefined) return { worstShiftSeconds: 0, faults: ['no frame is recognized'] };
  const start = Math.min(frames[0]!.time, audio?.start ?? Number.POSITIVE_INFINITY);
  const isAtStart = Math.abs(anchor + start) <= PRIMING_SECONDS;
  const compared = compareAudio(audio, served.audio, anchor);
  return {
    ...compared,
    faults: [
      ...(isAtStart ? [] : [`all is ${(anchor + start).toFixed(3)} s late`]),
      ...faultsOfFrames(expected, served, anchor),
      ...compared.faults,
    ],
  };
}

/** What is added to an expected time to get the served one: the median. Undefined if no frame is recognized. */
function anchorOf(expected: readonly NumberedFrame[], served: readonly NumberedFrame[]): number | undefined {
  const times = new Map(expected.map(({ number, time }) => [number, time]));
  const changes = served.filter(({ number }, i) => number !== undefined && number !== served[i - 1]?.number);
  const distances = changes
    .flatMap(({ number, time }) => (times.has(number) ? [time - times.get(number)!] : []))
    .sort((a, b) => a - b);
  return distances[Math.floor(distances.length / 2)];
}

function faultsOfFrames(expectation: Expectation, served: Served, anchor: number): string[] {
  const { frames: expected, isLastUncertain, isFaint } = expectation;
  const times = expected.map(({ time }) => time + anchor);
  const servedTimes = served.frames.map(({ time }) => time);
  const { shown, missing, worstTimeErrorSeconds } = alignFrames(times, servedTimes);
  const isWrong = (frame: NumberedFrame, i: number) =>
    !(isFaint && frame.number === undefined) && !isRight(frame, expected, shown[i]!);
  const wrong = served.frames.filter(isWrong).map(({ time }) => time);
  const needed = isLastUncertain ? withoutLastDecoded(missing, expected.length) : missing;
  const lacking = tooFarApart(needed, served.keepEvery).map((place) => times[place]!);
  return [
    ...(wrong.length > 0 ? [`${wrong.length} wrong frames, at ${fewTimes(wrong)} s`] : []),
    ...(lacking.length > 0 ? [`${lacking.length} frames are missing, of ${fewTimes(lacking)} s`] : []),
    ...(worstTimeErrorSeconds > TIME_TOLERANCE_SECONDS
      ? [`a frame is ${worstTimeErrorSeconds.toFixed(3)} s off`]
      : []),
  ];
}

/**
 * Before the first frame, that frame is held, or there is a frame without a number. Of a frame whose number is lost in the
 * master itself nothing is known.
 */
function isRight({ number }: NumberedFrame, expected: readonly NumberedFrame[], place: number): boolean {
  if (place < 0) return number === undefined || number === expected[0]?.number;
  const wanted = expected[place]!.number;
  return wanted === undefined || number === wanted;
}

/** The frame that is decoded last is among so many that are presented last: the encoders write two B-frames in a row. */
const LAST_REORDERED = 3;

/** The missing places without that of the frame that is decoded last. */
function withoutLastDecoded(missing: readonly number[], count: number): readonly number[] {
  return (missing.at(-1) ?? 0) >= count - LAST_REORDERED ? missing.slice(0, -1) : missing;
}

/** The places that end a run of at least `keepEvery` missing frames: fewer are what a lower frame rate leaves out. */
function tooFarApart(missing: readonly number[], keepEvery: number): number[] {
  const run = keepEvery - 1;
  return missing.filter((place, i) => missing[i - run] === place - run);
}
