/** What plays the ads of sessions. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import {
  AdFiring,
  AdServers,
  CopyTurns,
  CreativeRoom,
  Creatives,
  MAX_COPIES_OF_SERVER,
  SessionAds,
  SharedAds,
  TrackingClient,
} from '../../ads/index.js';
import type { AssetLibrary } from '../../assets/index.js';
import type { Config } from '../../config/index.js';
import type { Invalidations } from '../../edges/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import type { Metrics } from '../../shared/metrics.js';
import { isAllowedAddress } from '../../shared/outbound/allowed-addresses.js';
import type { Intake } from '../../uploads/index.js';
import type { SharedState } from './shared-state.js';

interface BuildAdsOptions {
  readonly intake: Intake;
  readonly library: AssetLibrary;
  readonly invalidations: Pick<Invalidations, 'start'>;
  readonly shared: Pick<SharedState, 'link' | 'seal'> | undefined;
  readonly metrics: Pick<Metrics, 'adTracking'>;
  readonly log: Logger;
}

/** How long the copy of one creative may take. */
const COPY_MS = 60_000;
/** How many are copied at once: as many as two ad servers may. The others wait. */
const COPIES_AT_ONCE = 2 * MAX_COPIES_OF_SERVER;

/** How long a stop waits for tracking URLs that are to be requested. */
const MAX_FIRING_MS = 2000;

/** Copies of creatives are imports of the intake, which has to begin after this. */
export function buildAds(config: Config, options: BuildAdsOptions) {
  const { intake, library, invalidations, log } = options;
  const isAllowed = (address: string) => isAllowedAddress(address, config.adPrivateAddresses);
  const servers = new AdServers({ allowedHosts: config.adServers, isAllowed });
  const imports = intake.furtherImports({
    ...{ allowedHosts: config.adCreatives, isAllowed, maxBytes: config.adCreativeMaxBytes },
    ...{ timeoutMs: COPY_MS, atOnce: COPIES_AT_ONCE, folder: join(config.dataPath, 'creative-imports') },
    // A manifest that waits for one asks the library itself. After a restart, none waits.
    onArrived: (asset) => void intake.ready.add(asset),
  });
  /** As `DELETE /api/assets/{asset}` does. */
  const remove = async (asset: AssetId) => {
    await imports.remove(asset);
    await library.revalidate(asset);
    await invalidations.start({ target: { kind: 'asset', asset }, mode: 'hard' });
  };
  const room = new CreativeRoom({
    ...{ file: join(config.dataPath, 'creatives.json'), remove, log },
    ...{ maxBytes: config.adCreativesMaxBytes, maxCreativeBytes: config.adCreativeMaxBytes },
    playedMs: config.grantTtlSeconds * 1000,
    isShared: config.adServers.length > 1,
  });
  const { adTracking: tracking } = config;
  const creatives = new Creatives({ library, imports, room, turns: new CopyTurns(), log });
  const ads = new SessionAds({ servers, creatives, timeoutMs: config.adTimeoutMs, log, tracking });
  return { ads, adServers: servers, ...(tracking === 'server' && buildFiring(options, isAllowed)) };
}

/** What requests tracking URLs, and `closeFiring`, which ends it. */
function buildFiring(
  { shared, metrics, log }: BuildAdsOptions,
  isAllowed: (address: string) => boolean,
): { readonly adFiring: AdFiring; closeFiring(): Promise<void> } {
  const client = new TrackingClient({ isAllowed });
  const adFiring = new AdFiring({
    ...{ client, log, onEnd: (outcome) => metrics.adTracking.inc({ outcome }) },
    shared: shared && new SharedAds(shared.link, shared.seal('ads')),
  });
  const closeFiring = async () => {
    await adFiring.close(MAX_FIRING_MS);
    await client.close();
  };
  return { adFiring, closeFiring };
}
