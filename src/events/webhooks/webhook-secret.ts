/** The secret that webhooks are signed with (Standard Webhooks 1.0.0, "Signature scheme"). */
import { Webhook } from 'standardwebhooks';
import { OnplayError } from '../../shared/errors.js';

/**
 * What signs with this secret.
 *
 * @throws OnplayError `config_invalid`, without the secret, if it is none
 */
export function webhookSigner(secret: string): Webhook {
  if (!isWebhookSecret(secret)) {
    throw new OnplayError('config_invalid', {
      publicDetail: 'A webhook secret is "whsec_" and 24 to 64 random bytes in base64.',
    });
  }
  return new Webhook(secret);
}

/** Whether it is one (Standard Webhooks 1.0.0, "Signature scheme"); there is one way to write each. */
export function isWebhookSecret(value: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(value)?.[1] ?? '';
  const bytes = Buffer.from(encoded, 'base64');
  return bytes.toString('base64') === encoded && bytes.length >= 24 && bytes.length <= 64;
}
