/** A viewer or a token that may not play any more. */
export interface Revocation {
  /** 32 hex digits; see `revocationHandle`. */
  readonly fingerprint: string;
  /** From when on it need not be known any more, in seconds since 1970. */
  readonly untilSeconds: number;
}
