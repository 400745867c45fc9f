/** Outgoing webhooks with their own directory, clock and log, all of which end with the test. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import {
  OutgoingWebhooks,
  type OutgoingWebhooksOptions,
} from '../../../src/events/webhooks/outgoing-webhooks.js';
import type { WebhookEvent } from '../../../src/events/webhooks/webhook-event.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { ManualClock } from '../../support/manual-clock.js';
import { type Answer, type Receiver, startReceiver } from './receiver.js';

export const SECRET = `whsec_${Buffer.from('a secret that is only for tests.').toString('base64')}`;

/** Every delay is a second, plus or minus a fifth. */
export const SECOND_MS = 1000;
export const DELAYS_MS = [SECOND_MS, SECOND_MS, SECOND_MS];
/** How far to advance the clock until any delay is over. */
export const DELAY_OVER_MS = 1200;

const asset = toAssetId('films/opening night');

/** A major event, identified by its version. */
export function indexed(version = 'one'): WebhookEvent {
  const data = { asset, version, durationSeconds: 61.5 };
  return { type: 'asset.indexed', timestamp: '2026-08-01T12:00:00.000Z', data };
}

/** A minor event, identified by its session. */
export function started(session = 'one'): WebhookEvent {
  const data = { asset, viewer: null, tenant: null, session };
  return { type: 'playback.started', timestamp: '2026-08-01T12:00:00.000Z', data };
}

/** The version or session that identifies the event of a payload. */
export function nameIn(body: string): string {
  const { data } = JSON.parse(body) as { data: { version?: string; session?: string } };
  return data.version ?? data.session ?? '';
}

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [name: string]: unknown;
}

export interface UnderTest {
  readonly webhooks: OutgoingWebhooks;
  readonly clock: ManualClock;
  readonly folder: string;
  readonly log: LogLine[];
  /** The names of the files in the directory. */
  files(): Promise<string[]>;
  /** Advances the clock until all that was waiting has been retried once. */
  later(ms?: number): Promise<void>;
}

type Options = Partial<Omit<OutgoingWebhooksOptions, 'endpoints' | 'clock' | 'log'>> & {
  readonly clock?: ManualClock;
  /** Whether to call `begin`; by default yes. */
  readonly begun?: boolean;
};

/** Starts outgoing webhooks to these URLs. */
export async function startWebhooks(urls: readonly string[], options: Options = {}): Promise<UnderTest> {
  const { clock = new ManualClock(), begun = true, folder = await temporaryFolder(), ...rest } = options;
  const log: LogLine[] = [];
  const webhooks = new OutgoingWebhooks({
    folder,
    endpoints: urls.map((url) => ({ url })),
    secret: SECRET,
    retryDelaysMs: DELAYS_MS,
    graceMs: 0,
    clock,
    log: pino({ level: 'trace' }, { write: (line) => void log.push(JSON.parse(line) as LogLine) }),
    ...rest,
  });
  onTestFinished(() => webhooks.close());
  if (begun) await webhooks.begin();
  return {
    webhooks,
    clock,
    folder,
    log,
    files: () => readdir(folder),
    async later(ms = DELAY_OVER_MS) {
      await webhooks.idle();
      clock.advance(ms);
      await webhooks.idle();
    },
  };
}

/** A receiver that ends with the test. */
export async function receiver(answer?: Answer): Promise<Receiver> {
  const started = await startReceiver(answer);
  onTestFinished(() => started.close());
  return started;
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onplay-webhooks-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
