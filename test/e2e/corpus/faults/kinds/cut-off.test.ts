/** Recordings that end in the middle of something play what is whole, and say that more is missing. */
import { expect, test } from 'vitest';
import { fedFrames } from '../../../../encoder/produce/support/fed-frames.js';
import { hashFrames } from '../../../../encoder/produce/support/frame-hashes.js';
import { withMaster } from '../../../../encoder/produce/support/master-under-test.js';
import { bytes, type Spoil, spoiltMaster } from '../../../../support/spoilt-masters.js';
import { AAC, audio, FRAGMENTS, type Kind, MPEG2, VP9, video, X264, X265 } from './like-whole.js';

/** ID of a cluster (RFC 9559 5.1.3). */
const CLUSTER = Buffer.of(0x1f, 0x43, 0xb6, 0x75);
const SHORT_CLUSTERS = ['-cluster_time_limit', '900'];

/** What is before the last of these marks, and so many bytes more. */
const upTo = (mark: string | Buffer, more: number): Spoil =>
  bytes((file) => file.subarray(0, file.lastIndexOf(mark) + more));

test.each<Kind>([
  [
    ...(['the header of a cluster', 'mkv'] as const),
    [...video(), ...audio(48_000), ...X265, '-c:a', 'flac', ...SHORT_CLUSTERS],
    upTo(CLUSTER, 6),
  ],
  [
    ...(['the first block of a cluster', 'webm'] as const),
    [...video(), ...audio(48_000), ...VP9, '-c:a', 'libopus', ...SHORT_CLUSTERS],
    upTo(CLUSTER, 40),
  ],
  [
    ...(['the header of a fragment', 'mp4'] as const),
    [...video(), ...audio(48_000), ...X264, ...AAC, ...FRAGMENTS],
    upTo('moof', 30),
  ],
  [
    ...(['a packet', 'ts'] as const),
    [...video(), ...audio(48_000), ...MPEG2, ...AAC],
    bytes((file) => file.subarray(0, Math.floor(file.length * 0.7))),
  ],
])('a recording that ends within %s', async (_, extension, recipe, spoil) => {
  const { whole, spoilt } = await spoiltMaster(extension, recipe, spoil);
  await withMaster(spoilt, async (master) => {
    const served = (await fedFrames(master)).flat().map(({ hash }) => hash);
    const all = (await hashFrames(whole)).map(({ hash }) => hash);
    // The last frame may be presented after some that are missing.
    expect(served).toEqual(all.filter((hash) => served.includes(hash)));
    expect(served.slice(0, -1)).toEqual(all.slice(0, served.length - 1));
    expect(served.length).toBeGreaterThan(all.length / 3);
    expect(served.length).toBeLessThan(all.length);
    expect(master.index.missing).toBeDefined();
  });
});
