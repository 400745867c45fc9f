/** A viewer or a token that may no longer play. */
export interface Revocation {
  /** 32 hex digits, from `viewerFingerprint` or `tokenFingerprint`. */
  readonly fingerprint: string;
  /** The end of the revocation, in seconds since 1970. */
  readonly untilSeconds: number;
}
