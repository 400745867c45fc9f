/** Reads a JSON Web Key Set (RFC 7517 5) into the keys that tokens may be signed with. */
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { KeyHint, VerificationKey } from './verification-key.js';

const maximumKeys = 100;
const minimumModulusBits = 2048;
const text = z.string().max(4096);
const common = {
  kid: z.string().min(1).max(256),
  use: z.literal('sig').optional(),
  key_ops: z
    .array(z.string())
    .refine((operations) => operations.includes('verify'))
    .optional(),
};

/** RFC 7518 6.2.1 and 6.3.1: the public members only. */
const signatureKey = z.discriminatedUnion('kty', [
  z.object({ ...common, kty: z.literal('RSA'), alg: z.literal('RS256').optional(), n: text, e: text }),
  z.object({
    ...common,
    kty: z.literal('EC'),
    alg: z.literal('ES256').optional(),
    crv: z.literal('P-256'),
    x: text,
    y: text,
  }),
]);

const keySet = z.object({ keys: z.array(z.unknown()).max(maximumKeys) });

/** Public keys by `keyName`. */
export type KeysByName = ReadonlyMap<string, VerificationKey>;

/** The name that a token's header selects a key by. Unambiguous, since no algorithm name contains a space. */
export function keyName({ alg, kid }: KeyHint): string {
  return `${alg} ${kid ?? ''}`;
}

/**
 * The keys of a set that verify RS256 or ES256. Ignores keys of other types and uses (RFC 7517 5) and RSA keys below
 * 2048 bits (RFC 7518 3.3); of two keys with the same name the first wins.
 *
 * @throws SyntaxError or ZodError if `json` is not a key set
 */
export function parseJwks(json: string): KeysByName {
  const keys = new Map<string, VerificationKey>();
  for (const candidate of keySet.parse(JSON.parse(json)).keys) {
    const parsed = signatureKey.safeParse(candidate);
    const key = parsed.success ? publicKey(parsed.data) : undefined;
    if (parsed.data === undefined || key === undefined) continue;
    const algorithm = parsed.data.kty === 'RSA' ? 'RS256' : 'ES256';
    const name = keyName({ alg: algorithm, kid: parsed.data.kid });
    if (!keys.has(name)) keys.set(name, { algorithm, key });
  }
  return keys;
}

function publicKey(jwk: z.output<typeof signatureKey>): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    return (key.asymmetricKeyDetails?.modulusLength ?? minimumModulusBits) < minimumModulusBits
      ? undefined
      : key;
  } catch {
    return undefined;
  }
}
