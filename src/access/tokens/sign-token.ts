/** Signs playback tokens, for the command line and the demo. */
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { AssetId } from '../../shared/asset-id.js';
import { OnplayError } from '../../shared/errors.js';
import { OverlayProblem } from '../../shared/marks/overlays-claim.js';
import { secretKey } from './signing-keys.js';
import {
  isTraceOfSomebody,
  type OptionalClaims,
  optionalClaimNames,
  optionalClaims,
  tokenAudience,
  traceOfNobody,
} from './token-claims.js';
import { tokenMarks } from './token-marks.js';

const durationUnits = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const maximumDurationSeconds = 366 * durationUnits.d;
/** Never read as JSON: a viewer may be called 007. */
const TEXT_CLAIMS = ['viewer', 'tenant', 'ip', 'language'];
const claimsSchema = z.strictObject(optionalClaims).refine(isTraceOfSomebody, traceOfNobody);

interface SignTokenOptions {
  /** The token's lifetime, from `nowSeconds` on. */
  readonly ttlSeconds: number;
  readonly claims?: OptionalClaims;
  /** Seconds since 1970; by default now. */
  readonly nowSeconds?: number;
}

/**
 * A token for one asset, signed with HS256 (RFC 7518 3.2).
 *
 * @throws OnplayError `argument_invalid` if a claim is unknown or wrong
 */
export function signToken(secret: string, asset: AssetId, options: SignTokenOptions): string {
  const nowSeconds = Math.floor(options.nowSeconds ?? Date.now() / 1000);
  const times = { iat: nowSeconds, exp: nowSeconds + options.ttlSeconds };
  const claims = checkedClaims(options.claims ?? {});
  const payload = { ...claims, ...times, sub: asset, aud: tokenAudience };
  assertDrawable(claims, payload);
  return jwt.sign(payload, secretKey(secret), { algorithm: 'HS256' });
}

/** Rather than at the first manifest. @throws OnplayError `argument_invalid`. */
function assertDrawable(claims: OptionalClaims, payload: Readonly<Record<string, unknown>>): void {
  try {
    tokenMarks(claims, payload);
  } catch (error) {
    throw error instanceof OverlayProblem ? argumentInvalid(`${error.message}.`) : error;
  }
}

/**
 * The seconds of a duration with its unit: `90s`, `15m`, `4h`, `7d`; from one second to 366 days.
 *
 * @throws OnplayError `argument_invalid`
 */
export function parseDuration(text: string): number {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * durationUnits[unit as keyof typeof durationUnits];
  if (seconds >= 1 && seconds <= maximumDurationSeconds) return seconds;
  throw argumentInvalid('A duration is a number and a unit, as in 90s, 15m, 4h or 7d, up to 366 days.');
}

/**
 * Parses claims written as `name=value` into the types they have in a token: as JSON where they are JSON (`max_height=720`), else as text
 * (`start=f100`), and `referrer=a.example,b.example` as a list.
 *
 * @throws OnplayError `argument_invalid` for one that is malformed, given twice, unknown or out of bounds
 */
export function parseClaims(assignments: readonly string[]): OptionalClaims {
  const claims = new Map<string, unknown>();
  for (const assignment of assignments) {
    const separator = assignment.indexOf('=');
    const name = assignment.slice(0, separator);
    if (separator < 1) throw argumentInvalid('A claim is written as name=value.');
    if (claims.has(name)) throw argumentInvalid(`The claim ${name} is given twice.`);
    claims.set(name, typedClaim(name, assignment.slice(separator + 1)));
  }
  return checkedClaims(Object.fromEntries(claims));
}

function typedClaim(name: string, value: string): unknown {
  if (name === 'referrer') return value.split(',').map((site) => site.trim());
  if (TEXT_CLAIMS.includes(name)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function checkedClaims(claims: unknown): OptionalClaims {
  const parsed = claimsSchema.safeParse(claims);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) =>
    `${issue.path.join('.')}: ${issue.message}`.replace(/^: /, ''),
  );
  throw argumentInvalid(
    `${problems.join('; ')}. The claims that can be given are ${optionalClaimNames.join(', ')}.`,
  );
}

function argumentInvalid(publicDetail: string): OnplayError {
  return new OnplayError('argument_invalid', { publicDetail });
}
