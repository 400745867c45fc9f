import { isHostPattern } from '../shared/outbound/allowed-hosts.js';
import { setting } from '../shared/settings/setting.js';
import { listItems, onOrOff, text, wholeNumber } from '../shared/settings/values.js';

const hosts = text(
  'host names, each with a port or a leading *. if you like, * for any, with commas between them; or none',
  (value) => listItems(value).every(isHostPattern),
).transform(listItems);

export const adsSettings = {
  /** Empty: no ad server is asked. */
  adServers: setting('ONPLAY_AD_SERVERS', hosts.prefault('none')),
  /** For all documents that one tag leads to. */
  adTimeoutMs: setting('ONPLAY_AD_TIMEOUT_MS', wholeNumber(50, 10_000).prefault('1000')),
  /** Whether ad servers may have private addresses. */
  adPrivateAddresses: setting('ONPLAY_AD_PRIVATE_ADDRESSES', onOrOff.prefault('off')),
};
