/** H.264 in containers that do not state when each frame is presented: ffmpeg's own decode of them is uneven, the stream is not. */
import { expect, test } from 'vitest';
import { fedFrames } from '../../encoder/produce/support/fed-frames.js';
import { hashFrames } from '../../encoder/produce/support/frame-hashes.js';
import { partOf } from '../../support/part-of.js';
import { h264Containers, remuxedH264 } from '../../support/remuxed-masters.js';
import { withShortSegments } from './same-as-ffmpeg.js';

test.each(partOf(h264Containers))(
  'frames of H.264 in %s are those of the stream, each at its time',
  async (kind) => {
    const { mp4, copy } = await remuxedH264(kind);
    const whole = await hashFrames(mp4);
    await withShortSegments(copy, async (master) => {
      const frames = (await fedFrames(master)).flat();
      expect(frames.map(({ hash }) => hash)).toEqual(whole.map(({ hash }) => hash));
      for (const [i, { time }] of frames.entries())
        expect(time).toBeCloseTo(whole[i]!.time - whole[0]!.time, 3);
    });
  },
);
