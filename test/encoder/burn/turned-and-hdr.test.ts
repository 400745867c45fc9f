/** Text is drawn upright, after rotation and tone mapping: white is white, wherever the camera was held and however bright the film is. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inMemory } from '../../../src/encoder/feed/samples-in-memory.js';
import { placementOf } from '../../../src/encoder/ladder/placement.js';
import { videoFilters } from '../../../src/encoder/plan/video-filters.js';
import { generateMaster } from '../../support/masters.js';
import { leastPsnr } from '../produce/support/changing-frames.js';
import { withMaster } from '../produce/support/master-under-test.js';
import { burnedFrames, fontFolder, onePass } from './support/drawn-frames.js';
import { textFile } from './support/text-file.js';

const TEXT = '1\n00:00:00,000 --> 00:00:30,000\nWWWW WWWW\n';
/** Of limited range, by the white of the text. */
const WHITE = 225;

let folder: string;
let fonts: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-turned-'));
  fonts = await fontFolder(folder);
  await writeFile(join(folder, 'film.srt'), TEXT);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(['rotated-90', 'hevc10-hdr'] as const)('%s', async (kind) => {
  const path = await generateMaster(kind);
  await withMaster(path, async (master) => {
    const rendition = master.ladder.video[0]!;
    const { track, bytes } = textFile(TEXT);
    const ours = await burnedFrames(master, rendition, { track, source: inMemory(bytes) });
    // The frames as they are without text, moved back to the times of the film, and drawn on.
    const place = placementOf(master.index.video!, rendition);
    const [frames] = videoFilters(master.index.video!, rendition, 1, { place }).split('[chunk0]');
    const upright = frames!.replace(/trim=start=[^,]*,/, '');
    const drawn = `${upright},subtitles=filename=${join(folder, 'film.srt')},format=gray[out]`;
    const inputs = [['-noautorotate', '-i', path]];
    const common = { inputs, fontFolder: fonts, frameCount: ours.length };
    const reference = await onePass({ ...common, filters: drawn }, rendition);
    const plain = await onePass({ ...common, filters: `${upright},format=gray[out]` }, rendition);
    expect(ours).toHaveLength(reference.length);
    expect(leastPsnr(ours, reference)).toBeGreaterThan(35);
    const height = Math.floor(rendition.height * 0.7);
    const lowerEnd = (frame: Uint8Array) => frame.subarray(height * rendition.width);
    const brightest = (all: readonly Uint8Array[]) =>
      Math.min(...all.map((frame) => Math.max(...lowerEnd(frame))));
    expect(brightest(ours)).toBeGreaterThanOrEqual(WHITE);
    expect(leastPsnr(ours.map(lowerEnd), plain.map(lowerEnd))).toBeLessThan(25);
  });
});
