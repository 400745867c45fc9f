/** The inserts that an ad server chooses for a session. */
import type { BreakTime } from '../../../ads/index.js';
import type { Asset } from '../../../assets/index.js';
import type { AdTag } from '../../../shared/ads/ads-claim.js';
import type { Insert } from '../../../shared/sequence/inserts-claim.js';
import type { Exchange } from '../entry/entry.js';

/** Those of which the creatives can be played now. Takes no longer than the time-out of ads, and never rejects. */
export async function adInserts(
  { services: { ads }, request }: Exchange,
  programme: Asset,
  tag: AdTag,
): Promise<readonly Insert[]> {
  const viewer = { asset: programme.id, address: request.ip, userAgent: request.headers['user-agent'] };
  const breaks = await ads.of(tag.url, viewer);
  const { seconds } = programme.presentation;
  return breaks.flatMap((adBreak) => {
    const at = adBreak.at ? momentOf(adBreak.at, seconds) : tag.at;
    return adBreak.ads.map((asset): Insert => ({ asset, at, isAligned: tag.isAligned }));
  });
}

/** @param duration of the programme, in seconds. */
function momentOf(at: BreakTime, duration: number): Insert['at'] {
  if (at.kind === 'start' || at.kind === 'end') return at.kind;
  const seconds = at.kind === 'time' ? at.ms / 1000 : (at.percent / 100) * duration;
  if (seconds === 0) return 'start';
  return seconds === duration ? 'end' : { seconds };
}
