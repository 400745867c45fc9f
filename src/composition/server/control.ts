/** What decides who may play and manage, and what has to go: keys, tokens, revocations, invalidations. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import {
  createTokenVerifier,
  type EdgeKeys,
  GrantVerifier,
  Revocations,
  signingKeyOf,
} from '../../access/index.js';
import type { Config } from '../../config/index.js';
import { type Edge, Invalidations, ReceiptStore } from '../../edges/index.js';
import { createAdmin } from '../../origin/index.js';
import type { LocalPurge } from '../../segments/index.js';
import type { Reports } from './reports.js';

interface ControlOptions {
  readonly keys: EdgeKeys;
  readonly edges: readonly Edge[];
  readonly purge: LocalPurge;
  readonly reports: Pick<Reports, 'invalidated'>;
  /** The demo: requests from this machine need no management key. */
  readonly openOnLoopback: boolean;
  readonly log: Logger;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
}

/** @throws OnplayError `config_invalid` without a key for tokens. */
export function buildControl(config: Config, options: ControlOptions) {
  const { keys, edges, purge, reports, log, shutdownSignal } = options;
  const revocations = new Revocations({ file: join(config.dataPath, 'revocations.json'), log });
  const invalidations = new Invalidations({
    ...{ purge, revocations, edges, log, shutdownSignal },
    receipts: new ReceiptStore({ folder: join(config.dataPath, 'invalidations'), log }),
    onCompleted: reports.invalidated,
  });
  const grantKey = signingKeyOf(keys);
  return {
    ...{ revocations, invalidations, grantKey },
    verifier: createTokenVerifier(config),
    grants: new GrantVerifier(grantKey, (scope) => revocations.covers(scope)),
    // Behind a proxy every request comes from this machine.
    admin: createAdmin({
      key: config.adminKey,
      openOnLoopback: options.openOnLoopback && config.trustProxy.length === 0,
    }),
  };
}
