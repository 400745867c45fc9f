/** Measures how loud a stretch of a master's audio is. */
import { OnplayError } from '../../shared/errors.js';
import type { AudioTrack } from '../../tracks/index.js';
import type { EncoderSettings } from '../encoder.js';
import { audioFeedBytes } from '../feed/audio-feed.js';
import { audioFeedPlan } from '../feed/feed-plan.js';
import { stderrOfFailure } from '../ffmpeg/outcome.js';
import { aloneInPlan, piecesWithin } from '../plan/audio-pieces.js';
import type { SampleRange } from '../plan/audio-plan.js';
import { LOUDNESS_RATE, loudnessArguments } from '../plan/loudness-arguments.js';
import type { SegmentContext } from '../produce/producer.js';
import { runOrFeed } from '../run-or-feed.js';
import { readLoudnessReport, type StretchLoudness } from './read-report.js';

export interface LoudnessRequest {
  readonly track: AudioTrack;
  /** In seconds of the presentation. */
  readonly start: number;
  readonly end: number;
}

/** Of the longest stretch the report has some 30 kB. */
const MAX_REPORT_BYTES = 1024 * 1024;

const NOTHING: StretchLoudness = { blocks: [], truePeak: Number.NEGATIVE_INFINITY };

/**
 * Decodes the stretch, and nothing else of the master. Of one in which several pieces of the track's media meet, the first is measured.
 * @throws OnplayError the errors of reading the master and of running ffmpeg; what cannot be decoded is not measured.
 */
export async function measureLoudness(
  settings: EncoderSettings,
  request: LoudnessRequest,
  { source, signal, pauses }: Pick<SegmentContext, 'source' | 'signal' | 'pauses'>,
): Promise<StretchLoudness> {
  const stretch = continuousStretch(request);
  const feed =
    stretch && audioFeedPlan(stretch.track, stretch.plan.startSample, stretch.plan.endSample, LOUDNESS_RATE);
  if (!feed) return NOTHING;
  const { binary, registry, timeoutMs, memoryBytes, start } = settings;
  const limits = { timeoutMs, memoryBytes, maxOutputBytes: 1024, maxStderrBytes: MAX_REPORT_BYTES };
  const args = loudnessArguments(stretch.track, stretch.plan);
  const input = audioFeedBytes(stretch.track, feed, source);
  // Without warm processes: no two stretches of different lengths have the same command line.
  const run = runOrFeed(
    { ...(start && { start }) },
    { binary, registry, args, limits },
    { input, signal, pauses },
  );
  return run.then(
    ({ stderr }) => readLoudnessReport(stderr),
    (error: unknown) => partlyMeasured(error, signal),
  );
}

/** Of what was decoded, the peak says nothing of the rest. @throws the error, if it is not of what is decoded. */
function partlyMeasured(error: unknown, signal: AbortSignal): StretchLoudness {
  if (error instanceof OnplayError && error.retryable) throw error;
  return { ...readLoudnessReport(stderrOfFailure(error, signal)), truePeak: undefined };
}

/** The stretch at the times of its samples; undefined where the track has no audio. */
function continuousStretch({
  track,
  start,
  end,
}: LoudnessRequest): { readonly track: AudioTrack; readonly plan: SampleRange } | undefined {
  const plan = {
    startSample: Math.round(start * LOUDNESS_RATE),
    endSample: Math.round(end * LOUDNESS_RATE),
  };
  if (!track.pieces) return { track, plan };
  const [piece] = piecesWithin(track, plan, LOUDNESS_RATE);
  return piece && aloneInPlan(track, piece, plan, LOUDNESS_RATE);
}
