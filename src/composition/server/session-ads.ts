/** What plays the ads of sessions. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { AdClient, AdServers, Creatives, SessionAds } from '../../ads/index.js';
import type { AssetLibrary } from '../../assets/index.js';
import type { Config } from '../../config/index.js';
import { isAllowedAddress } from '../../shared/outbound/allowed-addresses.js';
import type { Intake } from '../../uploads/index.js';

interface BuildAdsOptions {
  readonly intake: Intake;
  readonly library: AssetLibrary;
  readonly log: Logger;
}

/** How long the copy of one creative may take. */
const COPY_MS = 60_000;
/** How many are copied at once; the others wait. */
const COPIES_AT_ONCE = 4;

/** Copies of creatives are imports of the intake, which has to begin after this. */
export function buildAds(config: Config, { intake, library, log }: BuildAdsOptions) {
  const isAllowed = (address: string) => isAllowedAddress(address, config.adPrivateAddresses);
  const servers = new AdServers({ allowedHosts: config.adServers, isAllowed });
  const imports = intake.furtherImports({
    ...{ allowedHosts: config.adCreatives, isAllowed, maxBytes: config.adCreativeMaxBytes },
    ...{ timeoutMs: COPY_MS, atOnce: COPIES_AT_ONCE, folder: join(config.dataPath, 'creative-imports') },
    // A manifest that waits for one asks the library itself. After a restart, none waits.
    onArrived: (asset) => void intake.ready.add(asset),
  });
  const timeoutMs = config.adTimeoutMs;
  const client = new AdClient({ servers, timeoutMs });
  const ads = new SessionAds({ client, creatives: new Creatives({ library, imports, log }), timeoutMs, log });
  return { ads, adServers: servers };
}
