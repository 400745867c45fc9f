/** Rule 19: displayed frames have the master's aspect ratio and colours. */
import { expect, it } from 'vitest';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { firstFrameColours, probeDisplayed } from './displayed-video.js';
import { samplesOf } from './media-segment.js';
import { joined, type PlayedMaster, renditionsOf } from './played-master.js';

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];
/** Width and height are rounded to even numbers of pixels. */
const ROUNDING_PIXELS = 2;
/** PQ and HLG (ISO/IEC 23091-2). */
const HDR_TRANSFERS = [16, 18];
/** Mean difference in 8-bit steps; a wrong matrix or range is at least twice as far off. */
const COLOUR_TOLERANCE = 3;

/** @param beginsHeld whether the video begins later than the audio, so that its first frame is held from 0 on. */
export function frameRules(played: () => PlayedMaster, beginsHeld: boolean): void {
  it('19: output is upright with square pixels, and displayed at its coded size', () => {
    for (const { init } of renditionsOf(played(), 'video')) {
      expect(init.matrix).toEqual(IDENTITY);
      expect(init.video?.pixelAspect).toEqual([1, 1]);
      expect(init.trackSize).toEqual(init.video?.size);
    }
  });

  it('19: decoded frames have the size, pixel aspect ratio and colours that the init segment declares', async () => {
    for (const rendition of renditionsOf(played(), 'video')) {
      const { size, colour } = rendition.init.video!;
      const shown = await probeDisplayed('pipe:0', joined(rendition));
      expect([shown.width, shown.height, shown.pixelAspect]).toEqual([...size, 1]);
      expect(['nclx', ...shown.colour]).toEqual(colour);
    }
  });

  it('19: renditions have the aspect ratio that the master is displayed with', async () => {
    const renditions = renditionsOf(played(), 'video');
    if (renditions.length === 0) return;
    const master = await probeDisplayed(played().path);
    const shape = (master.width * master.pixelAspect) / master.height;
    for (const { init } of renditions) {
      const [width, height] = init.video!.size;
      expect(Math.abs(width - height * shape)).toBeLessThanOrEqual(ROUNDING_PIXELS * Math.max(1, shape));
    }
  });

  it("19: colours are the master's, except that high dynamic range becomes BT.709", async () => {
    const [lowest] = renditionsOf(played(), 'video').toSorted((a, b) => heightOf(a) - heightOf(b));
    if (!lowest) return;
    const [, transfer = 2] = (await probeDisplayed(played().path)).colour;
    if (HDR_TRANSFERS.includes(transfer)) {
      expect(lowest.init.video?.colour).toEqual(['nclx', 1, 1, 1, 0]);
      return;
    }
    const [master, output] = await Promise.all([
      firstFrameColours(played().path),
      firstFrameColours('pipe:0', joined(lowest)),
    ]);
    const difference = master.reduce((sum, value, index) => sum + Math.abs(value - output[index]!), 0);
    expect(output).toHaveLength(master.length);
    expect(difference / master.length).toBeLessThan(COLOUR_TOLERANCE);
  });

  it('19: no frame is missing, turned or out of order', async () => {
    const [lowest] = renditionsOf(played(), 'video').toSorted((a, b) => heightOf(a) - heightOf(b));
    if (!lowest) return;
    const numbers = await decodeFrameNumbers('pipe:0', { input: joined(lowest) });
    const samples = lowest.segments.flatMap(({ fragments }) => samplesOf(fragments));
    expect(numbers).toHaveLength(samples.length);
    const held = beginsHeld ? numbers.lastIndexOf(numbers[0]!) : 0;
    expect(held > 0).toBe(beginsHeld);
    const own = numbers.slice(held);
    expect(own.every((number, index) => number! >= index && number! > (own[index - 1] ?? -1))).toBe(true);
  });
}

function heightOf({
  init,
}: {
  readonly init: { readonly video?: { readonly size: readonly number[] } };
}): number {
  return init.video?.size[1] ?? 0;
}
