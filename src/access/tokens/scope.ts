/** What a playback token or a grant opens, and for whom. */
import type { AssetId } from '../../shared/asset-id.js';
import { isInNetwork } from './network-address.js';
import { isFromSite } from './site-pattern.js';

/** The most that a viewer may be given. */
export interface TokenLimits {
  /** Of a rendition's shorter side, in pixels. */
  readonly maxHeight?: number;
  /** Of video and audio together, in bit/s. */
  readonly maxBitrate?: number;
}

/** What somebody may play until when, and from where. */
export interface PlaybackScope extends TokenLimits {
  readonly asset: AssetId;
  /** The first moment at which it is over, in seconds since 1970 (RFC 7519 4.1.4). */
  readonly expiresAtSeconds: number;
  /** Who watches, for the log and to be revoked. At most 128 characters. */
  readonly viewer?: string;
  /** Which token it was, as `tokenHandle` gives it. */
  readonly token?: string;
  /** The network requests must come from: an address or a CIDR. */
  readonly ip?: string;
  /** The sites requests must come from: host names, `*.` in front for all below one. */
  readonly referrer?: readonly string[];
}

/** What a request shows of itself and of its time. */
export interface RequestContext {
  readonly asset: AssetId;
  /** The client's address, as it is behind trusted proxies. */
  readonly ip: string | undefined;
  /** The value of `Referer`, or of `Origin` where there is no `Referer`. */
  readonly referrer: string | undefined;
  /** Seconds since 1970. */
  readonly nowSeconds: number;
}

/** What may stand against a request. */
export type BrokenRule = 'expired' | 'wrong_ip' | 'wrong_referrer';

/** The first rule of a scope that a request breaks, or undefined. Whether it is for this asset is not looked at. */
export function brokenRule(scope: PlaybackScope, request: RequestContext): BrokenRule | undefined {
  if (request.nowSeconds >= scope.expiresAtSeconds) return 'expired';
  if (scope.ip !== undefined && !isInNetwork(request.ip, scope.ip)) return 'wrong_ip';
  if (scope.referrer !== undefined && !isFromSite(request.referrer, scope.referrer)) return 'wrong_referrer';
  return undefined;
}
