import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { AdFiring, type FiringOutcome } from '../../../src/ads/firing/ad-firing.js';
import type { KeptAd } from '../../../src/ads/firing/kept-ads.js';
import type { SharedAds } from '../../../src/ads/firing/shared-ads.js';
import type { TrackedViewer } from '../../../src/ads/firing/tracking-client.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { createLogger } from '../../../src/shared/log.js';
import type { AdEvent } from '../../../src/shared/sequence/ad-tracking.js';

const T = 'https://t.example';
const expiresAtSeconds = Math.floor(Date.now() / 1000) + 600;
const ends = [4, 8];
const viewer = { client: 'ann', address: '203.0.113.7', userAgent: 'Television/7' };
const events: readonly AdEvent[] = [
  { event: 'start', url: `${T}/start?ip=[DEVICEIP]&s=[SERVERSIDE]&of=[CONTENTID]` },
  { event: 'midpoint', url: `${T}/midpoint` },
];

/** What two servers share. */
function together(): SharedAds {
  const [stored, taken] = [new Map<string, KeptAd>(), new Set<string>()];
  const isFirst = (name: string) => !taken.has(name) && Boolean(taken.add(name));
  return {
    store: (id: string, ad: KeptAd) => void stored.set(id, ad),
    find: async (id: string) => stored.get(id),
    take: async (id: string, indices: readonly number[]) => indices.filter((n) => isFirst(`${id} ${n}`)),
  } as unknown as SharedAds;
}

function bench(written: readonly AdEvent[] = events, shared?: SharedAds) {
  const requested: [string, TrackedViewer][] = [];
  const ended: FiringOutcome[] = [];
  const firing = new AdFiring({
    client: {
      request: async (url, of) => {
        requested.push([url, of]);
        return url.includes('fails') ? { kind: 'failed', reason: 'no' } : { kind: 'requested' };
      },
    },
    onEnd: (outcome) => ended.push(outcome),
    shared,
    log: createLogger({ level: 'silent' }),
  });
  const ad = { asset: toAssetId('film'), events: written, expiresAtSeconds, client: 'ann' };
  const id = firing.keep(ad);
  const deliver = (segment: number, of = id) =>
    firing.delivered({ id: of, segment, ends, expiresAtSeconds, viewer });
  return { firing, id, deliver, requested, ended, ad };
}

describe('tracking by the origin', () => {
  it('requests the events of a segment once, with macros filled in for the viewer who gets it', async () => {
    const { deliver, requested, ended } = bench();
    for (let n = 0; n < 5; n++) deliver(0);
    await vi.waitFor(() => expect(ended).toHaveLength(1));
    deliver(1);
    deliver(0);
    await vi.waitFor(() => expect(ended).toEqual(['requested', 'requested']));
    expect(requested).toEqual([
      [`${T}/start?ip=203.0.113.7&s=1&of=film`, { address: '203.0.113.7', userAgent: 'Television/7' }],
      [`${T}/midpoint`, expect.anything()],
    ]);
  });

  it('requests them for each session', async () => {
    const { firing, deliver, ad, requested } = bench();
    deliver(1);
    deliver(1, firing.keep(ad));
    await vi.waitFor(() => expect(requested).toHaveLength(2));
  });

  it('requests them once where segments come from several servers that share what they know', async () => {
    const shared = together();
    const [one, two] = [bench(events, shared), bench(events, shared)];
    two.deliver(0, one.id);
    two.deliver(0, one.id);
    one.deliver(0);
    one.deliver(1);
    await vi.waitFor(() => expect([...one.requested, ...two.requested]).toHaveLength(2));
    await setImmediate();
    const urls = [...one.requested, ...two.requested].map(([url]) => new URL(url).pathname);
    expect(urls.sort()).toEqual(['/midpoint', '/start']);
    expect([...one.ended, ...two.ended]).toEqual(['requested', 'requested']);
  });

  it('counts a segment of an ad that it does not know', async () => {
    const { deliver, ended, requested } = bench();
    deliver(0, 'AAAAAAAAAAAAAAAA');
    await vi.waitFor(() => expect(ended).toEqual(['lost']));
    expect(requested).toEqual([]);
  });

  it('counts what fails, and what is no URL once its macros are filled in', async () => {
    const { deliver, ended } = bench([
      { event: 'start', url: `${T}/fails` },
      { event: 'start', url: `${T}/?${'[DEVICEUA]'.repeat(800)}` },
      { event: 'start', url: 'https://[DEVICEUA]/' },
    ]);
    deliver(0);
    await vi.waitFor(() => expect(ended).toEqual(expect.arrayContaining(['failed', 'failed', 'failed'])));
  });
});
