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

interface Given {
  readonly shared?: SharedAds;
  readonly of?: typeof viewer;
}

function bench(written: readonly AdEvent[] = events, { shared, of = viewer }: Given = {}) {
  const lines: string[] = [];
  const requested: [string, TrackedViewer][] = [];
  const ended: FiringOutcome[] = [];
  const firing = new AdFiring({
    client: {
      request: async (url, told) => {
        requested.push([url, told]);
        return url.includes('fails') ? { kind: 'failed', reason: 'no' } : { kind: 'requested' };
      },
    },
    onEnd: (outcome) => ended.push(outcome),
    shared,
    log: createLogger({ level: 'warn', destination: { write: (line) => lines.push(line) } }),
  });
  const ad = { asset: toAssetId('film'), events: written, expiresAtSeconds, client: 'ann' };
  const id = firing.keep(ad);
  const deliver = (segment: number, named = id) =>
    firing.delivered({ id: named, segment, ends, expiresAtSeconds, viewer: of });
  return { firing, deliver, requested, ended, ad, id, lines };
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
    deliver(1, firing.keep({ ...ad, events: [...ad.events] }));
    await vi.waitFor(() => expect(requested).toHaveLength(2));
  });

  it('requests them once where segments come from several servers that share what they know', async () => {
    const shared = together();
    const [one, two] = [bench(events, { shared }), bench(events, { shared })];
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

  it('requests them once for all manifests in which a client has one served ad', async () => {
    const { firing, deliver, ad, id, ended } = bench();
    expect(firing.keep({ ...ad, expiresAtSeconds: expiresAtSeconds + 3 })).toBe(id);
    const others = [
      firing.keep({ ...ad, client: 'ben' }),
      firing.keep({ ...ad, asset: toAssetId('other') }),
      firing.keep({ ...ad, events: [...ad.events] }),
    ];
    expect(new Set([id, ...others]).size).toBe(4);
    deliver(1);
    deliver(1, firing.keep(ad));
    deliver(1, others[0]);
    await vi.waitFor(() => expect(ended).toHaveLength(2));
  });

  it('tells the IPv4 address of a viewer whose socket has it within IPv6', async () => {
    const { deliver, requested } = bench(events, { of: { ...viewer, address: '::ffff:203.0.113.7' } });
    deliver(0);
    await vi.waitFor(() =>
      expect(requested).toEqual([
        [`${T}/start?ip=203.0.113.7&s=1&of=film`, { address: '203.0.113.7', userAgent: 'Television/7' }],
      ]),
    );
  });

  it('has one line in the log for all that fails at one host at once', async () => {
    const failing = Array.from({ length: 20 }, (): AdEvent => ({ event: 'start', url: `${T}/fails` }));
    const { deliver, ended, lines } = bench(failing);
    deliver(0);
    await vi.waitFor(() => expect(ended).toHaveLength(20));
    expect(lines).toHaveLength(1);
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
