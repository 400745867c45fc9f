/** Finds out where the decoded audio of a feed changes: its channels or its sample rate. */
import type { AudioTrack } from '../../../tracks/index.js';
import type { EncoderSettings } from '../../encoder.js';
import { audioFeedBytes } from '../../feed/audio-feed.js';
import type { FeedPlan } from '../../feed/feed-plan.js';
import { stderrOfFailure } from '../../ffmpeg/outcome.js';
import { feedArguments } from '../../plan/audio-plan.js';
import { runOrFeed } from '../../run-or-feed.js';
import type { SegmentContext } from '../producer.js';

/** Decoded audio of one format, from a sample of the feed on. */
export interface AudioFormat {
  /** Index of the sample in the track. */
  readonly firstSample: number;
  readonly channels: number;
  /** In Hz. */
  readonly sampleRate: number;
}

/** A line for each frame of a minute of audio. */
const MAX_REPORT_BYTES = 4 * 1024 * 1024;
const FRAME = /ashowinfo[^\n]*? pts:(-?\d+) [^\n]*? channels:(\d+) [^\n]*? rate:(\d+) /g;

/**
 * The formats of a feed, in order; empty where nothing can be decoded.
 * @throws OnplayError the errors of reading the master and of running ffmpeg.
 */
export async function audioFormats(
  settings: EncoderSettings,
  track: AudioTrack,
  plan: FeedPlan,
  { source, signal }: Pick<SegmentContext, 'source' | 'signal'>,
): Promise<readonly AudioFormat[]> {
  const { binary, registry, timeoutMs, memoryBytes } = settings;
  const limits = { timeoutMs, memoryBytes, maxOutputBytes: 1024, maxStderrBytes: MAX_REPORT_BYTES };
  const args = [
    ...feedArguments(track),
    '-loglevel',
    'info',
    '-nostats',
    '-af',
    'ashowinfo',
    '-f',
    'null',
    '-',
  ];
  const input = audioFeedBytes(track, plan, source);
  const run = runOrFeed(settings, { binary, registry, args, limits }, { input, signal });
  const report = await run.then(
    ({ stderr }) => stderr,
    (error: unknown) => stderrOfFailure(error, signal),
  );
  return formatsIn(report, plan);
}

/** From one line per frame: `… pts:48000000 … channels:2 … rate:48000 …`, where `pts` is in samples at that rate. */
export function formatsIn(
  report: string,
  plan: Pick<FeedPlan, 'first' | 'times' | 'timescale'>,
): AudioFormat[] {
  const formats: AudioFormat[] = [];
  for (const [, pts, channels, rate] of report.matchAll(FRAME)) {
    const last = formats.at(-1);
    const format = { channels: Number(channels), sampleRate: Number(rate) };
    if (last?.channels === format.channels && last.sampleRate === format.sampleRate) continue;
    // One more, by which the time may have been rounded.
    const ticks = ((Number(pts) + 1) * plan.timescale) / format.sampleRate;
    const sample = Math.max(
      0,
      plan.times.findLastIndex((start) => start <= ticks),
    );
    formats.push({ firstSample: plan.first + sample, ...format });
  }
  return formats;
}
