/** The claims of a playback token (RFC 7519 4): names on the wire, types and bounds. */
import { z } from 'zod';
import { adsClaimSchema, adTagOf } from '../../shared/ads/ads-claim.js';
import { type ClipRange, clipMomentOf, clipMomentSchema } from '../../shared/clip.js';
import { languageSchema } from '../../shared/language-schema.js';
import { overlaysSchema } from '../../shared/marks/overlays-claim.js';
import { insertsOf, insertsSchema } from '../../shared/sequence/inserts-claim.js';
import { piecesOf, piecesSchema } from '../../shared/sequence/pieces-claim.js';
import { isTextId } from '../../shared/text-id.js';
import { MAX_CODE } from '../../shared/trace/trace-code.js';
import { isNetwork } from './network-address.js';
import type { PlaybackScope } from './scope.js';
import { isSitePattern } from './site-pattern.js';

export const tokenAudience = 'onplay';

/** The last second of the year 9999. */
const endOfTime = 253_402_300_799;
const numericDate = z.number().min(0).max(endOfTime);
const positiveInteger = z.int().min(1);
const notSupported = z.undefined({ error: 'it is not supported by this version' }).optional();

/** A name that an issuer gives: any characters but control characters. */
export const nameSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'it must not contain control characters' });

/** The claims that restrict a token beyond asset, audience and expiry. */
export const optionalClaims = {
  /** Not before. */
  nbf: numericDate.optional(),
  max_height: positiveInteger.max(65_535).optional(),
  max_bitrate: positiveInteger.optional(),
  viewer: nameSchema.optional(),
  /** Whose viewer it is: tenants share what there is to encode with, and then the viewers of each. */
  tenant: nameSchema.optional(),
  ip: z.string().max(64).refine(isNetwork, { error: 'it must be an address or a CIDR' }).optional(),
  referrer: z
    .array(z.string().refine(isSitePattern, { error: 'each must be a host name, or *. and a host name' }))
    .min(1)
    .max(16)
    .optional(),
  /** The part of the asset that may be played. */
  start: clipMomentSchema.optional(),
  end: clipMomentSchema.optional(),
  /** The parts of the asset that are played one after another; within `start` and `end`. */
  pieces: piecesSchema.optional(),
  /** Other assets that are played before, within and after it; instead of those of the JSON file beside its master. */
  inserts: insertsSchema.optional(),
  /** The ad server that is asked what else is put into it; instead of that of the JSON file. */
  ads: adsClaimSchema.optional(),
  /** Whether inserts and ads are interstitials in HLS. */
  interstitials: z.boolean().optional(),
  /** BCP 47. */
  language: languageSchema.optional(),
  /** Id of the text that is burned into the video. */
  burn: z
    .union([z.int().min(0).transform(String), z.string()])
    .refine(isTextId, { error: 'it must be the id of a text, such as 2 or t-de' })
    .optional(),
  /** Whether files may be downloaded. Media is played without it. */
  download: z.boolean().optional(),
  /** How many streams the viewer may have at once. */
  max_streams: positiveInteger.max(1000).optional(),
  /** What is drawn into the video. */
  overlays: overlaysSchema.optional(),
  /** The hidden mark: a code of 32 bits, or that of the viewer. */
  trace: z
    .union([z.int().min(0).max(MAX_CODE), z.literal(true)], {
      error: 'it must be true, or a whole number of 32 bits',
    })
    .optional(),
};

/** What an issuer may mean to restrict or to change, and this version does not: what the token is for, and what is put into the video. */
const reservedClaims = {
  publish: notSupported,
  watermark: notSupported,
};

export const reservedClaimNames = Object.keys(reservedClaims);

/** The hidden mark of a viewer needs one. */
export function isTraceOfSomebody({
  trace,
  viewer,
}: {
  readonly trace?: unknown;
  readonly viewer?: unknown;
}): boolean {
  return trace !== true || viewer !== undefined;
}

/** What a schema of claims says where `isTraceOfSomebody` is false. */
export const traceOfNobody = {
  path: ['trace'],
  error: 'it is true only in a token with a viewer; else give a number',
};

/**
 * The claims of a genuine token. Unknown claims are ignored (RFC 7519 4), except reserved ones, with which a token is refused: it must never
 * permit more than its issuer meant.
 */
export const tokenClaimsSchema = z
  .object({
    sub: z.string().min(1),
    aud: z.union([z.string(), z.array(z.string()).max(16)]).optional(),
    exp: numericDate,
    ...optionalClaims,
    ...reservedClaims,
  })
  .refine(isTraceOfSomebody, traceOfNobody);

export type SignedClaims = z.output<typeof tokenClaimsSchema>;

export const optionalClaimNames = Object.keys(optionalClaims) as readonly (keyof typeof optionalClaims)[];

/** The optional claims, as they stand in a token. */
export type OptionalClaims = Partial<Pick<SignedClaims, (typeof optionalClaimNames)[number]>>;

/** The optional claims under the names that a `PlaybackScope` has for them; for `overlays` see `tokenMarks`. */
export function restrictionsOf(
  claims: OptionalClaims,
): Omit<
  PlaybackScope,
  'asset' | 'expiresAtSeconds' | 'token' | 'session' | 'granted' | 'marks' | 'marked' | 'code'
> {
  const clip = clipOf(claims);
  return {
    ...(clip && { clip }),
    ...(claims.pieces && { pieces: piecesOf(claims.pieces) }),
    ...(claims.inserts && { inserts: insertsOf(claims.inserts) }),
    ...(claims.ads !== undefined && { ads: claims.ads && adTagOf(claims.ads) }),
    ...(claims.interstitials !== undefined && { interstitials: claims.interstitials }),
    ...(claims.max_height !== undefined && { maxHeight: claims.max_height }),
    ...(claims.max_bitrate !== undefined && { maxBitrate: claims.max_bitrate }),
    ...(claims.viewer !== undefined && { viewer: claims.viewer }),
    ...(claims.tenant !== undefined && { tenant: claims.tenant }),
    ...(claims.ip !== undefined && { ip: claims.ip }),
    ...(claims.referrer !== undefined && { referrer: claims.referrer }),
    ...(claims.language !== undefined && { language: claims.language }),
    ...(claims.burn !== undefined && { burn: claims.burn }),
    ...(claims.download && { download: true }),
    ...(claims.max_streams !== undefined && { maxStreams: claims.max_streams }),
    ...(claims.trace !== undefined && { trace: claims.trace }),
  };
}

function clipOf({ start, end }: OptionalClaims): ClipRange | undefined {
  if (start === undefined && end === undefined) return undefined;
  return {
    ...(start !== undefined && { start: clipMomentOf(start) }),
    ...(end !== undefined && { end: clipMomentOf(end) }),
  };
}
