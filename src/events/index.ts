/** What happens here, as the events that webhooks carry (Standard Webhooks 1.0.0). */
export { eventReports } from './event-reports.js';
export { openIncomingWebhook } from './webhooks/incoming-webhook.js';
export { OutgoingWebhooks } from './webhooks/outgoing-webhooks.js';
export { isWebhookSecret } from './webhooks/webhook-secret.js';
