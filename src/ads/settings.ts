import { isHostPattern } from '../shared/outbound/allowed-hosts.js';
import { setting } from '../shared/settings/setting.js';
import { listItems, onOrOff, text, wholeNumber } from '../shared/settings/values.js';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;
const tebibyte = 1024 ** 4;

const hosts = text(
  'host names, each with a port or a leading *. if you like, * for any, with commas between them; or none',
  (value) => listItems(value).every(isHostPattern),
).transform(listItems);

const tracker = text('player or server', (value) => value === 'player' || value === 'server').transform(
  (value) => value as 'player' | 'server',
);

export const adsSettings = {
  /** Empty: no ad server is asked. */
  adServers: setting('ONPLAY_AD_SERVERS', hosts.prefault('none')),
  /** For all documents that one tag leads to. */
  adTimeoutMs: setting('ONPLAY_AD_TIMEOUT_MS', wholeNumber(50, 30_000).prefault('1000')),
  /** The hosts that creatives may be copied from. Empty: those that are assets already are played. */
  adCreatives: setting('ONPLAY_AD_CREATIVES', hosts.prefault('none')),
  /** Of one creative. */
  adCreativeMaxBytes: setting(
    'ONPLAY_AD_CREATIVE_MAX_BYTES',
    wholeNumber(1, 64 * gibibyte).prefault(String(256 * mebibyte)),
  ),
  /** Of all creatives that this server has copied; with less than one may have, none is. */
  adCreativesMaxBytes: setting(
    'ONPLAY_AD_CREATIVES_MAX_BYTES',
    wholeNumber(0, 1024 * tebibyte).prefault(String(16 * gibibyte)),
  ),
  /** Who requests the tracking URLs of ads that are played. */
  adTracking: setting('ONPLAY_AD_TRACKING', tracker.prefault('player')),
  /** Whether ad servers and the hosts of creatives may have private addresses. */
  adPrivateAddresses: setting('ONPLAY_AD_PRIVATE_ADDRESSES', onOrOff.prefault('off')),
};
