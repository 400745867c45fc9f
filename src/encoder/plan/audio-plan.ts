/** What to encode for an audio segment, and ffmpeg's command line for it. Pure. */
import type { AudioTrack } from '../../tracks/index.js';
import { audioCodecs } from '../codecs/index.js';
import { feedFormat } from '../feed/feed.js';
import { FEED_START_SECONDS } from '../feed/feed-plan.js';
import { GLOBAL_ARGUMENTS, PIPE_OUTPUT, pipeInputArguments } from '../ffmpeg/arguments.js';
import type { AudioRendition } from '../rendition.js';
import type { PlacedPiece } from './audio-pieces.js';
import { joinedPieces } from './edited-audio.js';

/** From this length on a hole is filled with silence and an overlap is cut; shorter ones are rounding errors. */
const HOLE_SECONDS = 0.01;

/** Samples [startSample, endSample) at the output rate. `startSample` may be negative. */
export interface SampleRange {
  readonly startSample: number;
  readonly endSample: number;
}

/** The range is what is encoded. */
export interface AudioPlan extends SampleRange {
  /** The segment's packets among the encoder's output: [firstPacket, firstPacket + packets). */
  readonly firstPacket: number;
  readonly packets: number;
}

/** The plan for the frames [firstFrame, endFrame) of the presentation. */
export function audioPlan(
  track: AudioTrack,
  rendition: AudioRendition,
  firstFrame: number,
  endFrame: number,
): AudioPlan {
  const { frameSamples, postRollFrames, primingPackets } = audioCodecs[rendition.codec];
  const preRoll = alignedPreRoll(firstFrame, track.sampleRate, rendition);
  return {
    startSample: (firstFrame - preRoll) * frameSamples,
    endSample: (endFrame + postRollFrames) * frameSamples,
    firstPacket: preRoll + primingPackets,
    packets: endFrame - firstFrame,
  };
}

/**
 * The shortest pre-roll, in frames, that also starts on a whole sample of the master: then every segment is resampled on the
 * same grid as in one long encode.
 */
function alignedPreRoll(
  firstFrame: number,
  inputRate: number,
  { codec, sampleRate }: Pick<AudioRendition, 'codec' | 'sampleRate'>,
): number {
  const { frameSamples, preRollFrames } = audioCodecs[codec];
  for (let frames = preRollFrames; frames < 4 * preRollFrames; frames++) {
    if (((firstFrame - frames) * frameSamples * inputRate) % sampleRate === 0) return frames;
  }
  return preRollFrames;
}

/** Downmixes to stereo in floating point: with integers ffmpeg attenuates the whole mix to avoid clipping. */
export const STEREO_FILTER = 'aformat=sample_fmts=fltp:channel_layouts=stereo';

/** The command line for a segment fed on standard input; the same for every segment in the middle of a track. */
export function audioArguments(track: AudioTrack, rendition: AudioRendition, plan: AudioPlan): string[] {
  return [
    ...feedArguments(track),
    ...['-af', audioFilters(track, rendition, plan).join(',')],
    ...encoderArguments(rendition),
  ];
}

/** The command line for a segment in which several pieces of the track's media meet, or one that is slower or faster. */
export function editedAudioArguments(
  track: AudioTrack,
  rendition: AudioRendition,
  plan: AudioPlan,
  pieces: readonly PlacedPiece[],
): string[] {
  const graph = `${joinedPieces(track, pieces)};[joined]${onTime(track, rendition, plan).join(',')}[out]`;
  return [
    ...inputArguments(track),
    ...['-filter_complex_threads', '1', '-filter_complex', graph],
    ...['-map', '[out]'],
    ...encoderArguments(rendition),
  ];
}

/** Reads a feed of the track. */
export function feedArguments(track: AudioTrack): string[] {
  return [...inputArguments(track), ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-filter_threads', '1']];
}

function inputArguments(track: AudioTrack): string[] {
  return [
    ...GLOBAL_ARGUMENTS,
    // `bitexact` makes decoding the same on every processor, whatever its instruction set.
    ...['-copyts', '-analyzeduration', '0', '-flags', 'bitexact'],
    ...pipeInputArguments(feedFormat(track)),
  ];
}

/** What would be encoded, uncompressed: at least the samples of the range, the first of them first. */
export function decodeArguments(track: AudioTrack, rendition: AudioRendition, range: SampleRange): string[] {
  const filters = audioFilters(track, rendition, range).join(',');
  return [...feedArguments(track), ...['-af', filters, '-ac', '2', '-f', 'f32le', PIPE_OUTPUT]];
}

/** The command line for a segment of which standard input has the uncompressed audio, in stereo at the output rate. */
export function uncompressedArguments(rendition: AudioRendition): string[] {
  return [
    ...GLOBAL_ARGUMENTS,
    ...['-ar', String(rendition.sampleRate), '-ac', '2', ...pipeInputArguments('f32le')],
    ...encoderArguments(rendition),
  ];
}

/** Bytes of an uncompressed sample of both channels. */
export const UNCOMPRESSED_BYTES = 8;

/** The command line for a segment where the track has no audio. */
export function silenceArguments(rendition: AudioRendition, plan: AudioPlan): string[] {
  const { codec, sampleRate } = rendition;
  const seconds = (plan.endSample - plan.startSample) / sampleRate;
  return [
    ...GLOBAL_ARGUMENTS,
    ...['-f', 'lavfi', '-i', `anullsrc=r=${sampleRate}:cl=stereo:n=${audioCodecs[codec].frameSamples}`],
    ...['-t', seconds.toFixed(6)],
    ...encoderArguments(rendition),
  ];
}

/** How the audio of a range comes out. */
type AudioOutput = Pick<AudioRendition, 'sampleRate' | 'gain'>;

/** Audio from the start to the end of the range, at its times, with silence where there is none. */
export function audioFilters(track: AudioTrack, rendition: AudioOutput, range: SampleRange): string[] {
  const presented = presentedRange(track, rendition.sampleRate, range);
  return [`atrim=${presented}`, ...onTime(track, rendition, range)];
}

function onTime(track: AudioTrack, { sampleRate, gain }: AudioOutput, range: SampleRange): string[] {
  const length = range.endSample - range.startSample;
  const firstSample = FEED_START_SECONDS * track.sampleRate;
  const filled = `async=1:min_hard_comp=${HOLE_SECONDS}:first_pts=${firstSample}`;
  return [
    ...toStereo(track),
    // Before samples are rounded to 16 bits: what is above full scale is made quieter, and not clipped.
    ...(gain ? [`volume=${gain.decibels}dB`] : []),
    `aresample=${sampleRate}:internal_sample_fmt=s16p:${filled}`,
    `apad=whole_len=${length}`,
  ];
}

/** To stereo at the track's rate, which the audio of this segment may not have. */
function toStereo({ channels, sampleRate }: AudioTrack): string[] {
  const atRate = `sample_rates=${sampleRate}`;
  return channels === 1 ? ['pan=stereo|c0=c0|c1=c0', `aformat=${atRate}`] : [`${STEREO_FILTER}:${atRate}`];
}

/** The range of the fed audio that the track's edit list presents, in feed time. */
function presentedRange(
  track: AudioTrack,
  sampleRate: number,
  { startSample, endSample }: SampleRange,
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

function encoderArguments({ codec, bitrate, sampleRate }: AudioRendition): string[] {
  return [
    ...audioCodecs[codec].arguments,
    ...['-b:a', String(bitrate), '-ar', String(sampleRate), '-ac', '2'],
    ...['-flags:a', '+bitexact', '-threads', '1'],
    ...['-f', 'mp4', '-movflags', 'empty_moov+default_base_moof+delay_moov', PIPE_OUTPUT],
  ];
}
