/** The keys that verify the signatures of playback tokens. */
import type { KeyObject } from 'node:crypto';

type SignatureAlgorithm = 'HS256' | 'RS256' | 'ES256';

/** The part of a token's header that chooses a key (RFC 7515 4.1.1, 4.1.4). */
export interface KeyHint {
  readonly alg: string;
  readonly kid?: string | undefined;
}

/** A key and the one algorithm it may be used with (RFC 8725 3.1). */
export interface VerificationKey {
  readonly algorithm: SignatureAlgorithm;
  readonly key: KeyObject;
}

/** Finds the key for a token; undefined if no configured key could have signed it. */
export type FindKey = (hint: KeyHint) => Promise<VerificationKey | undefined>;
