/**
 * What happens on this origin, as webhooks (Standard Webhooks 1.0.0): events out to the endpoints, verified messages in.
 * Serves no HTTP, and interprets no incoming payload.
 */

// Turns what other rooms report into events. Nothing here throws.
export { eventReports } from './event-reports.js';
// Emits once what each process of a fleet notices for itself. Never throws or waits.
export { onceInFleet } from './once-in-fleet.js';
// Verifies an incoming webhook: at most 64 KiB, at most five minutes old. Throws `hook_unsigned`, `hook_stale`,
// `hook_forged`, `hook_malformed`. Replays are for the caller to detect, by the id.
export { openIncomingWebhook } from './webhooks/incoming-webhook.js';
// Delivers events to endpoints: signed, stored on disk until delivered, retried for up to a day, at least once. `emit` never
// throws or waits; the constructor throws `config_invalid`.
export { OutgoingWebhooks } from './webhooks/outgoing-webhooks.js';
// Copies of undelivered messages in Redis, for other processes of a fleet; given to `OutgoingWebhooks`. Nothing here throws.
export { SharedMessages } from './webhooks/shared-messages.js';
