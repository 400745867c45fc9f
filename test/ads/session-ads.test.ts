import { describe, expect, it } from 'vitest';
import { AdFailure } from '../../src/ads/requests/ad-failure.js';
import { SessionAds } from '../../src/ads/session-ads.js';
import { toAssetId } from '../../src/shared/asset-id.js';
import { createLogger } from '../../src/shared/log.js';
import { breakOfAds, breakOfUrl, inline, vmap } from './support/documents.js';

const CREATIVE = toAssetId('ads/00000000000000000000000000000000');
const ANSWER = vmap(breakOfUrl('start', 'https://slow.example/'), breakOfAds('end', inline('a')));

/** Answers at once, but for one host, which never does. */
const servers = {
  fetch: (url: string, signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      if (!url.startsWith('https://slow.example')) return resolve(ANSWER);
      signal.addEventListener('abort', () => reject(new AdFailure({ code: 'ad_server_slow' })));
    }),
};
/** All are there, for who still waits. */
const creatives = {
  ready: async (_files: unknown, { signal }: { signal: AbortSignal }) =>
    signal.aborted ? undefined : CREATIVE,
};

describe('the ads of a session', () => {
  it('are those of the other breaks where the server of one is slow', async () => {
    const log = createLogger({ level: 'silent' });
    const ads = new SessionAds({ servers, creatives, timeoutMs: 500, log });
    const waiter = { client: 'ann', signal: new AbortController().signal };
    const breaks = await ads.of('https://ads.example/', {}, waiter);
    expect(breaks.map(({ at, ads: played }) => [at?.kind, played.map(({ asset }) => asset)])).toEqual([
      ['end', [CREATIVE]],
    ]);
  });

  it('are the same served ads in all manifests of one answer, for the origin that requests what they have requested', async () => {
    const log = createLogger({ level: 'silent' });
    const ads = new SessionAds({ servers, creatives, timeoutMs: 500, log, tracking: 'server' });
    const waiter = { client: 'ann', signal: new AbortController().signal };
    const firedOf = async (tag: string, address: string) => {
      const breaks = await ads.of(tag, { address }, waiter);
      return breaks[0]!.ads[0]!.tracking.fired;
    };
    const [one, again, other] = [
      await firedOf('https://ads.example/', '192.0.2.7'),
      await firedOf('https://ads.example/', '::ffff:192.0.2.7'),
      await firedOf('https://ads.example/', '192.0.2.8'),
    ];
    expect(one).toBeDefined();
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });
});
