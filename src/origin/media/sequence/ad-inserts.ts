/** The inserts that an ad server chooses for a session. */
import type { BreakTime } from '../../../ads/index.js';
import type { Asset } from '../../../assets/index.js';
import type { AdTag } from '../../../shared/ads/ads-claim.js';
import type { Insert } from '../../../shared/sequence/inserts-claim.js';
import type { Entry, Exchange } from '../entry/entry.js';

/**
 * Those of which the creatives can be played now. Takes no longer than the time-out of ads, and never rejects. None for HEAD, which plays
 * nothing: an ad server would count an impression.
 */
export async function adInserts(
  { services: { ads }, request }: Exchange,
  { viewer: { client, signal } }: Pick<Entry, 'viewer'>,
  programme: Asset,
  tag: AdTag,
): Promise<readonly Insert[]> {
  if (request.method === 'HEAD') return [];
  const viewer = { asset: programme.id, address: request.ip, userAgent: request.headers['user-agent'] };
  const askedAt = performance.now();
  const breaks = await ads.of(tag.url, viewer, { client, signal });
  const waitedMs = Math.round(performance.now() - askedAt);
  request.log.info({ waitedMs, breaks: breaks.length }, 'a manifest waited for ads');
  const { seconds } = programme.presentation;
  return breaks.flatMap((adBreak) => {
    const at = adBreak.at ? momentOf(adBreak.at, seconds) : tag.at;
    return adBreak.ads.map((ad): Insert => ({ ...ad, at, isAligned: tag.isAligned }));
  });
}

/** @param duration of the programme, in seconds. */
function momentOf(at: BreakTime, duration: number): Insert['at'] {
  if (at.kind === 'start' || at.kind === 'end') return at.kind;
  const seconds = at.kind === 'time' ? at.ms / 1000 : (at.percent / 100) * duration;
  if (seconds === 0) return 'start';
  return seconds === duration ? 'end' : { seconds };
}
