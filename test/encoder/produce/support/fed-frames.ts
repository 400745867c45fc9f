/** The frames of a master, fed and decoded segment by segment. */
import { feedBytes, feedFormat } from '../../../../src/encoder/feed/feed.js';
import {
  FEED_START_SECONDS,
  PARKING_SECONDS,
  videoFeedPlan,
} from '../../../../src/encoder/feed/feed-plan.js';
import { withoutNonReference } from '../../../../src/encoder/feed/non-reference-samples.js';
import { pipeInputArguments } from '../../../../src/encoder/ffmpeg/arguments.js';
import { framesOf } from '../../../../src/masters/segment-map/segment-map.js';
import { frameTime, type Run, runsWithin } from '../../../../src/tracks/timeline/frame-runs.js';
import { type HashedFrame, hashFrames } from './frame-hashes.js';
import type { MasterUnderTest } from './master-under-test.js';

/** As in the command line. */
const TRIM = `trim=start=${FEED_START_SECONDS}:end=${FEED_START_SECONDS + PARKING_SECONDS}`;

/** The frames of each segment, fed and decoded separately, at their times in the presentation. */
export async function fedFrames(master: MasterUnderTest): Promise<HashedFrame[][]> {
  const segments: HashedFrame[][] = [];
  for (let segment = 0; segment < master.map.videoCount; segment++) {
    const [first, end] = framesOf(master.map, segment);
    const frames: HashedFrame[] = [];
    for (const run of runsWithin(master.index.video!, { first, end }))
      frames.push(...(await framesOfRun(master, run)));
    segments.push(frames);
  }
  return segments;
}

async function framesOfRun(
  { index, source }: MasterUnderTest,
  { first, end }: Run,
): Promise<readonly HashedFrame[]> {
  const track = index.video!;
  const input = ['-analyzeduration', '0', ...pipeInputArguments(feedFormat(track)).slice(0, -2)];
  const chunks: Uint8Array[] = [];
  const whole = { track, plan: videoFeedPlan(track, first, end, 0) };
  const feed = await withoutNonReference(whole, source(track.file));
  for await (const chunk of feedBytes(feed.track, feed.plan, source(track.file))) chunks.push(chunk);
  const decoded = await hashFrames('pipe:0', { input, filters: TRIM, bytes: Buffer.concat(chunks) });
  if (decoded.length !== end - first) throw new Error(`${decoded.length} frames, not ${end - first}`);
  const start = frameTime(track, first) / track.timescale;
  return decoded.map(({ time, hash }) => ({ time: time - FEED_START_SECONDS + start, hash }));
}
