/** What to encode for a segment of sound, and ffmpeg's command line for it. Pure. */
import { AAC_FRAME_SAMPLES } from '../../masters/segment-map.js';
import type { AudioTrack } from '../../masters/track.js';
import { FEED_START_SECONDS, type FeedPlan } from '../feed/feed-plan.js';
import { GLOBAL_ARGUMENTS, PIPE_INPUT_ARGUMENTS, PIPE_OUTPUT } from '../ffmpeg/arguments.js';
import type { AudioRendition } from '../rendition.js';

/** Frames encoded before a segment and dropped, so that the encoder's state at the join is that of a longer encode. */
const PRE_ROLL_FRAMES = 8;
/** Frames encoded after it and dropped: a frame's transform reaches into the next, and its block switching beyond. */
const POST_ROLL_FRAMES = 3;
/** The encoder's first packet holds what lies before the first sample. */
const PRIMING_PACKETS = 1;
/** A hole between two samples' times that is filled with silence; smaller ones are rounding. */
const SILENCE_FROM_SECONDS = 0.03;

export interface AudioPlan {
  /** What is encoded, in samples of the output: [startSample, endSample). The start may be before 0. */
  readonly startSample: number;
  readonly endSample: number;
  /** The segment's packets among those that come out: [firstPacket, firstPacket + packets). */
  readonly firstPacket: number;
  readonly packets: number;
}

/** For the AAC frames [firstFrame, endFrame) of the presentation. */
export function audioPlan(
  track: AudioTrack,
  rendition: AudioRendition,
  firstFrame: number,
  endFrame: number,
): AudioPlan {
  const preRoll = alignedPreRoll(firstFrame, track.sampleRate, rendition.sampleRate);
  return {
    startSample: (firstFrame - preRoll) * AAC_FRAME_SAMPLES,
    endSample: (endFrame + POST_ROLL_FRAMES) * AAC_FRAME_SAMPLES,
    firstPacket: preRoll + PRIMING_PACKETS,
    packets: endFrame - firstFrame,
  };
}

/**
 * The shortest pre-roll that starts on a whole sample of the master too: then every segment resamples on the same
 * grid as one long encode would.
 */
function alignedPreRoll(firstFrame: number, inputRate: number, outputRate: number): number {
  for (let frames = PRE_ROLL_FRAMES; frames < 4 * PRE_ROLL_FRAMES; frames++) {
    if (((firstFrame - frames) * AAC_FRAME_SAMPLES * inputRate) % outputRate === 0) return frames;
  }
  return PRE_ROLL_FRAMES;
}

/** The command line for a segment fed on standard input. In the middle of a track it is always the same. */
export function audioArguments(
  track: AudioTrack,
  rendition: AudioRendition,
  plan: AudioPlan,
  feed: FeedPlan,
): string[] {
  return [
    ...GLOBAL_ARGUMENTS,
    // With `bitexact` the same on every processor, whatever its instruction set.
    ...['-copyts', '-analyzeduration', '0', '-flags', 'bitexact'],
    ...PIPE_INPUT_ARGUMENTS,
    ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-filter_threads', '1'],
    ...['-af', soundFilters(track, rendition, plan, hasHoles(feed))],
    ...aacArguments(rendition),
  ];
}

/** The command line for a segment where the track has no sound. */
export function silenceArguments(rendition: AudioRendition, plan: AudioPlan): string[] {
  const seconds = (plan.endSample - plan.startSample) / rendition.sampleRate;
  return [
    ...GLOBAL_ARGUMENTS,
    ...['-f', 'lavfi', '-i', `anullsrc=r=${rendition.sampleRate}:cl=stereo:n=${AAC_FRAME_SAMPLES}`],
    ...['-t', seconds.toFixed(6)],
    ...aacArguments(rendition),
  ];
}

function soundFilters(
  track: AudioTrack,
  rendition: AudioRendition,
  plan: AudioPlan,
  fillHoles: boolean,
): string {
  const feedTime = (seconds: number) =>
    FEED_START_SECONDS + seconds - plan.startSample / rendition.sampleRate;
  const starts = feedTime(track.start / track.timescale);
  const ends = feedTime(track.end / track.timescale);
  const planEnd = FEED_START_SECONDS + (plan.endSample - plan.startSample) / rendition.sampleRate;
  const startsLate = starts > FEED_START_SECONDS;
  const endsEarly = ends < planEnd;
  const silence = Math.round((starts - FEED_START_SECONDS) * track.sampleRate);
  return [
    `atrim=start=${decimal(startsLate ? starts : FEED_START_SECONDS)}${endsEarly ? `:end=${decimal(ends)}` : ''}`,
    ...(startsLate && silence > 0 ? [`adelay=delays=${silence}S:all=1`] : []),
    `aresample=${rendition.sampleRate}:internal_sample_fmt=s16p${fillHoles ? `:async=1:min_hard_comp=${SILENCE_FROM_SECONDS}` : ''}`,
    track.channels === 1 ? 'pan=stereo|c0=c0|c1=c0' : 'aformat=channel_layouts=stereo',
    ...(endsEarly ? [`apad=whole_len=${plan.endSample - plan.startSample}`] : []),
  ].join(',');
}

function decimal(seconds: number): string {
  return Number(seconds.toFixed(6)).toString();
}

/** Whether a fed sample starts well after the one before it ends, going by how long samples usually are. */
function hasHoles({ times, timescale }: FeedPlan): boolean {
  const distances = times.subarray(1).map((time, i) => time - times[i]!);
  const usual = distances.toSorted()[distances.length >> 1] ?? 0;
  const longest = Math.max(2 * usual, usual + SILENCE_FROM_SECONDS * timescale);
  return distances.some((distance) => distance > longest);
}

function aacArguments({ bitrate, sampleRate }: AudioRendition): string[] {
  return [
    ...[
      '-c:a',
      'aac',
      '-profile:a',
      'aac_low',
      '-b:a',
      String(bitrate),
      '-ar',
      String(sampleRate),
      '-ac',
      '2',
    ],
    ...['-flags:a', '+bitexact', '-threads', '1'],
    ...['-f', 'mp4', '-movflags', 'empty_moov+default_base_moof+delay_moov', PIPE_OUTPUT],
  ];
}
