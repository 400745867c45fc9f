/** Who is admitted by origins of a fleet, with a real Redis. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toldName } from '../../src/segments/admission/other-viewers.js';
import type { TestOrigin } from '../origin/media/support/test-origin.js';
import { redisMissing, startRedis, type TestRedis } from '../support/redis.js';
import { testFleet } from './support/fleet.js';

let viewers = 0;

/** Admits viewers, each of another client, until one is refused. */
function fill({ services: { admission } }: TestOrigin): void {
  for (;;) {
    const name = `viewer ${viewers++}`;
    try {
      admission.admit(name, name);
    } catch {
      return;
    }
  }
}

const admits = ({ services: { admission } }: TestOrigin, viewer: string) => {
  try {
    admission.assertCapacity(viewer, viewer);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(redisMissing)(`in a fleet${redisMissing ? ` (${redisMissing})` : ''}`, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  it('a viewer whom one origin admitted is none to refuse at another, until Redis is gone for a while', async () => {
    const [one, two] = await testFleet(redis.url).startTwo();
    fill(two);
    one.services.admission.admit('ann', 'ann');
    expect(admits(two, 'ann')).toBe(false);
    await vi.waitFor(() => expect(admits(two, 'ann')).toBe(true));
    expect(admits(two, 'ben')).toBe(false);
    await redis.stop();
    expect(admits(two, 'ann')).toBe(true);
    await redis.restart();
  });

  it('what others say is bounded, whatever it is', async () => {
    const [one, two] = await testFleet(redis.url).startTwo();
    fill(two);
    const node = 'f'.repeat(16);
    const [forged, told] = ['ann', 'ben'].map(toldName);
    const { facts } = one.services.shared!;
    for (const value of [
      { node, viewers: [[forged, forged, true, -1]] },
      { node, viewers: [[forged, forged, true, Number.MAX_VALUE]] },
      { node, viewers: Array.from({ length: 501 }, () => [forged, forged, true, 1]) },
      { node, viewers: [[forged, 'short', true, 1]] },
      { node: 'another', viewers: [[forged, forged, true, 1]] },
    ])
      await facts.send('viewers', value);
    await facts.send('viewers', { node, viewers: [[told, told, true, 1]] });
    await vi.waitFor(() => expect(admits(two, 'ben')).toBe(true));
    expect(admits(two, 'ann')).toBe(false);
  });
});
