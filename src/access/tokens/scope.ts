/** What a playback token or a grant permits, and to which viewer. */

import type { AdTag } from '../../shared/ads/ads-claim.js';
import type { AssetId } from '../../shared/asset-id.js';
import type { ClipRange, GrantedClip } from '../../shared/clip.js';
import type { GrantedMarks } from '../../shared/marks/granted-marks.js';
import type { Mark } from '../../shared/marks/mark.js';
import type { Insert } from '../../shared/sequence/inserts-claim.js';
import { isInNetwork } from './network-address.js';
import { isFromSite } from './site-pattern.js';

/** Upper limits on the renditions a viewer may get. */
export interface TokenLimits {
  /** Of a rendition's shorter side, in pixels. */
  readonly maxHeight?: number;
  /** Of video and audio together, in bit/s. */
  readonly maxBitrate?: number;
}

/** Which asset may be played, until when, by which viewer and from where. */
export interface PlaybackScope extends TokenLimits {
  readonly asset: AssetId;
  /** In seconds since 1970; expired at this moment and after (RFC 7519 4.1.4). */
  readonly expiresAtSeconds: number;
  /** The viewer's name, for the log and for revocation. At most 128 characters. */
  readonly viewer?: string;
  /** Whose viewer it is; viewers of two tenants are two, also with one name. At most 128 characters. */
  readonly tenant?: string;
  /** The token it comes from, as `tokenName` returns it. */
  readonly token?: string;
  /** The network that requests must come from: an address or a CIDR. */
  readonly ip?: string;
  /** The sites that requests must come from: host names, or `*.` and a host name for all its subdomains. */
  readonly referrer?: readonly string[];
  /** The viewer's language, as a BCP 47 tag: which audio and text a manifest proposes. Not in grants, since it restricts nothing. */
  readonly language?: string;
  /** The part of the asset that may be played; default all. Of a token only: a grant has `granted`. */
  readonly clip?: ClipRange;
  /** What is played of the asset, one after another; default all at once. Of a token only: each piece has a grant with `granted`. */
  readonly pieces?: readonly ClipRange[];
  /** Other assets that are put in; empty where there are none, whatever the JSON file beside the master says. Of a token only. */
  readonly inserts?: readonly Insert[];
  /** The ad server that is asked for more of them; false where none is, whatever that file says. Of a token only. */
  readonly ads?: AdTag | false;
  /** Whether what is put in is interstitials in HLS; default as the server is set. Of a token only. */
  readonly interstitials?: boolean;
  /** What a grant opens of the asset; default all. Of a grant only. */
  readonly granted?: GrantedClip;
  /** What is drawn into the video. Of a token only: a grant has `marked`. */
  readonly marks?: readonly Mark[];
  /** What a grant with marks opens. Of a grant only. */
  readonly marked?: GrantedMarks;
  /** The hidden mark: a code, or `true` for that of the viewer. Of a token only: a grant has `code`. */
  readonly trace?: number | true;
  /** The code of the hidden mark, without which a grant opens no video. Of a grant only. */
  readonly code?: number;
  /** Id of the text that manifests have burned in. Not in grants: the URLs of a manifest name what has it. */
  readonly burn?: string;
  /** Files may be downloaded. Of a token only: no grant has it, since downloads need the token itself. */
  readonly download?: true;
  /** How many streams the viewer may have at once, of all assets; of a token without a viewer, how many with this token. */
  readonly maxStreams?: number;
  /** The stream that a grant is for, as 16 hexadecimal digits. In each grant with `maxStreams`, and in no token. */
  readonly session?: string;
}

/** The facts about a request that a scope is checked against. */
export interface RequestContext {
  readonly asset: AssetId;
  /** The client's address, resolved through trusted proxies. */
  readonly ip: string | undefined;
  /** The value of `Referer`, or of `Origin` where there is no `Referer`. */
  readonly referrer: string | undefined;
  /** Seconds since 1970. */
  readonly nowSeconds: number;
}

/** The rules of a scope that a request may break. */
export type BrokenRule = 'expired' | 'wrong_ip' | 'wrong_referrer';

/** The first rule of a scope that a request breaks, or undefined. Does not compare the assets. */
export function brokenRule(scope: PlaybackScope, request: RequestContext): BrokenRule | undefined {
  if (request.nowSeconds >= scope.expiresAtSeconds) return 'expired';
  if (scope.ip !== undefined && !isInNetwork(request.ip, scope.ip)) return 'wrong_ip';
  if (scope.referrer !== undefined && !isFromSite(request.referrer, scope.referrer)) return 'wrong_referrer';
  return undefined;
}
