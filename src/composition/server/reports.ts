/** The events of a server, and the webhooks that carry them. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../../config/index.js';
import { eventReports, OutgoingWebhooks, onceInFleet, SharedMessages } from '../../events/index.js';
import type { SharedState } from './shared-state.js';

export type Reports = ReturnType<typeof eventReports>;

/** @param shared absent where this process is alone. */
export function buildReports(config: Config, shared: SharedState | undefined, log: Logger) {
  const webhooks = outgoingWebhooks(config, shared, log);
  if (!webhooks) return { webhooks, reports: eventReports(() => undefined) };
  const emit = webhooks.emit.bind(webhooks);
  return {
    webhooks,
    reports: eventReports(shared ? onceInFleet(shared.link, shared.seal('events'), emit) : emit),
  };
}

function outgoingWebhooks(
  config: Config,
  shared: SharedState | undefined,
  log: Logger,
): OutgoingWebhooks | undefined {
  const { webhookUrls, webhookSecret, dataPath } = config;
  if (webhookUrls.length === 0 || webhookSecret === undefined) return undefined;
  const endpoints = webhookUrls.map((url) => ({ url }));
  return new OutgoingWebhooks({
    ...{ folder: join(dataPath, 'webhooks'), endpoints, secret: webhookSecret, log },
    shared: shared && new SharedMessages({ link: shared.link, seal: shared.seal('webhooks') }),
  });
}
