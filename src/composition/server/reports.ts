/** The events of a server, and the webhooks that carry them. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../../config/index.js';
import { eventReports, OutgoingWebhooks } from '../../events/index.js';

export type Reports = ReturnType<typeof eventReports>;

export function buildReports(config: Config, log: Logger) {
  const webhooks = outgoingWebhooks(config, log);
  return { webhooks, reports: eventReports((event) => webhooks?.emit(event)) };
}

function outgoingWebhooks(config: Config, log: Logger): OutgoingWebhooks | undefined {
  const { webhookUrls, webhookSecret, dataPath } = config;
  if (webhookUrls.length === 0 || webhookSecret === undefined) return undefined;
  const endpoints = webhookUrls.map((url) => ({ url }));
  return new OutgoingWebhooks({ folder: join(dataPath, 'webhooks'), endpoints, secret: webhookSecret, log });
}
