/** Deinterlacing uses frames on both sides: at segment joins it must see the same frames as in one pass. */

import { expect, test } from 'vitest';
import { feedBytes } from '../../../src/encoder/feed/feed.js';
import { videoFeedPlan } from '../../../src/encoder/feed/feed-plan.js';
import { pipeInputArguments } from '../../../src/encoder/ffmpeg/arguments.js';
import { neighbourFrames, videoFilters } from '../../../src/encoder/plan/video-filters.js';
import { framesOf } from '../../../src/masters/segment-map/segment-map.js';
import { generateMaster } from '../../support/masters.js';
import { hashFrames } from '../produce/support/frame-hashes.js';
import { openMaster } from '../produce/support/master-under-test.js';

test('segments of an interlaced master are deinterlaced as in one pass', async () => {
  const path = await generateMaster('interlaced');
  const master = await openMaster(path, { targetSeconds: 1, firstSeconds: [0.5] });
  const track = master.index.video!;
  expect(track.interlaced).toBe(true);
  expect(master.map.videoCount).toBeGreaterThan(2);
  const chain = videoFilters(track, master.ladder.video[0]!, 1).replace(/^\[0:v:0\]/, '');
  const [deinterlace = '', trim = ''] = chain.split(',');
  const hashes: string[] = [];
  for (let segment = 0; segment < master.map.videoCount; segment++) {
    const [first, end] = framesOf(master.map, segment);
    const plan = videoFeedPlan(track, first, end, neighbourFrames(track));
    const chunks: Uint8Array[] = [];
    for await (const chunk of feedBytes(track, plan, master.source(track.file))) chunks.push(chunk);
    const input = [...pipeInputArguments('mp4').slice(0, -2)];
    const filters = `${deinterlace},${trim}`;
    const frames = await hashFrames('pipe:0', { input, filters, bytes: Buffer.concat(chunks) });
    hashes.push(...frames.map(({ hash }) => hash));
  }
  await master.close();
  expect(hashes).toEqual((await hashFrames(path, { filters: deinterlace })).map(({ hash }) => hash));
});
