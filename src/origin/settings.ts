import net from 'node:net';
import { z } from 'zod';
import type { TokenKeySource } from '../access/index.js';
import type { accessSettings } from '../access/settings.js';
import type { downloadsSettings } from '../downloads/settings.js';
import type { encoderSettings } from '../encoder/settings.js';
import type { eventsSettings } from '../events/settings.js';
import { setting, type ValuesOf } from '../shared/settings/setting.js';
import { baseUrl, listItems, onOrOff, text } from '../shared/settings/values.js';

/** The key of the management API, which travels in a header. */
const adminKey = text('at least 16 printable ASCII characters without spaces', (value) =>
  /^[\x21-\x7e]{16,512}$/.test(value),
);

/** Where players carry grants. */
const grantPlace = z.enum(['path', 'cookie'], { error: 'expected path or cookie' });

/** Whose `X-Forwarded-*` headers are believed: named ranges, addresses or CIDRs, or `none`. */
const trustedProxies = text(
  'a comma-separated list of addresses, CIDRs, loopback, linklocal or uniquelocal, or none',
  (value) => listItems(value).every(isProxyRange),
).transform(listItems);

/** A prefix of 0 would trust every client, so that any of them could claim any address. */
function isProxyRange(item: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(item)) return true;
  const [address = '', prefix, ...rest] = item.split('/');
  const version = net.isIP(address);
  if (version === 0 || address.includes('%') || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (version === 4 ? 32 : 128);
}

export const originSettings = {
  /** Where clients reach this origin, without a `/` at the end; absent: as the request says. */
  publicUrl: setting('ONPLAY_PUBLIC_URL', baseUrl.optional()),
  /** Addresses, CIDRs and named ranges as Express's `trust proxy` takes them; empty: no proxy is trusted. */
  trustProxy: setting('ONPLAY_TRUST_PROXY', trustedProxies.prefault('none')),
  /** Absent: the management API is closed. */
  adminKey: setting('ONPLAY_ADMIN_KEY', adminKey.optional()),
  /** Whether players carry grants in the path of media URLs or in a cookie. */
  grantIn: setting('ONPLAY_GRANT_IN', grantPlace.prefault('path')),
  /** Whether inserts and ads are interstitials in HLS, where a token does not say it. */
  hlsInterstitials: setting('ONPLAY_HLS_INTERSTITIALS', onOrOff.prefault('off')),
};

/** What the routes can be set to: their own settings, and those of other parts that requests depend on. */
export type OriginConfig = ValuesOf<typeof originSettings> &
  Pick<ValuesOf<typeof accessSettings>, 'grantTtlSeconds'> &
  Pick<ValuesOf<typeof downloadsSettings>, 'maxDownloads'> &
  Pick<ValuesOf<typeof encoderSettings>, 'encodeTimeoutSeconds'> &
  Pick<ValuesOf<typeof eventsSettings>, 'hookSecret'> & {
    /** Absent where no tokens are issued. */
    readonly tokenKey?: TokenKeySource;
  };
