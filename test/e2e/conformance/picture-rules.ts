/** Rule 19: what is shown has the master's shape and colours. */
import { expect, it } from 'vitest';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { samplesOf } from './media-segment.js';
import { joined, type PlayedMaster, renditionsOf } from './played-master.js';
import { firstFrameColours, probeShown } from './shown-picture.js';

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];
/** Sides are even numbers of pixels. */
const ROUNDING_PIXELS = 2;
/** PQ and HLG (ISO/IEC 23091-2). */
const HDR_TRANSFERS = [16, 18];
/** Of 256 steps, on average; another matrix or range is at least twice as far off. */
const COLOUR_TOLERANCE = 3;

export function pictureRules(played: () => PlayedMaster): void {
  it('19: output is upright with square pixels, and shown at its coded size', () => {
    for (const { init } of renditionsOf(played(), 'video')) {
      expect(init.matrix).toEqual(IDENTITY);
      expect(init.video?.pixelAspect).toEqual([1, 1]);
      expect(init.trackSize).toEqual(init.video?.size);
    }
  });

  it('19: the decoded pictures have the size, shape and colours that the init segment declares', async () => {
    for (const rendition of renditionsOf(played(), 'video')) {
      const { size, colour } = rendition.init.video!;
      const shown = await probeShown('pipe:0', joined(rendition));
      expect([shown.width, shown.height, shown.pixelAspect]).toEqual([...size, 1]);
      expect(['nclx', ...shown.colour]).toEqual(colour);
    }
  });

  it('19: the picture has the shape that the master is shown in', async () => {
    const renditions = renditionsOf(played(), 'video');
    if (renditions.length === 0) return;
    const master = await probeShown(played().path);
    const shape = (master.width * master.pixelAspect) / master.height;
    for (const { init } of renditions) {
      const [width, height] = init.video!.size;
      expect(Math.abs(width - height * shape)).toBeLessThanOrEqual(ROUNDING_PIXELS * Math.max(1, shape));
    }
  });

  it("19: a player shows the master's colours; those of high dynamic range become BT.709", async () => {
    const [lowest] = renditionsOf(played(), 'video').toSorted((a, b) => heightOf(a) - heightOf(b));
    if (!lowest) return;
    const [, transfer = 2] = (await probeShown(played().path)).colour;
    if (HDR_TRANSFERS.includes(transfer)) {
      expect(lowest.init.video?.colour).toEqual(['nclx', 1, 1, 1, 0]);
      return;
    }
    const [master, output] = await Promise.all([
      firstFrameColours(played().path),
      firstFrameColours('pipe:0', joined(lowest)),
    ]);
    const difference = master.reduce((sum, value, place) => sum + Math.abs(value - output[place]!), 0);
    expect(output).toHaveLength(master.length);
    expect(difference / master.length).toBeLessThan(COLOUR_TOLERANCE);
  });

  it('19: every frame is there, upright and in order', async () => {
    const [lowest] = renditionsOf(played(), 'video').toSorted((a, b) => heightOf(a) - heightOf(b));
    if (!lowest) return;
    const numbers = await decodeFrameNumbers('pipe:0', { input: joined(lowest) });
    const samples = lowest.segments.flatMap(({ fragments }) => samplesOf(fragments));
    expect(numbers).toHaveLength(samples.length);
    expect(numbers.every((number, place) => number! >= place && number! > (numbers[place - 1] ?? -1))).toBe(
      true,
    );
  });
}

function heightOf({
  init,
}: {
  readonly init: { readonly video?: { readonly size: readonly number[] } };
}): number {
  return init.video?.size[1] ?? 0;
}
