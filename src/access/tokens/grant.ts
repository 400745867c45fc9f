/**
 * The grant: the short signed proof in media URLs, `/-/{grant}/...`, that replaces the playback token.
 *
 *     grant   = payload "." base64url(first 16 bytes of HMAC-SHA256(key, label LF path of the asset LF payload))
 *     payload = base64url(JSON), with one-letter names
 *
 * The signature covers the asset's path, which the payload omits because the URL has it: a grant in front of another
 * asset's path is forged. The path is signed percent-encoded as in the URL, so that edges need not decode it. HMAC-SHA256 may
 * be truncated to 128 bits (RFC 2104 5). Edges rely on the order of the payload's members.
 */
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type AssetId, assetPath } from '../../shared/asset-id.js';
import { readGrantedClip, writeGrantedClip } from '../../shared/clip.js';
import { OnplayError } from '../../shared/errors.js';
import { readGrantedMarks, writeGrantedMarks } from '../../shared/marks/granted-marks.js';
import { readCode, writeCode } from '../../shared/trace/trace-code.js';
import { type BrokenRule, brokenRule, type PlaybackScope, type RequestContext } from './scope.js';
import { optionalClaims } from './token-claims.js';

const label = 'onplay grant v1';
const macBytes = 16;
/** Only a token with marks leads to a longer one: a grant holds the same values under shorter names, but marks are encoded twice. */
const maximumLength = 4096;
const grantForm = /^([\w-]+)\.([\w-]{22})$/;

const payloadSchema = z.strictObject({
  /** Expiry, in seconds since 1970. */
  e: z.int().min(0),
  /** Maximum height, maximum bitrate, network, sites, viewer, and the token as `tokenName` returns it. */
  h: optionalClaims.max_height,
  b: optionalClaims.max_bitrate,
  /** The clip, as `writeGrantedClip` writes it. */
  c: z
    .string()
    .refine((text) => readGrantedClip(text) !== undefined)
    .optional(),
  /** The marks, as `writeGrantedMarks` writes them. */
  o: z
    .string()
    .refine((text) => readGrantedMarks(text) !== undefined)
    .optional(),
  i: optionalClaims.ip,
  r: optionalClaims.referrer,
  v: optionalClaims.viewer,
  t: z
    .string()
    .regex(/^[\w-]{16}$/)
    .optional(),
  /** The tenant. */
  n: optionalClaims.tenant,
  /** How many streams the viewer may have at once, and the one of them that the grant is for. */
  m: optionalClaims.max_streams,
  s: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  /** The code of the hidden mark, as `writeCode` writes it. */
  w: z
    .string()
    .refine((text) => readCode(text) !== undefined)
    .optional(),
});

const details = {
  malformed: 'This URL is not one that Onplay gave out. Take it from a fresh manifest.',
  forged: 'This URL is not one that Onplay gave out for this asset. Take it from a fresh manifest.',
  expired: 'The permission in this URL has expired. Ask for the manifest again with a valid token.',
  wrong_ip: 'This URL may not be used from this network.',
  wrong_referrer: 'This URL may not be used on this site, or the page hides which site it is.',
  revoked: 'The permission in this URL was taken back.',
} as const;

/**
 * The grant for a scope: URL-safe, at most 4096 characters, deterministic for a scope and a key.
 * @throws OnplayError `marks_impossible` for a token with marks and so much else that no grant has room for it.
 */
export function issueGrant(key: KeyObject, scope: PlaybackScope): string {
  if ((scope.clip || scope.pieces) && !scope.granted)
    throw new Error('the clip of a token has to be resolved for a grant');
  if (scope.marks && !scope.marked) throw new Error('the marks of a token have to be resolved for a grant');
  if (scope.trace !== undefined && scope.code === undefined)
    throw new Error('the hidden mark of a token has to be resolved for a grant');
  // It would open media that no limit counts.
  if ((scope.maxStreams === undefined) !== (scope.session === undefined))
    throw new Error('a grant has a session if its token limits streams, and only then');
  const payload = encodePayload({
    e: Math.floor(scope.expiresAtSeconds),
    h: scope.maxHeight,
    b: scope.maxBitrate,
    c: scope.granted && writeGrantedClip(scope.granted),
    o: scope.marked && writeGrantedMarks(scope.marked),
    i: scope.ip,
    r: scope.referrer?.slice(),
    v: scope.viewer,
    t: scope.token,
    n: scope.tenant,
    m: scope.maxStreams,
    s: scope.session,
    w: scope.code === undefined ? undefined : writeCode(scope.code),
  });
  const grant = `${payload}.${macOf(key, scope.asset, payload)}`;
  if (grant.length > maximumLength) throw tooLong();
  return grant;
}

/**
 * The scope of a grant that the request may use.
 *
 * @throws OnplayError `grant_malformed`, `grant_forged`, `grant_expired`, `grant_wrong_ip`, `grant_wrong_referrer`
 */
export function verifyGrant(key: KeyObject, grant: string, request: RequestContext): PlaybackScope {
  const [, payload, mac] = (grant.length <= maximumLength && grantForm.exec(grant)) || [];
  if (payload === undefined || mac === undefined) throw grantError('malformed');
  // Compares text, not bytes: base64url has several spellings of the same bytes, and only one is accepted.
  if (!timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(key, request.asset, payload))))
    throw grantError('forged');
  const scope = toScope(request.asset, decodePayload(payload));
  const broken = brokenRule(scope, request);
  if (broken !== undefined) throw grantRuleError(broken);
  return scope;
}

/**
 * When a grant expires, in seconds since 1970: with its token, or `grantTtlSeconds` from now if that is sooner. Rounded
 * down to a whole minute, so that requests close together get the same URLs; not rounded if less than ten minutes remain.
 */
export function grantExpirySeconds(
  tokenExpiresAtSeconds: number,
  nowSeconds: number,
  grantTtlSeconds: number,
): number {
  const latest = Math.floor(Math.min(tokenExpiresAtSeconds, nowSeconds + grantTtlSeconds));
  return latest - nowSeconds < 600 ? latest : latest - (latest % 60);
}

type Payload = z.output<typeof payloadSchema>;

function macOf(key: KeyObject, asset: AssetId, payload: string): string {
  const mac = createHmac('sha256', key)
    .update(`${label}\n${assetPath(asset)}\n${payload}`)
    .digest();
  return mac.subarray(0, macBytes).toString('base64url');
}

/** Members always in this order; undefined ones are omitted. */
function encodePayload({ e, h, b, c, o, i, r, v, t, n, m, s, w }: Payload): string {
  return Buffer.from(JSON.stringify({ e, h, b, c, o, i, r, v, t, n, m, s, w })).toString('base64url');
}

/** A correctly signed payload is malformed only if another version of Onplay wrote it. */
function decodePayload(text: string): Payload {
  try {
    const payload = payloadSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    const isWhole = (payload.m === undefined) === (payload.s === undefined);
    if (isWhole && encodePayload(payload) === text) return payload;
  } catch (cause) {
    throw grantError('malformed', cause);
  }
  throw grantError('malformed');
}

function toScope(asset: AssetId, { e, h, b, c, o, i, r, v, t, n, m, s, w }: Payload): PlaybackScope {
  const granted = c === undefined ? undefined : readGrantedClip(c);
  const marked = o === undefined ? undefined : readGrantedMarks(o);
  const code = w === undefined ? undefined : readCode(w);
  return {
    asset,
    expiresAtSeconds: e,
    ...(h !== undefined && { maxHeight: h }),
    ...(b !== undefined && { maxBitrate: b }),
    ...(granted && { granted }),
    ...(marked && { marked }),
    ...(i !== undefined && { ip: i }),
    ...(r !== undefined && { referrer: r }),
    ...(v !== undefined && { viewer: v }),
    ...(t !== undefined && { token: t }),
    ...(n !== undefined && { tenant: n }),
    ...(m !== undefined && { maxStreams: m }),
    ...(s !== undefined && { session: s }),
    ...(code !== undefined && { code }),
  };
}

function tooLong(): OnplayError {
  return new OnplayError('marks_impossible', {
    publicDetail: 'The token says so much that no URL has room for it beside its marks. Make them shorter.',
  });
}

/** The error for a genuine grant that the request may not use. */
export function grantRuleError(broken: BrokenRule | 'revoked'): OnplayError {
  return grantError(broken);
}

function grantError(problem: keyof typeof details, cause?: unknown): OnplayError {
  return new OnplayError(`grant_${problem}`, { publicDetail: details[problem], cause });
}
