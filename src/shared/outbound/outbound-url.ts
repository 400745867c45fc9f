/** A URL that others name, checked as far as can be without connecting. Pure. */
import { isAllowedHost } from './allowed-hosts.js';
import { OutboundFailure } from './outbound-failure.js';

/** Where requests may go. */
export interface AllowedHosts {
  /** As `isHostPattern` accepts. */
  readonly allowedHosts: readonly string[];
  /** The setting that lists them, for the sentence that refuses. */
  readonly setting: string;
}

/** A URL of http or https, without its fragment. @throws OutboundFailure `refused`. */
export function readOutboundUrl(text: string, { allowedHosts, setting }: AllowedHosts): URL {
  if (!URL.canParse(text)) throw new OutboundFailure('refused', 'it is not a URL');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new OutboundFailure('refused', 'only http and https are read');
  if (url.username !== '' || url.password !== '')
    throw new OutboundFailure('refused', 'the URL has a user or a password');
  if (!isAllowedHost(allowedHosts, url))
    throw new OutboundFailure('refused', `its host is not in ${setting}`);
  url.hash = '';
  return url;
}
