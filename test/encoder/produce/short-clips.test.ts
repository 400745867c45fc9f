/** A clip of one or two frames looks like its master on every rung. */
import { expect, test } from 'vitest';
import type { VideoRendition } from '../../../src/encoder/rendition.js';
import { runTool } from '../../support/ffmpeg.js';
import { timelineMaster } from '../../support/timeline-masters.js';
import { joinVideo } from './support/encode.js';
import { type MasterUnderTest, withMaster } from './support/master-under-test.js';

/** In decibels; an encode of several seconds has as much. */
const LEAST_PSNR = 30;

/** Of all frames of a rendition against those of the master in its size. */
async function worstPsnr(master: MasterUnderTest, rendition: VideoRendition): Promise<number> {
  const { width, height } = rendition;
  const compare =
    `[0:v]settb=1/1000,setpts=N[got];[1:v]scale=${width}:${height}:flags=bicubic,format=yuv420p,settb=1/1000,setpts=N[own];` +
    '[got][own]psnr=stats_file=-';
  const args = ['-v', 'error', '-i', 'pipe:0', '-i', master.path, '-lavfi', compare, '-f', 'null', '-'];
  const { stdout } = await runTool('ffmpeg', args, { input: await joinVideo(master, rendition) });
  const measured = [...stdout.toString().matchAll(/psnr_avg:([\d.]+|inf)/g)].map(([, psnr]) => Number(psnr));
  expect(measured).toHaveLength(master.index.video!.frames.length);
  return Math.min(...measured);
}

test.each(['one-frame', 'two-frames', 'two-frames-hd'] as const)('%s', async (kind) => {
  await withMaster(await timelineMaster(kind), async (master) => {
    for (const rendition of master.ladder.video)
      expect(await worstPsnr(master, rendition)).toBeGreaterThan(LEAST_PSNR);
  });
});
