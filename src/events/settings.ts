import { setting } from '../shared/settings/setting.js';
import { text, urls } from '../shared/settings/values.js';
import { isWebhookSecret } from './webhooks/secret-format.js';

/** The secret that messages are signed with (Standard Webhooks). */
const webhookSecret = text(
  'whsec_ and 24 to 64 bytes in base64, for example from `echo whsec_$(openssl rand -base64 32)`',
  isWebhookSecret,
);

export const eventsSettings = {
  /** Of incoming webhooks; absent: none are accepted. */
  hookSecret: setting('ONPLAY_HOOK_SECRET', webhookSecret.optional()),
  webhookUrls: setting('ONPLAY_WEBHOOK_URLS', urls(8).prefault('none')),
  /** Of outgoing webhooks; absent: none are sent. */
  webhookSecret: setting('ONPLAY_WEBHOOK_SECRET', webhookSecret.optional()),
};
