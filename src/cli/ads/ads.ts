import { AdClient, AdServers } from '../../ads/index.js';
import { loadConfig } from '../../config/index.js';
import { isAllowedAddress } from '../../shared/outbound/allowed-addresses.js';
import { adsText } from './ads-text.js';

/** `onplay ads URL`: what a manifest would get of an ad tag, and within which time. */
export async function ads(tag: string, options: { readonly json?: boolean }): Promise<void> {
  const { adServers, adPrivateAddresses, adTimeoutMs: timeoutMs } = loadConfig();
  const servers = new AdServers({
    allowedHosts: adServers,
    isAllowed: (address) => isAllowedAddress(address, adPrivateAddresses),
  });
  const startedAt = performance.now();
  const answer = await new AdClient({ servers, timeoutMs }).breaks(tag, {});
  const tookMs = Math.round(performance.now() - startedAt);
  await servers.close();
  const output = options.json
    ? JSON.stringify({ tookMs, ...answer }, null, 2)
    : adsText(answer, { tookMs, timeoutMs });
  process.stdout.write(`${output}\n`);
}
