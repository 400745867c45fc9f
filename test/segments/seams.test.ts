import { expect, it } from 'vitest';
import { clipOf } from '../../src/assets/clips/cut-asset.js';
import { type Seam, seamsOf } from '../../src/assets/sequence/seams.js';
import { sequenceOf } from '../../src/assets/sequence/sequence.js';
import { Seams } from '../../src/segments/seams.js';
import { segmentRef } from '../../src/segments/segment-ref.js';
import type { AssetId } from '../../src/shared/asset-id.js';
import { madeUpAsset } from './support/made-up-master.js';

const asset = madeUpAsset();
const [lowest] = asset.ladder.video;
/** Cut within segments, so that each begins and ends with one of its own; the second is played twice. */
const [start, bumper, end] = [
  { first: 10, end: 70 },
  { first: 110, end: 190 },
  { first: 200, end: 240 },
];
const parts = [start, bumper, end, bumper, start].map((clip) => ({ asset: clipOf(asset, clip) }));
const seams = seamsOf(sequenceOf(asset, parts), lowest!);

function known({ isReady = true, cached = new Set<string>() } = {}): Seams {
  return new Seams({
    library: { ready: (id: AssetId) => (isReady && id === asset.id ? asset : undefined) },
    cache: { has: ({ key }) => cached.has(key) },
  });
}

const lastOf = ({ last, clip }: Seam) => ({ variant: last.variant, segment: Number(last.name), clip });
const nameOf = (found: ReturnType<Seams['after']>) =>
  found && segmentRef(found.variant, found.segment).key.replace(/-[0-9a-f]{16}/, '');

it('each part but the last is followed by the first segment of the next', () => {
  expect(seams).toHaveLength(4);
  const found = known();
  found.remember('ann', seams);
  expect(nameOf(found.after('ann', lastOf(seams[0]!)))).toBe('v240-x110-190/0');
  expect(nameOf(found.after('ann', lastOf(seams[2]!)))).toBe('v240-x110-190/0');
});

it('a part that is played twice is followed by what is not in memory yet', () => {
  const cached = new Set<string>();
  const found = known({ cached });
  found.remember('ann', seams);
  const bumpers = lastOf(seams[1]!);
  const following = found.after('ann', bumpers)!;
  expect(nameOf(following)).toBe(
    nameOf({ variant: seams[1]!.next.variant, segment: Number(seams[1]!.next.name) }),
  );
  cached.add(segmentRef(following.variant, following.segment).key);
  expect(nameOf(found.after('ann', bumpers))).toBe('v240-x10-50/0');
});

it('nothing is known of other clients, other parts, or an asset that is not in memory', () => {
  const found = known();
  expect(found.after('ann', lastOf(seams[0]!))).toBeUndefined();
  found.remember('ann', seams);
  expect(found.after('ben', lastOf(seams[0]!))).toBeUndefined();
  expect(found.after('ann', { ...lastOf(seams[0]!), clip: undefined })).toBeUndefined();
  expect(found.after('ann', { ...lastOf(seams[0]!), clip: { first: 0, end: 70 } })).toBeUndefined();
  const gone = known({ isReady: false });
  gone.remember('ann', seams);
  expect(gone.after('ann', lastOf(seams[0]!))).toBeUndefined();
});

it('what a client was told last takes the place of what it was told before', () => {
  const found = known();
  found.remember('ann', seams);
  found.remember('ann', [{ ...seams[0]!, next: seams[3]!.next }]);
  expect(nameOf(found.after('ann', lastOf(seams[0]!)))).toBe('v240-x10-50/0');
});

it('a client that opens ten thousand playlists loses its own seams first', () => {
  const found = known();
  found.remember('ben', seams);
  for (let first = 0; first < 21_000; first++)
    found.remember('ann', [{ ...seams[0]!, clip: { first, end: 70_000 } }]);
  expect(found.after('ben', lastOf(seams[0]!))).toBeDefined();
  expect(found.after('ann', { ...lastOf(seams[0]!), clip: { first: 0, end: 70_000 } })).toBeUndefined();
  expect(found.after('ann', { ...lastOf(seams[0]!), clip: { first: 20_999, end: 70_000 } })).toBeDefined();
});
