/** What decides who may play and manage, and what has to go: keys, tokens, revocations, invalidations. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import {
  createTokenVerifier,
  type EdgeKeys,
  GrantVerifier,
  Revocations,
  SharedRevocations,
  signingKeyOf,
} from '../../access/index.js';
import type { Config } from '../../config/index.js';
import {
  adoptEarlierReceipts,
  type Edge,
  fleetSource,
  followReceipts,
  Invalidations,
  LeftInvalidations,
  type Receipt,
  ReceiptStore,
  shareReceipt,
} from '../../edges/index.js';
import { createAdmin } from '../../origin/index.js';
import { followPurges, type LocalPurge } from '../../segments/index.js';
import type { TraceSecret } from '../../shared/trace/trace-secret.js';
import { buildMarks } from './marks.js';
import type { Reports } from './reports.js';
import type { SharedState } from './shared-state.js';

interface ControlOptions {
  readonly keys: EdgeKeys;
  readonly traceSecret: TraceSecret;
  readonly edges: readonly Edge[];
  readonly purge: LocalPurge;
  /** By the names of the images that may be drawn. */
  readonly markImages: ReadonlyMap<string, unknown>;
  /** Absent where this process is alone. */
  readonly shared?: SharedState | undefined;
  readonly reports: Pick<Reports, 'invalidated'>;
  /** The demo: requests from this machine need no management key. */
  readonly openOnLoopback: boolean;
  readonly log: Logger;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
}

/** @throws OnplayError `config_invalid` without a key for tokens. */
export function buildControl(config: Config, options: ControlOptions) {
  const { keys, edges, purge, markImages: images, shared, reports, log, shutdownSignal } = options;
  const revocations = new Revocations({ file: join(config.dataPath, 'revocations.json'), log });
  const { markRules, marks, beginSharedMarks, markNotices } = buildMarks(config, {
    ...{ images, shared, shutdownSignal, log },
  });
  const fleet = shared && shareControl(shared, revocations, purge, log);
  const invalidations = new Invalidations({
    ...{ purge, revocations, edges, source: fleet?.source, log, shutdownSignal },
    receipts: new ReceiptStore({
      folder: join(config.dataPath, 'invalidations'),
      log,
      ...(shared && { onPut: (receipt) => shareReceipt(shared.control, receipt) }),
    }),
    onCompleted: reports.invalidated,
  });
  const left = shared && leftInvalidations(shared, invalidations, log, shutdownSignal);
  const adopt = (receipt: Receipt, from: string) => {
    invalidations.adopt(receipt);
    left?.note(receipt, from);
  };
  if (shared) followReceipts(shared.control, adopt);
  const grantKey = signingKeyOf(keys);
  return {
    ...{
      revocations,
      invalidations,
      markRules,
      marks,
      markNotices,
      grantKey,
      traceSecret: options.traceSecret,
    },
    /** Reads what the fleet knows already. Never rejects. */
    beginShared: async () => {
      if (!shared || !fleet) return;
      // At once: each may wait a moment for servers that are gone.
      await Promise.all([fleet.revocations.begin(), beginSharedMarks()]);
      await adoptEarlierReceipts(shared.control, adopt);
      left?.begin();
    },
    verifier: createTokenVerifier(config, markRules.required),
    grants: new GrantVerifier(grantKey, (scope) => revocations.covers(scope)),
    // Behind a proxy every request comes from this machine.
    admin: createAdmin({
      key: config.adminKey,
      openOnLoopback: options.openOnLoopback && config.trustProxy.length === 0,
    }),
  };
}

function leftInvalidations(
  { link, roster }: SharedState,
  invalidations: Invalidations,
  log: Logger,
  shutdownSignal: AbortSignal,
): LeftInvalidations {
  const takeOver = invalidations.takeOver.bind(invalidations);
  return new LeftInvalidations({ link, roster, takeOver, log, shutdownSignal });
}

/** What this process is told of by the others, and they by it. */
function shareControl(shared: SharedState, revocations: Revocations, purge: LocalPurge, log: Logger) {
  const { link, control: channel, roster, seal } = shared;
  followPurges(channel, purge);
  const ofFleet = new SharedRevocations({
    ...{ revocations, link, channel, roster, log },
    seal: seal('revocations'),
  });
  return { revocations: ofFleet, source: fleetSource({ channel, roster, revocations: ofFleet }) };
}
