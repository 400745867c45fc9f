/** What to encode for a segment of sound, and ffmpeg's command line for it. Pure. */
import { AAC_FRAME_SAMPLES, type AudioTrack } from '../../masters/index.js';
import { FEED_START_SECONDS } from '../feed/feed-plan.js';
import { GLOBAL_ARGUMENTS, PIPE_INPUT_ARGUMENTS, PIPE_OUTPUT } from '../ffmpeg/arguments.js';
import type { AudioRendition } from '../rendition.js';

/** Frames encoded before a segment and dropped, so that the encoder's state at the join is that of a longer encode. */
const PRE_ROLL_FRAMES = 32;
/** Frames encoded after it and dropped: a frame's transform reaches into the next, and its block switching beyond. */
const POST_ROLL_FRAMES = 3;
/** The encoder's first packet holds what lies before the first sample. */
const PRIMING_PACKETS = 1;
/** A hole in the sound that is filled with silence, or an overlap that is cut; smaller ones are rounding. */
const HOLE_SECONDS = 0.01;

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

/** Mixes any sound down to stereo, in floating point: with integers ffmpeg turns the whole mix down, lest it clip. */
export const STEREO_FILTER = 'aformat=sample_fmts=fltp:channel_layouts=stereo';

/** The command line for a segment fed on standard input. In the middle of a track it is always the same. */
export function audioArguments(track: AudioTrack, rendition: AudioRendition, plan: AudioPlan): string[] {
  return [
    ...GLOBAL_ARGUMENTS,
    // With `bitexact` the same on every processor, whatever its instruction set.
    ...['-copyts', '-analyzeduration', '0', '-flags', 'bitexact'],
    ...PIPE_INPUT_ARGUMENTS,
    ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-filter_threads', '1'],
    ...['-af', audioFilters(track, rendition, plan)],
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

/** Sound from the start to the end of the plan, at its times, with silence where there is none. */
function audioFilters(track: AudioTrack, { sampleRate }: AudioRendition, plan: AudioPlan): string {
  const length = plan.endSample - plan.startSample;
  const firstSample = FEED_START_SECONDS * track.sampleRate;
  const onTime = `async=1:min_hard_comp=${HOLE_SECONDS}:first_pts=${firstSample}`;
  return [
    `atrim=${presentedRange(track, sampleRate, plan)}`,
    track.channels === 1 ? 'pan=stereo|c0=c0|c1=c0' : STEREO_FILTER,
    `aresample=${sampleRate}:internal_sample_fmt=s16p:${onTime}`,
    `apad=whole_len=${length}`,
  ].join(',');
}

/** What the track's edit list shows of the fed sound, in the time of the feed. */
function presentedRange(
  track: AudioTrack,
  sampleRate: number,
  { startSample, endSample }: AudioPlan,
): string {
  const feedTime = (ticks: number) => FEED_START_SECONDS + ticks / track.timescale - startSample / sampleRate;
  const start = Math.max(FEED_START_SECONDS, feedTime(track.start));
  const end = feedTime(track.end);
  const endsEarly = end < FEED_START_SECONDS + (endSample - startSample) / sampleRate;
  return `start=${decimal(start)}${endsEarly ? `:end=${decimal(end)}` : ''}`;
}

function decimal(seconds: number): string {
  return Number(seconds.toFixed(6)).toString();
}

function aacArguments({ bitrate, sampleRate }: AudioRendition): string[] {
  return [
    ...[
      '-c:a',
      'aac',
      '-profile:a',
      'aac_low',
      // The default coder takes seconds to settle, and every segment is a start; with this one joins are as one pass.
      '-aac_coder',
      'fast',
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
