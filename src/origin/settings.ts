import type { TokenKeySource } from '../access/index.js';

/** What the HTTP interface itself can be told. */
export interface OriginSettings {
  /** Where clients reach this origin, without a `/` at the end; undefined: as the request says. */
  readonly publicUrl?: string;
  /** Addresses, CIDRs and named ranges as Express's `trust proxy` takes them; empty: no proxy is trusted. */
  readonly trustProxy: readonly string[];
  /** Absent where no tokens are issued. */
  readonly tokenKey?: TokenKeySource;
  readonly grantTtlSeconds: number;
  /** Whether players carry grants in the path of media URLs or in a cookie. */
  readonly grantIn: 'path' | 'cookie';
  /** Of incoming webhooks; undefined: none are taken. */
  readonly hookSecret?: string;
  readonly encodeTimeoutSeconds: number;
}
